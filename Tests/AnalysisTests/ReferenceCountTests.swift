import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct ReferenceCountTests {
  static let reference: [String: [String: Int]] = Result {
    try Fixture.json("Reference/counts.json", as: [String: [String: Int]].self)
  }.value

  /// Without it, a file that cannot be read would leave the others no case to fail in.
  @Test func `Every network has its integers and its module calls`() throws {
    #expect(Self.reference.count == 56)
    #expect(Self.reference.values.allSatisfy { !$0.isEmpty })
    #expect(try Fixture.names(in: "Reference/layers").count == 56)
  }

  @Test(arguments: reference.keys.sorted())
  func `Every tool's integer is reproduced`(name: String) throws {
    let expected = try #require(Self.reference[name])
    let network = try #require(Catalog.entry(named: name)).architecture().network
    let shapes = try InferredShapes(network, input: [1, 3, 224, 224])
    var counts = Profile(shapes).counts()
    counts["parameters"] = network.parameterCount
    for (key, value) in expected {
      #expect(counts[key]?.value == value, "\(name) \(key)")
    }
  }

  @Test(arguments: try Fixture.names(in: "Reference/layers"))
  func `Every module call is reproduced`(name: String) throws {
    let network = try #require(Catalog.entry(named: name)).architecture().network
    let shapes = try InferredShapes(network, input: [1, 3, 224, 224])
    var rows = [["path", "module", "input", "output", "parameters"]]
    for (index, node) in network.nodes.enumerated() where node.callStyle == .module {
      let function = network.operator(of: node)
      rows.append([
        network.path(of: node), function.torch.name,
        "\(shapes.inputs(ofNode: index).shape())",
        "\(shapes.output(ofNode: index))", "\(function.parameterCount)",
      ])
    }
    #expect(rows == (try Fixture.rows("Reference/layers/\(name).tsv")))
  }
}

extension Result where Success == [String: [String: Int]] {
  init(_ body: () throws -> Success) where Failure == any Error {
    self.init(catching: body)
  }

  /// The value, or nothing at all, which a test of its own notices.
  var value: Success { (try? get()) ?? [:] }
}
