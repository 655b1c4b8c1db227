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

  /// The state of the first image is a vector without a batch, for which torchinfo takes the features
  /// of a layer for images.
  @Test func `torchinfo counts the features of the first image's state as images`() throws {
    let entry = try #require(Catalog.entry(named: "cifar_dlal29"))
    let network = try entry.architecture().network
    func count(_ key: String, _ images: Int) throws -> Int {
      let shapes = try InferredShapes(network, input: [Dim(images), 3, 32, 32])
      return try #require(Profile(shapes).counts()[key]?.value)
    }
    // What does not grow with the batch: the perceptrons of h, C → C/4 → 3C, in each of 3 stages of
    // 3 blocks, which the cell runs on one row.
    let products = [64, 128, 256].map { 3 * ($0 * $0 / 4 + $0 / 4 * 3 * $0) }.reduce(0, +)
    #expect(try 2 * count("macs", 1) - count("macs", 2) == products)
    let rows = [64, 128, 256].map { c in
      3 * (c / 4 * (c * c / 4 + c / 4) + 3 * c * (c / 4 * 3 * c + 3 * c))
    }.reduce(0, +)
    #expect(try 2 * count("torchinfo@1.8.0", 1) - count("torchinfo@1.8.0", 2) == rows)
  }
}
