import RLAArchitectures
import RLANetworks
import RLASymbolic
import Testing

/// What the definitions of the catalog record beside the arithmetic.
@Suite struct RecordedStructureTests {
  private func network(_ name: String) throws -> Network {
    try #require(Catalog.entry(named: name)).architecture().network
  }

  /// The roles around each node of a block, outermost first, joined; equal neighbors once.
  private func roles(_ network: Network, stage: Int, block: Int) throws -> [String] {
    let number = try #require(
      network.modules.firstIndex { $0.kind == .block(block) && $0.stage == stage })
    let nodes = network.nodes.filter { network.block(of: $0) == number }
    return nodes.reduce(into: [String]()) { names, node in
      let inner = network.modules(around: node).prefix { $0 != number }
      let roles = inner.compactMap { network.role(of: network.modules[$0]) }.reversed().map {
        role in
        role.variant.map { "\(role.name) \($0)" } ?? role.name
      }
      let text = roles.joined(separator: " > ")
      if names.last != text { names.append(text) }
    }
  }

  @Test func `Blocks of residual networks have a branch, a shortcut and, at first, a projection`()
    throws
  {
    let network = try network("resnet50")
    #expect(network.stages == ["stem", "stage 1", "stage 2", "stage 3", "stage 4", "head"])
    let blocks = network.modules.indices.filter { network.modules[$0].block == $0 }
    #expect(
      blocks.map { network.modules[$0].stage }
        == [3, 4, 6, 3].enumerated().flatMap {
          Array(repeating: $0 + 1, count: $1)
        })
    #expect(network.modules[blocks[4]].path == "layer2.1")
    #expect(network.modules[blocks[4]].kind == .block(1))
    #expect(try roles(network, stage: 2, block: 0) == ["branch", "projection", "shortcut"])
    #expect(try roles(network, stage: 2, block: 1) == ["branch", "shortcut"])
    #expect(
      network.nodes.filter { network.block(of: $0) == nil }.map(network.stageName(of:))
        == ["stem", "stem", "stem", "stem", "head", "head", "head"])
  }

  @Test func `The update of the state lies in the block that it follows`() throws {
    let network = try network("resnet50_rla")
    #expect(
      try roles(network, stage: 1, block: 1) == [
        "state routing > state feed", "branch", "shortcut", "state routing > conv_out",
        "state routing", "state routing > state norm", "state routing > state activation",
        "state routing > recurrent conv",
      ])
    #expect(try roles(network, stage: 2, block: 0).contains("state pooling"))
    let feed = try #require(
      network.nodes.first { network.role(of: network.module(of: $0)) == .stateFeed })
    #expect(network.role(of: feed) == .stateRouting && network.lane(of: feed) == .main)
  }

  @Test func `Gated cells record their gates and the cell state`() throws {
    let cell = "state routing > recurrent conv > cell"
    let lstm = try roles(network("rlalstm_resnet50"), stage: 1, block: 1)
    #expect(
      lstm.filter { $0.hasPrefix(cell) } == [
        "\(cell) ConvLSTM", "\(cell) ConvLSTM > gate i", "\(cell) ConvLSTM > gate f",
        "\(cell) ConvLSTM > gate o", "\(cell) ConvLSTM > gate g", "\(cell) ConvLSTM > cell state",
        "\(cell) ConvLSTM",
      ])
    let gru = try roles(network("rlagru_resnet50"), stage: 1, block: 1)
    #expect(
      gru.filter { $0.hasPrefix(cell) } == [
        "\(cell) ConvGRU", "\(cell) ConvGRU > gate r", "\(cell) ConvGRU > gate u",
        "\(cell) ConvGRU", "\(cell) ConvGRU > gate n", "\(cell) ConvGRU",
      ])
    let halved = try roles(network("rlalstm_resnet50"), stage: 2, block: 0)
    #expect(halved.contains("cell state > state pooling"))
  }

  @Test(arguments: [
    ("resnext50_32x4d_se", "SE"), ("rla_resnet50_eca", "ECA"), ("mobilenetv2_eca", "ECA"),
    ("rla_mobilenetv2_eca", "ECA"),
  ])
  func `Attention is recorded with its kind`(name: String, kind: String) throws {
    let roles = try roles(network(name), stage: 2, block: 1)
    #expect(roles.contains("branch > attention \(kind)"))
  }

  @Test func `Blocks that change the shape of a MobileNet have no shortcut`() throws {
    let network = try network("mobilenet_v2")
    #expect(try roles(network, stage: 2, block: 0) == ["branch"])
    #expect(try roles(network, stage: 2, block: 1) == ["branch", "shortcut"])
  }

  @Test func `The parts of a detector are its outermost modules`() throws {
    let network = try network("Mask_R-CNN_resnet50_rla")
    let parts = network.modules.filter { $0.parent == 0 }
    #expect(
      parts.map(\.path) == [
        "backbone", "neck", "rpn_head", "roi_head.bbox_head", "roi_head.mask_head",
      ])
    #expect(
      network.stages == [
        "stem", "stage 1", "stage 2", "stage 3", "stage 4", "neck", "rpn_head",
        "roi_head.bbox_head", "roi_head.mask_head",
      ])
    #expect(network.modules.filter { $0.parent == 1 }.count == 5)
  }

  @Test(arguments: [0, 1, 3])
  func `Frozen stages hold their blocks, and the state layers that stand for them`(
    stages: Int
  ) throws {
    let entry = try #require(Catalog.entry(named: "RetinaNet_resnet50_rla"))
    var detector = try #require(entry.definition as? Detector)
    detector.frozenStages = stages
    let network = detector.network
    let frozen = network.frozenLayers.map { network.layers[$0].path }
    let stem = stages == 0 ? [] : ["backbone.conv1", "backbone.bn1"]
    let holders = ["stages", "stage_bns", "conv_outs", "recurrent_convs"]
    let expected = network.layers.filter { layer in
      let parts = layer.path.split(separator: ".").map(String.init)
      let isOfStage =
        holders.contains(parts[1]) && parts.count > 2 && Int(parts[2]).map { $0 < stages } == true
      return layer.parameterCount != 0 && (stem.contains(layer.path) || isOfStage)
    }
    #expect(Set(frozen) == Set(expected.map(\.path)))
    #expect(frozen.isEmpty == (stages == 0))
    #expect(try self.network("resnet50_rla").frozenLayers.isEmpty)
  }
}
