import RLANetworks
import RLASymbolic

extension NodeImport {
  /// The nodes that compute a batch norm whose statistics or weights the network computes: of the
  /// batch in training, or as weights are standardized.
  ///
  /// - Returns: The results; nil where a rank is not known or a form of old versions is meant.
  func composedBatchNorm() throws(ONNXFailure) -> [ImportedValue]? {
    guard version >= 14, let shape = fact(0)?.shape,
      shape.rank >= 2, (1...4).allSatisfy({ optional($0) != nil })
    else { return nil }
    let x = try input(0, "X")
    let isTraining = try flag("training_mode", default: false)
    var (mean, variance) = (try channels(3, shape.rank), try channels(4, shape.rank))
    var running: [ImportedValue] = []
    if isTraining {
      let others = (0..<shape.rank).filter { $0 != 1 }
      let batch = try apply(Reduction(.mean, over: others), to: [x])[0]
      let distance = try pair(.subtract, x, batch)
      let spread = try apply(
        Reduction(.mean, over: others), to: [try pair(.multiply, distance, distance)])[0]
      running = [try tracked(3, batch), try tracked(4, spread)]
      (mean, variance) = (batch, spread)
    } else if node.outputs.dropFirst().contains(where: { !$0.isEmpty }) {
      return nil
    }
    let floor = known(
      Fact(.float32, [], numbers: [try float("epsilon", default: 1e-5)]), "epsilon")
    let deviation = try apply(
      Activation(.squareRoot), to: [try pair(.add, variance, floor)])[0]
    let normal = try pair(.divide, try pair(.subtract, x, mean), deviation)
    let scaled = try pair(.multiply, normal, try channels(1, shape.rank))
    return [try pair(.add, scaled, try channels(2, shape.rank))] + running
  }

  func pair(
    _ function: BinaryFunction, _ one: ImportedValue, _ other: ImportedValue
  ) throws(ONNXFailure) -> ImportedValue {
    try apply(Arithmetic(function), to: [one, other])[0]
  }

  /// A vector with a number for each channel, along the second axis.
  func channels(_ position: Int, _ rank: Int) throws(ONNXFailure) -> ImportedValue {
    let target = [Reshape.Extent.size(1), .axis(0)] + Array(repeating: .size(1), count: rank - 2)
    return try apply(
      Reshape(to: target, title: "unsqueeze"), to: [try input(position, "statistics")])[0]
  }

  /// What is tracked of a statistic after a batch: mostly the value before it.
  private func tracked(
    _ position: Int, _ batch: ImportedValue
  ) throws(ONNXFailure) -> ImportedValue {
    let momentum = try float("momentum", default: 0.9)
    let old = try pair(
      .multiply, try input(position, "statistics"),
      known(Fact(.float32, [], numbers: [momentum]), "momentum"))
    let new = try pair(
      .multiply, try apply(Reshape(to: [.axis(1)], title: "squeeze"), to: [batch])[0],
      known(Fact(.float32, [], numbers: [1 - momentum]), "rest"))
    return try pair(.add, old, new)
  }
}
