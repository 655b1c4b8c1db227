import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// What each tool printed for the networks of MRLA, DIA and DLA.
@Suite struct AggregationCountTests {
  struct Reference: Decodable {
    let classes: Int
    let input: [Int]
    let counts: [String: Int]
  }

  static let reference: [String: Reference] =
    (try? Fixture.json("Aggregation/counts.json", as: [String: Reference].self)) ?? [:]

  @Test func `Every network has its 17 integers`() {
    #expect(Self.reference.count == 22)
    #expect(Self.reference.values.allSatisfy { $0.counts.count == 17 })
  }

  @Test(arguments: reference.keys.sorted())
  func `Every tool's integer is reproduced`(name: String) throws {
    let expected = try #require(Self.reference[name])
    let entry = try #require(Catalog.entry(named: name))
    let network = try entry.architecture(classes: Dim(expected.classes)).network
    let shapes = try InferredShapes(network, input: Shape(expected.input.map { Dim($0) }))
    var counts = Profile(shapes).counts()
    counts["parameters"] = network.parameterCount
    for (key, value) in expected.counts {
      #expect(counts[key]?.value == value, "\(name) \(key)")
    }
  }

  /// Published code squeezes the mean of one image to a vector without a batch, for which torchinfo
  /// takes the features of every layer for images.
  @Test func `torchinfo counts a dropped batch as features`() throws {
    let entry = try #require(Catalog.entry(named: "cifar_dlal29"))
    let network = try entry.architecture().network
    func count(_ images: Int) throws -> Int {
      let shapes = try InferredShapes(network, input: [Dim(images), 3, 32, 32])
      return try #require(Profile(shapes).counts()["torchinfo@1.8.0"]?.value)
    }
    #expect(try count(1) > count(2))
  }
}
