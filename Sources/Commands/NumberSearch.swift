import RLAAnalysis
import RLAExecution
import RLAFormats
import RLANetworks
import RLAONNX
import RLAReports
import RLASymbolic

/// Runs the part of a model that comes before what only running tells, to find these numbers.
///
/// A plan has all its memory before it runs. So the sizes in it are found by runs before: of a
/// network that ends where something waits for a size, a condition or a number of runs, with the
/// inputs of the run that follows.
struct NumberSearch {
  let execution: ExecutionOptions
  /// Gives a session the inputs of the run that follows.
  let fill: (Session) -> Void
  /// Whether numbers of the inputs are the caller's to say.
  var leavesInputs = false

  /// Runs before the plan, each of which finds at least one number.
  private static let mostRuns = 1000

  /// The model with all numbers that runs of its parts can find.
  ///
  /// - Parameters:
  ///   - inputs: What is known of its inputs, all sizes as numbers.
  ///   - read: The model with what has been found, or its part that can run.
  /// - Returns: The whole model.
  /// - Throws: `CommandFailure` where a part cannot be read or run.
  func model(
    _ inputs: [Fact],
    _ read: (FoundNumbers, _ stopsWhereOpen: Bool) throws(CommandFailure) -> ImportedArchitecture
  ) throws(CommandFailure) -> ImportedArchitecture {
    var found = FoundNumbers(leavingInputs: leavesInputs)
    let progress = Progress(after: .seconds(1))
    defer { progress.end() }
    for run in 1...Self.mostRuns {
      // What keeps a part from being read is said of the whole model.
      guard let part = try? read(found, true), !part.imported.openNumbers.isEmpty else { break }
      progress.showIfDue { ProgressText.numbers(part.network.name, run: run) }
      for (open, numbers) in zip(part.imported.openNumbers, try numbers(part, inputs)) {
        found.add(numbers, open.key)
      }
    }
    return try read(found, false)
  }

  /// What a run of a part tells of all that waits for it.
  private func numbers(
    _ part: ImportedArchitecture, _ inputs: [Fact]
  ) throws(CommandFailure) -> [[Int]] {
    let weights = RunWeights.model(try ModelFile.weights(of: part))
    let options = PlanOptions(
      batch: 1, height: 1, width: 1, purpose: .inference, algorithm: execution.algorithm,
      threads: execution.threadCount)
    do throws(PlanFailure) {
      let plan = try ExecutionPlan(part.network, inputs: inputs, options)
      try plan.requireResources()
      let parameters = try Parameters(part.network, products: options.products)
      do throws(TensorFailure) {
        try weights.load(into: parameters, threads: options.threads)
      } catch {
        throw .constant(error)
      }
      let session = try Session(
        plan, parameters, constants: weights.constants ?? CompletedSource(SyntheticWeights()))
      fill(session)
      session.forward()
      return part.imported.openNumbers.map { session.numbers(for: $0) }
    } catch {
      throw .plan(part.network.name, error)
    }
  }
}

extension ImportedArchitecture {
  /// Whether all sizes follow from those of the inputs, and no branch or loop is left.
  func isSettled(_ inputs: [Fact]) -> Bool {
    if network.nodes.contains(where: { !$0.bodies.isEmpty }) { return false }
    if imported.facts != nil { return true }
    guard let shapes = try? InferredShapes(network, inputs: inputs) else { return true }
    return shapes.facts.allSatisfy { $0.shape.values != nil }
  }
}
