import RLAExecution
import RLAFormats
import RLANetworks
import RLASymbolic
import RLAText

/// What a report of a run says of a network from a file: its inputs, and where its weights are from.
package struct FileRun: Sendable {
  /// A size that nothing says, with what it is in this run.
  package struct AssumedSize: Hashable, Sendable {
    package let name: String
    let size: Int

    package init(name: String, size: Int) {
      self.name = name
      self.size = size
    }
  }

  private enum Weights {
    /// Those of the network's own file, which lacks the elements of some and names files that are
    /// missing.
    case model(tensors: Int, lacking: Int, missingFiles: [String])
    /// Those of a file that was given for a named network.
    case checkpoint(LoadedWeights)
  }

  private let weights: Weights
  private let assumed: [AssumedSize]
  /// Sizes and other numbers that runs before the plan have told.
  private let foundNumbers: Int

  package init(
    tensors: Int, lacking: Int, missingFiles: [String], assumed: [AssumedSize], foundNumbers: Int
  ) {
    self.foundNumbers = foundNumbers
    weights = .model(tensors: tensors, lacking: lacking, missingFiles: missingFiles)
    self.assumed = assumed
  }

  /// A run of a named network with the weights of a file.
  package init(_ weights: LoadedWeights) {
    self.weights = .checkpoint(weights)
    assumed = []
    foundNumbers = 0
  }

  /// Lines of a header.
  func lines(_ result: Benchmark.Result) -> [String] {
    if case .checkpoint = weights { return ["weights: \(weightsText)"] }
    let plan = result.plan
    let contents = plan.inputs.map { "\($0.name) \($0.contentText)" }.joined(separator: ", ")
    let sizes = assumed.map { "\($0.name) = \($0.size)" }.joined(separator: ", ")
    return [
      "inputs: \(contents)"
        + (assumed.isEmpty ? "" : "; sizes that nothing says: \(sizes) (--input sets them)")
        + (foundNumbers == 0
          ? ""
          : "; \(Numbers.counted(foundNumbers, "number")) that only running tells, found by runs "
            + "before"),
      "weights: \(weightsText)",
    ] + (result.mode == .inference ? [] : ["loss: \(plan.options.loss.meaning)"])
  }

  /// Where the weights are from.
  var weightsText: String {
    switch weights {
    case .checkpoint(let weights): weights.text
    case .model(let tensors, let lacking, let missingFiles):
      Self.text(tensors, lacking, missingFiles)
    }
  }

  private static func text(_ tensors: Int, _ lacking: Int, _ missingFiles: [String]) -> String {
    if lacking == 0 { return "from the file" }
    let reason =
      switch missingFiles.count {
      case 0: "the file has no values"
      case 1: "\(missingFiles[0]) is missing"
      default: "\(missingFiles.joined(separator: ", ")) are missing"
      }
    if lacking == tensors { return "by formula: \(reason)" }
    return
      "from the file, \(lacking) of \(Numbers.counted(tensors, "tensor")) by formula: \(reason)"
  }

  func members(_ result: Benchmark.Result) -> [JSONValue.Member] {
    [
      .init(
        "inputs",
        .array(
          result.plan.inputs.map { input in
            [
              "name": .string(input.name), "type": .string(input.type.rawValue),
              "sizes": .array(input.sizes.map { .integer($0) }),
              "content": .string(input.contentText),
            ]
          })),
      .init("assumed_sizes", .object(assumed.map { .init($0.name, .integer($0.size)) })),
      .init("found_numbers", .integer(foundNumbers)),
      .init("weights", .string(weightsText)),
      .init(
        "loss", result.mode == .inference ? .null : .string(result.plan.options.loss.rawValue)),
    ]
  }
}

extension PlanOptions.Loss {
  fileprivate var meaning: String {
    switch self {
    case .crossEntropy: "mean cross-entropy of the output"
    case .weightedSum:
      "sum of the elements of the first output, each times a fixed number from -1 to 1"
    }
  }
}

extension PlannedInput {
  /// What it holds.
  fileprivate var contentText: String {
    switch content {
    case .reals: "real numbers from -1 to 1"
    case .places(let limit): "whole numbers below \(Numbers.grouped(limit))"
    case .number(let number): "all \(number)"
    case .known(let numbers) where numbers.count > 4: "the numbers of --input-values"
    case .known(let numbers): numbers.map(String.init).joined(separator: " ")
    }
  }

  fileprivate var sizesText: String { sizes.map(String.init).joined(separator: "x") }
}

extension ExecutionPlan {
  /// Whether there is one batch of images.
  var takesImages: Bool { network.takesImages }

  /// What the network is given.
  var inputText: String {
    if takesImages { return "batch \(options.batch), \(options.height)x\(options.width)" }
    return inputs.map { input in
      [input.name, input.sizesText, input.type.rawValue].filter { !$0.isEmpty }
        .joined(separator: " ")
    }.joined(separator: ", ")
  }

  /// The same for a cell of a table.
  var shortInputText: String {
    takesImages
      ? "\(options.batch)x\(options.height)x\(options.width)"
      : inputs.map(\.sizesText).filter { !$0.isEmpty }.joined(separator: ", ")
  }

  var savedInputs: [SavedBench.Input] {
    inputs.map { SavedBench.Input(name: $0.name, sizes: $0.sizes) }
  }
}
