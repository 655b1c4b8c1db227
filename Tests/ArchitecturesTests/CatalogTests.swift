import RLAArchitectures
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

@Suite struct CatalogTests {
  @Test func `There are 227 classifiers, and all names are distinct`() {
    #expect(Catalog.classifiers.count == 227)
    #expect(Set(Catalog.entries.map(\.name)).count == Catalog.entries.count)
  }

  /// The count is that of PyTorch's modules in pytorchcv 0.0.74.
  @Test func `The deepest DIANet of pytorchcv is there with pre-activated units alone`() throws {
    let entry = try #require(Catalog.entry(named: "diapreresnet269b"))
    #expect(try entry.architecture().network.parameterCount == 116_024_872)
    #expect(Catalog.entry(named: "diaresnet269b") == nil)
  }

  @Test func `Every name and alias leads to its entry, whatever the case and the hyphens`() {
    for entry in Catalog.entries {
      #expect(Catalog.entry(named: entry.name)?.name == entry.name)
      #expect(Catalog.entry(named: entry.name.uppercased())?.name == entry.name)
      for alias in entry.aliases {
        #expect(Catalog.entry(named: alias)?.name == entry.name, "\(alias)")
        #expect(Catalog.entry(named: alias.lowercased())?.name == entry.name, "\(alias)")
      }
    }
  }

  @Test func `An entry says the name of its definition, and a rule the family of its entry`() {
    for entry in Catalog.entries {
      let definition = entry.definition
      #expect(definition.name == entry.name)
      #expect(entry.isDetector == (definition is Detector), "\(entry.name)")
      let key = entry.name.lowercased().filter { $0 != "_" }
      if let spelled = type(of: definition).entry(spelled: key) {
        #expect(spelled.family == entry.family, "\(entry.name)")
        let isSame = spelled.definition.isEqual(to: definition)
        #expect(isSame, "\(entry.name)")
      }
    }
  }

  @Test func `Tensors number the blocks that a definition says, with shared ones or without`() {
    for entry in Catalog.entries {
      let definition = entry.definition
      let tensors = definition.network.stateDictionary
      for names in [tensors.map(\.name), tensors.filter { $0.sharedWith == nil }.map(\.name)] {
        for (prefix, numbers) in definition.blockNumbers {
          let found = names.filter { $0.hasPrefix(prefix) }.compactMap { name in
            Int(name.dropFirst(prefix.count).prefix { $0 != "." })
          }
          #expect(Set(found) == Set(numbers), "\(entry.name): \(prefix)")
        }
      }
    }
  }

  @Test(arguments: [
    ("resnet50_rla", "rla_resnet50"), ("ecanet50_rla", "rla_resnet50_eca"),
    ("resnet101_rla", "rla_resnet101"), ("ecanet101_rla", "rla_resnet101_eca"),
    ("RLA-ResNet50", "rla_resnet50"), ("rla-resnet-50", "rla_resnet50"),
    ("RLA-ECANet101", "rla_resnet101_eca"), ("ECANet50", "resnet50_eca"),
    ("SENet-152", "resnet152_se"), ("MobileNetV2", "mobilenet_v2"),
    ("ECA-MobileNetV2", "mobilenetv2_eca"),
    ("RLA-MobileNetV2", "dsrla_mobilenetv2_k32"),
    ("rla_mobilenetv2", "rla_mobilenetv2"),
    ("RLA-ECA-MobileNetV2", "dsrla_mobilenetv2_k32_eca"),
    ("resnext50_32x4d_rla", "rla_resnext50_32x4d"),
  ])
  func `Published names are understood`(alias: String, name: String) {
    #expect(Catalog.entry(named: alias)?.name == name)
  }

  @Test(arguments: [
    ("cifar_resnet32", 32, 10), ("cifar_senet29", 29, 10), ("cifar-ecanet-164", 164, 10),
    ("cifar_resnet164_basic", 164, 10), ("cifar_rla_resnet1202", 1202, 10),
    ("resnet272bn_cifar100", 272, 100), ("diaresnet38_svhn", 38, 10),
    ("densenet52_k24_bc_cifar100", 52, 100), ("densenet40_k36_svhn", 40, 10),
  ])
  func `A name may have any depth that its blocks make`(
    name: String, depth: Int, classes: Int
  ) throws {
    let entry = try #require(Catalog.entry(named: name))
    #expect(name.filter { $0 != "-" && $0 != "_" } == entry.name.filter { $0 != "_" })
    #expect(entry.definition.classes == Dim(classes))
    // Layers in a row: all products but those of shortcuts and attention.
    let network = entry.definition.network
    let layers = network.layers.filter {
      let path = $0.path
      let isBeside = [
        "downsample", "identity", ".se.", ".eca", "attention", "conv_outs", "recurrent",
      ]
      .contains { path.contains($0) }
      return ($0.operator is Convolution || $0.operator is Linear) && !isBeside
    }
    #expect(layers.count == depth)
  }

  @Test(arguments: [
    "cifar_resnet21", "cifar_resnet2", "resnet20bn_cifar9", "densenet41_k12_cifar10",
  ])
  func `A depth that blocks cannot make is no name`(name: String) {
    #expect(Catalog.entry(named: name) == nil)
  }

  @Test func `A misspelled name suggests the nearest three`() {
    let suggestions = Catalog.suggestions(for: "rla_resnt50")
    #expect(suggestions.count == 3)
    #expect(suggestions.first == "rla_resnet50")
    #expect(Catalog.entry(named: "rla_resnt50") == nil)
  }

  @Test(arguments: ["deit_mrlal_tiny", "DeiT-MRLAL-tinny", "deit_mrlal_tiny_patch32"])
  func `A name that is not written to its end suggests those that begin so`(name: String) {
    #expect(Catalog.entry(named: name) == nil)
    #expect(Catalog.suggestions(for: name).first == "deit_mrlal_tiny_patch16_224")
  }

  @Test func `State channels are honored by every RLA network and refused by others`() throws {
    for entry in Catalog.entries {
      switch entry.stateChannels {
      case .free:
        let wide = try entry.architecture(stateChannels: 40)
        #expect(wide.recurrence?.channels == 40)
        #expect(wide.network.parameterCount != (try entry.architecture()).network.parameterCount)
      case .fixed(let k):
        #expect(throws: CatalogEntry.StateChannelsFailure.fixed(k)) {
          try entry.architecture(stateChannels: 40)
        }
        #expect(try entry.architecture(stateChannels: Dim(k)).isEqual(to: entry.definition))
      case .widening:
        #expect(try !entry.architecture(stateChannels: 40).isEqual(to: entry.definition))
      case .absent:
        #expect(throws: CatalogEntry.StateChannelsFailure.noState) {
          try entry.architecture(stateChannels: 40)
        }
      }
    }
  }

  @Test func `Classes change the last layer of every network`() throws {
    for entry in Catalog.classifiers {
      let network = try entry.architecture(classes: 10).network
      #expect(network.stateDictionary.last?.weight.shape == [10], "\(entry.name)")
    }
  }

  /// Parameters that RLA adds: each stage's widened first convolutions, W₁, R and norms, then the
  /// norm and the classifier columns of the head.
  @Test func `The state adds the parameters of the published formula`() throws {
    for (depth, blocks) in [(50, [3, 4, 6, 3]), (101, [3, 4, 23, 3]), (152, [3, 8, 36, 3])] {
      for k in [6, 32, 50] {
        let stages = zip(blocks, [64, 128, 256, 512])
        let added = stages.reduce(0) { sum, stage in
          let (count, planes) = stage
          return sum + count * k * planes + 4 * planes * k + 9 * k * k + 2 * k * count
        }
        let plain = try #require(Catalog.entry(named: "resnet\(depth)")).architecture().network
        let aggregated = try #require(Catalog.entry(named: "rla_resnet\(depth)"))
          .architecture(stateChannels: Dim(k)).network
        #expect(
          aggregated.parameterCount - plain.parameterCount == Dim(added + 2 * k + k * 1000))
      }
    }
  }

  @Test func `resnet50_k widens planes and leaves the stem`() throws {
    let network = try #require(Catalog.entry(named: "resnet50_k")).architecture().network
    let shapes = Dictionary(
      uniqueKeysWithValues: network.stateDictionary.map { ($0.name, $0.weight.shape) })
    #expect(shapes["conv1.weight"] == [64, 3, 7, 7])
    #expect(shapes["layer1.0.conv1.weight"] == [72, 64, 1, 1])
    #expect(shapes["fc.weight"] == [1000, 2080])
  }

  @Test func `The wiring moves the edge and changes no weight`() throws {
    let entry = try #require(Catalog.entry(named: "rla_resnet50"))
    let published = try entry.architecture().network
    let paper = try entry.architecture().wired(.paper).network
    #expect(published.parameterCount == paper.parameterCount)
    func sourceOfFirstState(_ network: Network) -> String? {
      let node = network.nodes.first { network.role(of: $0) == .stateOutput }
      return node.map { network.place(of: $0.reads[0]) }
    }
    #expect(sourceOfFirstState(published) == "stages.0.0.relu")
    #expect(sourceOfFirstState(paper) == "stages.0.0.bn3")
    #expect(try entry.architecture().hasAliasedSource)
    let unshared = try #require(Catalog.entry(named: "rlaus_resnet50")).architecture()
    #expect(sourceOfFirstState(unshared.network) == "stages.0.0.bn3")
    #expect(!unshared.hasAliasedSource)
  }

  @Test func `Sizes may be symbols`() throws {
    for name in ["rla_resnet50", "dsrla_mobilenetv2", "rlagru_resnet50_eca", "rlalstm_resnet50"] {
      let entry = try #require(Catalog.entry(named: name))
      let general = try entry.architecture(
        stateChannels: Dim(.stateChannels), classes: Dim(.classes)
      ).network.parameterCount
      for (k, classes) in [(1, 1), (32, 1000), (17, 10)] {
        let concrete = try entry.architecture(stateChannels: Dim(k), classes: Dim(classes))
        #expect(
          try general.evaluated(at: [.stateChannels: k, .classes: classes])
            == concrete.network.parameterCount.value)
      }
    }
  }
}
