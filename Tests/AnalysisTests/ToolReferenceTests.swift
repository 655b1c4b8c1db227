import RLAAnalysis
import RLANetworks
import RLASymbolic
import Testing

/// Every convention against the integers that the tools themselves printed, operator by operator.
@Suite struct ToolReferenceTests {
  private static let mapped = ToolCase.all.filter { ToolExpressions.all[$0.name] != nil }

  @Test func `No case is skipped silently`() {
    let names = Set(ToolCase.all.map(\.name))
    let mapped = names.intersection(ToolExpressions.all.keys)
    let listed = Set(ToolExceptions.inexpressible.flatMap(\.cases))
    #expect(names.count == ToolCase.all.count)
    #expect(
      names.subtracting(mapped).subtracting(listed).sorted() == [], "neither mapped nor listed")
    #expect(mapped.intersection(listed).sorted() == [], "mapped and listed")
    #expect(listed.subtracting(names).sorted() == [], "listed, but no case")
    #expect(mapped.count >= 238)
    let excepted = Set(ToolExceptions.deviations.values.flatMap(\.keys))
    #expect(excepted.subtracting(mapped).sorted() == [], "an exception without a case")
  }

  @Test func `Enough integers are compared`() {
    let integers = Self.mapped.map(\.numbers.count).reduce(0, +)
    let deviations = ToolExceptions.deviations.values.map(\.count).reduce(0, +)
    #expect(integers - deviations >= 3500)
    #expect(deviations <= 63)
  }

  @Test(arguments: mapped)
  func `Every tool's integer for one operator is reproduced`(example: ToolCase) throws {
    let shapes = try shapes(of: example)
    let outputs = shapes.network.outputs.map { shapes[$0.value].values }
    #expect(outputs == example.outputs, "\(example.name)")
    let counts = Profile(shapes).counts()
    for (key, value) in example.numbers {
      let count = try #require(counts[key], "\(key) is not a measure")
      if ToolExceptions.deviations[key]?[example.name] != nil {
        #expect(count.value != value, "\(example.name) \(key) is not a deviation any more")
      } else {
        #expect(count.value == value, "\(example.name) \(key)")
      }
    }
  }

  @Test(arguments: mapped)
  func `What a tool reports as unsupported has no rule`(example: ToolCase) throws {
    let shapes = try shapes(of: example)
    guard shapes.network.nodes.count == 1 else { return }
    let node = shapes.network.nodes[0]
    let key = WorkTally.Key(shapes.network.operator(of: node), node.callStyle)
    for (convention, isUnsupported) in [
      (Convention.fvcore, example.fvcoreUnsupported?.isEmpty == false),
      (.torchprofile, example.torchprofileUnsupported?.isEmpty == false),
    ] {
      let measure = convention.measures[0]
      guard case .number(0)? = example.counts[measure.key] else { continue }
      #expect(
        (measure.verdict(on: key) == .unsupported) == isUnsupported,
        "\(example.name) \(measure.key)")
    }
  }

  private func shapes(of example: ToolCase) throws -> InferredShapes {
    let expression = try #require(ToolExpressions.all[example.name])
    let isIndex = example.name.hasPrefix("index_select")
    let inputs = example.inputs.enumerated().map { index, sizes in
      let type: ElementType = isIndex && index == 1 ? .int64 : .float32
      return Input("input\(index)", Fact(type, Shape(sizes.map { Dim($0) })))
    }
    let network = Network(example.name, inputs: inputs) { scope, values in
      expression(scope, values).enumerated().map { ("output\($0)", $1) }
    }
    return try InferredShapes(network, inputs: inputs.map(\.fact))
  }
}
