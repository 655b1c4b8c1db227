import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// Integers that the tools printed for networks beside those of the published RLA-Net code.
@Suite struct FamilyCountTests {
  private struct Reference: Decodable {
    let input: [Int]
    let classes: Int
    let counts: [String: Int]
  }

  @Test func `There are networks of every family`() throws {
    let names = try Fixture.names(in: "Reference/family-counts")
    #expect(names.count >= 22)
    let families = try names.map { try #require(Catalog.entry(named: $0)).family.name }
    #expect(
      Set(families).isSuperset(of: [
        "CIFAR ResNet", "CIFAR ResNet of pytorchcv", "DIANet of pytorchcv", "DenseNet",
        "CIFAR DenseNet", "Xception",
      ]))
  }

  @Test(arguments: try Fixture.names(in: "Reference/family-counts"))
  func `Every tool's integer is reproduced`(name: String) throws {
    let reference = try Fixture.json("Reference/family-counts/\(name).json", as: Reference.self)
    #expect(reference.counts.count >= 17)
    let entry = try #require(Catalog.entry(named: name))
    let network = try entry.architecture(classes: Dim(reference.classes)).network
    let shapes = try InferredShapes(network, input: Shape(reference.input.map { Dim($0) }))
    var counts = Profile(shapes).counts()
    counts["parameters"] = network.parameterCount
    for (key, value) in reference.counts {
      #expect(counts[key]?.value == value, "\(name) \(key)")
    }
  }

  /// The column "FLOPs/2" of imgclsmob, in hundredths of a million.
  @Test(arguments: [
    ("resnet110_cifar10", 25570), ("resnet164bn_cifar10", 25531), ("resnet1001_cifar10", 153_640),
    ("preresnet164bn_cifar10", 25508), ("seresnet164bn_cifar10", 25655),
    ("densenet40_k12_cifar10", 21080), ("densenet100_k12_bc_cifar10", 29845),
    ("diaresnet20_cifar10", 4154), ("diaresnet56_cifar10", 12931), ("diaresnet110_cifar10", 26471),
    ("diaresnet164bn_cifar10", 34360), ("diapreresnet20_cifar10", 4152),
    ("diapreresnet56_cifar10", 12928), ("diapreresnet110_cifar10", 26469),
    ("diapreresnet164bn_cifar10", 34337), ("xception_pytorchcv", 840_363),
  ])
  func `The table of imgclsmob is half of what its hooks count`(name: String, printed: Int) throws {
    let model = try #require(Catalog.entry(named: name)).architecture()
    let side = model.standardInput
    let shapes = try InferredShapes(
      model.network, input: [1, 3, Dim(side.height), Dim(side.width)])
    let count = try #require(Profile(shapes).counts([.imgclsmob])["imgclsmob@0.0.74"]?.value)
    #expect((count / 2 + 5000) / 10000 == printed)
  }

  @Test(arguments: [
    ("diaresnet20_cifar10", 3), ("diaresnet164bn_cifar10", 18), ("rla_mobilenetv2", 1),
  ])
  func `A walk comes to a shared layer once for each module that holds it`(
    name: String, visits: Int
  ) throws {
    let network = try #require(Catalog.entry(named: name)).architecture().network
    let shapes = try InferredShapes(network, input: [1, 3, 32, 32])
    let keys = Profile(shapes).total.tally.entries.keys
    #expect(keys.map(\.visits).max() == visits)
    // rla_mobilenetv2 has five names for one convolution, in one list.
    #expect(keys.map(\.listings).max() == (visits == 1 ? 5 : visits))
  }
}
