import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic
import Testing

/// Which norms PyTorch refuses to train: torch.nn.functional raises "Expected more than 1 value per
/// channel when training" where batch and map have one element for each channel.
@Suite struct SingleValueNormTests {
  private func norm(
    _ name: String, _ input: Shape, freezing frozen: Set<Int> = []
  ) throws -> SingleValueNorm? {
    let network = try #require(Catalog.entry(named: name)).architecture().network
    return try InferredShapes(network, input: input).singleValueNorm(frozenLayers: frozen)
  }

  @Test func `The first norm on a map of one pixel is found where the batch is one image`() throws {
    let found = try #require(try norm("rla_resnet50", [1, 3, 32, 32]))
    #expect(found.path == "stages.3.0.bn2")
    #expect(found.input == [1, 512, 1, 1])
    #expect(try norm("resnet50", [1, 3, 32, 32])?.path == "layer4.0.bn2")
  }

  @Test(arguments: [[2, 3, 32, 32], [1, 3, 64, 32], [1, 3, 32, 33], [1, 3, 224, 224]])
  func `Two images or two pixels train`(sizes: [Int]) throws {
    #expect(try norm("resnet50", Shape(sizes.map { Dim($0) })) == nil)
  }

  @Test func `Symbols may be anything, so nothing is found`() throws {
    #expect(try norm("resnet50", [Dim(.batch), 3, Dim(.height), Dim(.width)]) == nil)
  }

  @Test func `A frozen norm keeps its running statistics`() throws {
    let network = try #require(Catalog.entry(named: "resnet50")).architecture().network
    let all = Set(network.layers.indices)
    #expect(try norm("resnet50", [1, 3, 32, 32], freezing: all) == nil)
  }
}
