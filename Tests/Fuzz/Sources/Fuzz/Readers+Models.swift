import RLACounting
import RLADiagrams

extension Readers {
  /// A model is counted in numbers and in symbols, and its module tree and its drawing are made.
  static func model(_ bytes: [UInt8]) {
    guard let model = try? ONNXModel(bytes),
      let network = try? ONNXNetwork(model, name: "fuzz").network
    else { return }
    if let shapes = try? InferredShapes(network, binding: [:]) {
      count(shapes)
      _ = AcceptedInputs(shapes)
    }
    // Free sizes that nothing knows beforehand, and the same as numbers.
    let sizes = network.inputs.flatMap(\.fact.shape.symbols)
    let numbers = Dictionary(sizes.map { ($0, Dim(2)) }) { first, _ in first }
    let facts = network.inputs.map { $0.fact.substituting(numbers) }
    if let bound = try? ONNXNetwork(model, name: "fuzz", inputs: facts).network,
      let shapes = try? InferredShapes(bound, inputs: facts)
    {
      count(shapes)
    }
  }

  private static func count(_ shapes: InferredShapes) {
    let profile = Profile(shapes)
    for figure in Figure.all { require(figure.form(profile).value.map { $0 >= 0 } ?? true) }
    for grouping in Grouping.sums {
      let rows = Breakdown(profile, by: grouping).rows
      require(rows.count <= profile.network.nodes.count * 4 + 4)
    }
    _ = ClosedForms(profile, by: nil, [.parameters, .activationBytes])
    if profile.network.nodes.count < 20 { _ = try? Diagram(shapes).rendered(as: .dot) }
  }
}
