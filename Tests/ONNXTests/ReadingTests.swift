import RLAAnalysis
import RLANetworks
import RLAONNX
import RLASymbolic
import TestSupport
import Testing

/// What conventions say of files beside what their tools printed of the networks in PyTorch.
@Suite struct ReadingTests {
  private func profile(_ name: String) throws -> (reference: ReferenceModel, profile: Profile) {
    let reference = try ReferenceModel(name)
    let network = try ONNXNetwork(reference.model, name: name, branches: reference.branches)
      .network
    let shapes = try InferredShapes(network, inputs: reference.inputs(of: network))
    return (reference, Profile(shapes))
  }

  @Test(arguments: Fixture.models)
  func `Linear layers are those that fvcore met in PyTorch`(name: String) throws {
    let (reference, profile) = try profile(name)
    guard let expected = reference.torchLinearMACs else { return }
    let entries = profile.total.tally.entries.filter { $0.key.kind == Linear.kind }
    let found = entries.reduce(0) { $0 + $1.value.work[.multiplyAdds] }
    #expect(found == Dim(expected))
  }

  /// Printed by the tools of PyTorch 2.15.0 on the networks of torchvision 0.29.2 and timm 1.0.31, and
  /// what the file adds.
  private static let printed: [(model: String, key: String, count: Int, more: Int)] = [
    ("vit_tiny_patch16_224", "torchinfo@1.8.0", 34_470_760, 0),
    ("vit_tiny_patch16_224", "deepspeed@0.19.8:macs", 1_253_683_200, 0),
    // The products of attention, which PyTorch runs as one call that these tools do not count.
    ("vit_tiny_patch16_224", "fvcore@0.1.5", 1_079_579_328, 178_831_872),
    ("vit_tiny_patch16_224", "ptflops-aten@0.7.5", 1_078_974_952, 178_831_872),
    ("convnext_tiny", "ptflops-aten@0.7.5", 4_468_966_888, 0),
    ("convnext_tiny", "torchinfo@1.8.0", 322_371_592, 0),
    ("convnext_tiny", "deepspeed@0.19.8:macs", 4_455_531_264, 0),
    ("convnext_tiny", "torchprofile@0.1.0", 4_460_650_752, 0),
    ("convnext_tiny", "torch-flop-counter@2.13:forward", 8_911_062_528, 0),
    ("swin_t", "fvcore@0.1.5", 4_509_232_128, 0),
    ("swin_t", "ptflops-aten@0.7.5", 4_503_738_856, 0),
    ("swin_t", "deepspeed@0.19.8:macs", 4_490_566_656, 0),
    ("swin_t", "torch-flop-counter@2.13:forward", 8_981_133_312, 0),
  ]

  @Test(arguments: printed)
  func `A convention reads a file as its tool counts the network`(
    model: String, key: String, count: Int, more: Int
  ) throws {
    let (_, profile) = try profile(model)
    #expect(profile.counts()[key] == Dim(count + more))
  }
}
