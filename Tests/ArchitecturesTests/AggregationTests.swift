import RLAArchitectures
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct AggregationTests {
  @Test func `Every network of MRLA, DIA and DLA has its state_dict`() throws {
    #expect(try Fixture.names(in: "Aggregation/state").count == 22)
  }

  @Test(arguments: try Fixture.names(in: "Aggregation/state"))
  func `Names, shapes and order equal those of PyTorch`(name: String) throws {
    let entry = try #require(Catalog.entry(named: name))
    // The files say the classes: the length of the last bias.
    let rows = try Fixture.rows("Aggregation/state/\(name).tsv")
    let classes = try #require(rows.last.flatMap { Int($0[1]) })
    let network = try entry.architecture(classes: Dim(classes)).network
    let actual = network.stateDictionary.map { entry in
      let shape = entry.weight.shape
      return [entry.name, shape.rank == 0 ? "" : shape.description]
    }
    #expect(actual == rows)
  }

  @Test func `A kind says its equations`() {
    #expect(
      "\(LayerAggregation.dia)" == "(h, c) ← cell(mean(r), h, c); r ← r·h")
    #expect(
      "\(LayerAggregation.mrlaLight())"
        == "p = GAP(y); q = Wq(p); y ← y + BN(σ(⟨q, Wk(p)⟩/√32)·Wv(y) + λ()·s)")
    #expect(
      "\(LayerAggregation.mrlaBase())"
        == "p = GAP(y); q = Wq(p); K ← K ∪ {Wk(p)}; V ← V ∪ {Wv(y)}; "
        + "y ← y + ReLU(BN(Σ softmax(⟨q, K⟩/√16)·V))")
  }

  @Test func `RLA is a value of the same form`() {
    #expect(
      "\(Recurrence.standard.aggregation)"
        == "x ← [x, h]; h ← W₂(tanh(BN(h + W₁(r))))")
    #expect(
      "\(Recurrence.v2.aggregation)" == "x ← [x, h]; h ← W₂(tanh(BN(h))) + W₁(r)")
    #expect(
      "\(Recurrence.lstm.aggregation)"
        == "x ← [x, h]; (h, c) ← W₂(tanh(BN(W₁(r))), h, c)")
    #expect(Recurrence.standard.aggregation.states.map(\.handOver) == [.pooled])
  }

  @Test func `Two kinds add up to one network, whose parameters add up`() throws {
    var model = ResNet("mixture", depths: [1, 1, 1, 1])
    func parameters(_ aggregation: LayerAggregation?) -> Dim {
      model.aggregation = aggregation
      return model.network.parameterCount
    }
    let (plain, light) = (parameters(nil), parameters(.mrlaLight()))
    let dia = parameters(.dia)
    #expect(parameters(.dia + .mrlaLight()) - plain == light - plain + (dia - plain))
    let shared = ["h", "c", "mean", "cell", "GlobalAvg", "lstm"]
    #expect(LayerAggregation.dlaLight().names(sharedWith: .dia) == shared)
    #expect(LayerAggregation.mrlaLight().names(sharedWith: .dia) == [])
  }

  /// The example of Docs/AddingAnArchitecture.md.
  @Test func `A kind of one's own is its modules and equations`() {
    let filtered = LayerAggregation(
      "shared filter",
      modules: [.init("E", .depthwise, at: "filter", scope: .stage)],
      [.output: [.set(.output, .value(.output) + .call("E", [.value(.shortcut)]))]])
    #expect("\(filtered)" == "y ← y + E(s)")
    var model = ResNet("filtered_resnet14", depths: [1, 1, 1, 1])
    let plain = model.network
    model.aggregation = filtered
    let network = model.network
    #expect(network.parameterCount - plain.parameterCount == 34_560)
    let names = network.stateDictionary.map(\.name)
    let filter = names.firstIndex(of: "layer1.filter.weight")
    #expect(filter == names.lastIndex { $0.hasPrefix("layer1.") })
  }

  @Test func `The cell of DLA refreshes by the state of the first image`() throws {
    let entry = try #require(Catalog.entry(named: "cifar_dlal29"))
    let architecture = try entry.architecture()
    #expect(architecture.codeFacts == [.refreshedByFirstImage])
    let network = architecture.network
    let rows = network.nodes.filter {
      (network.operator(of: $0) as? Slice)?.axis == 0
    }
    // h and c of every block.
    #expect(rows.count == 2 * 9)
  }

  @Test func `Equation 4 views keys and values as heads, the others move axes`() throws {
    func transposes(_ name: String) throws -> Int {
      let network = try #require(Catalog.entry(named: name)).architecture().network
      return network.nodes.count { network.operator(of: $0) is Transpose }
    }
    // One for queries and one for keys; the view needs none for keys.
    #expect(try transposes("resnet50_mrlab") == 32)
    #expect(try transposes("resnet50_la_eq4") == 16)
  }

  @Test func `No state crosses a stage: keys of a block depend on its stage alone`() throws {
    let network = try #require(Catalog.entry(named: "resnet50_mrlab")).architecture().network
    for node in network.nodes where node.kind.name == "Concatenation" {
      let stages = node.reads.compactMap { network.producer(of: $0) }
        .map { network.stage(of: network.nodes[$0]) }
      #expect(Set(stages).count == 1)
    }
  }

  @Test(arguments: [
    ("cifar_mrlal20", true), ("cifar_dlab47", true), ("cifar_mrlal21", false),
    ("dia_resnet164", true), ("dia_resnet20", true), ("dia_resnet21", false),
    ("dia_wrn52_4", true), ("dia_wrn52_8", false), ("dia_resnext29_8x32", true),
    ("resnet101_mrlab_channelwise", true), ("resnet50_mrlal_channelwise", false),
    ("resnet50_mrlal_se_groups32_width4", true), ("resnet50_mrlal_vgg", false),
    ("deit_mrlab_small_patch16_224", true), ("cifar_mrla_light29_bottleneck", true),
    ("cifar_mrla_base29", true), ("cifar_dla_l29", true), ("cifar_dla_b29_basicblock", false),
    ("cifar_dia_resnet29", true), ("cifar_resnet56_basicblock", true),
    ("sepreresnet20_cifar10", true), ("sepreresnet21_cifar10", false),
  ])
  func `Depths and options are read from names`(name: String, isKnown: Bool) {
    #expect((Catalog.entry(named: name) != nil) == isKnown)
  }
}
