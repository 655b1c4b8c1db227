import RLAAnalysis
import RLANetworks
import RLAONNX
import RLASymbolic
import Testing

/// Patterns of the models of real exporters, against what their networks consist of in PyTorch.
@Suite struct PatternTests {
  static let counts: [(String, [String: Int])] = [
    ("vit_tiny_patch16_224", ["Attention": 12, "GELU": 12]),
    ("swin_t", ["Attention": 12, "GELU": 12, "SpaceToDepth": 3]),
    ("bert_tiny_legacy", ["Attention": 2, "GELU": 2, "LayerNormalization": 5]),
    ("bert_tiny", ["Attention": 2, "GELU": 2]),
    ("bert_tiny_dynamic_int8", ["Attention": 2, "GELU": 2, "LayerNormalization": 5]),
    ("convnext_tiny", [:]),
    ("efficientnet_b0", ["SqueezeExcitation": 16, "SiLU": 33]),
    ("mobilenet_v3_small", ["SqueezeExcitation": 9]),
    ("deeplabv3_mobilenet_v3_large", ["SqueezeExcitation": 8]),
    ("ssdlite320_mobilenet_v3_large", ["SqueezeExcitation": 8]),
    ("shufflenet_v2_x1_0", ["ChannelShuffle": 16]),
    ("unet_dynamic", ["GroupNormalization": 7, "SiLU": 7]),
    ("resnet50", [:]),
  ]

  @Test(arguments: counts)
  func `Patterns are the modules that the exporter took apart`(
    name: String, expected: [String: Int]
  ) throws {
    let network = try ONNXNetwork(try ReferenceModel(name).model, name: name).network
    let shapes = try InferredShapes(network, binding: [:])
    var found: [String: Int] = [:]
    for pattern in shapes.patterns { found[pattern.kind.name, default: 0] += 1 }
    #expect(found == expected)
    let nodes = shapes.patterns.flatMap(\.nodes)
    #expect(Set(nodes).count == nodes.count)
  }

  @Test func `Sizes of the inputs do not decide what is a pattern`() throws {
    let reference = try ReferenceModel("bert_tiny_legacy")
    let network = try ONNXNetwork(reference.model, name: "net").network
    let symbolic = try InferredShapes(network, binding: [:])
    let numbers = try InferredShapes(network, inputs: reference.inputs(of: network))
    #expect(symbolic.patterns == numbers.patterns)
  }

  @Test func `Patterns know the scope of their module`() throws {
    let network = try ONNXNetwork(try ReferenceModel("bert_tiny_legacy").model, name: "n").network
    let norms = try InferredShapes(network, binding: [:]).patterns.filter {
      $0.kind.name == "LayerNormalization"
    }
    #expect(
      norms.map { network.scope(of: $0) } == [
        "norm", "layers.0.n1", "layers.0.n2", "layers.1.n1", "layers.1.n2",
      ])
    #expect(norms.allSatisfy { $0.nodes.count == 9 })
  }
}
