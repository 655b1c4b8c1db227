import RLASymbolic

extension CatalogEntry.Family {
  static let pytorchcvResNet = Self("CIFAR ResNet of pytorchcv")
  static let pytorchcvDIA = Self("DIANet of pytorchcv")
}

extension LayerAggregation {
  /// Dense-and-implicit attention where every unit of a stage holds the cell.
  fileprivate static let pytorchcvDIA = dia.with {
    var cell = VectorCell.dia
    cell.names = .pytorchcv
    $0.modules = [
      Module("mean", .pooling(.vector), at: "attention.pool", scope: .stage),
      Module("cell", .cell(cell), at: "attention.lstm", scope: .stage),
    ]
    $0.layout = Layout()
  }
}

/// The constructors of pytorchcv.
extension UnitResNet {
  public static let catalog: [CatalogEntry] = listedNames.map { name in
    CatalogEntry(
      name.hasPrefix("dia") ? .pytorchcvDIA : .pytorchcvResNet, name, spelledIn: Self.self)
  }

  private static var listedNames: [String] {
    let depths = ["20", "56", "110", "164bn", "1001", "1202"]
    let small = ["resnet", "preresnet", "seresnet", "diaresnet", "diapreresnet"].flatMap { base in
      depths.map { "\(base)\($0)_cifar10" }
    }
    let large = ["diaresnet", "diapreresnet"].flatMap { base in
      imageNetForms(preActivated: base.hasSuffix("preresnet")).map { "\(base)\($0.name)" }
    }
    return small + large
  }

  public static func entry(spelled key: String) -> CatalogEntry? {
    cifarEntry(spelled: key) ?? imageNetEntry(spelled: key)
  }

  /// Reads `[se|pre|sepre|dia|diapre]resnetDEPTH[bn]_(cifar10|cifar100|svhn)`: 6n + 2 layers, or 9n + 2
  /// with the bottlenecks of `bn` and of depth 1001.
  private static func cifarEntry(spelled key: String) -> CatalogEntry? {
    var name = NameReader(key)
    let prefix = name.word(among: ["diapre", "dia", "sepre", "se", "pre"]) ?? ""
    guard name.reads("resnet"), let depth = name.number(mostDigits: 5) else { return nil }
    let suffix = name.reads("bn") ? "bn" : ""
    let block = !suffix.isEmpty || depth == 1001 ? ResNet.Block.bottleneck : .basic
    guard let set = CIFARSet(rawValue: String(name.rest)),
      let units = block.blocks(ofDepth: depth)
    else { return nil }
    var model = UnitResNet(
      "\(prefix)resnet\(depth)\(suffix)_\(set.rawValue)", depths: [units, units, units])
    model.block = block
    model.classes = set.classes
    model.take(prefix)
    return CatalogEntry(model.aggregation == nil ? .pytorchcvResNet : .pytorchcvDIA, model)
  }

  /// Layers of a network for ImageNet by what its name says.
  private typealias Form = (name: String, block: ResNet.Block, depths: [Int])

  /// One of them is there with pre-activated units alone.
  private static func imageNetForms(preActivated: Bool) -> [Form] {
    preActivated ? imageNetForms + [("269b", .bottleneck, [3, 30, 48, 8])] : imageNetForms
  }

  private static let imageNetForms: [Form] = [
    ("10", .basic, [1, 1, 1, 1]), ("12", .basic, [2, 1, 1, 1]), ("14", .basic, [2, 2, 1, 1]),
    ("bc14b", .bottleneck, [1, 1, 1, 1]), ("16", .basic, [2, 2, 2, 1]),
    ("18", .basic, [2, 2, 2, 2]), ("26", .basic, [3, 3, 3, 3]),
    ("bc26b", .bottleneck, [2, 2, 2, 2]), ("34", .basic, [3, 4, 6, 3]),
    ("bc38b", .bottleneck, [3, 3, 3, 3]), ("50", .bottleneck, [3, 4, 6, 3]),
    ("50b", .bottleneck, [3, 4, 6, 3]), ("101", .bottleneck, [3, 4, 23, 3]),
    ("101b", .bottleneck, [3, 4, 23, 3]), ("152", .bottleneck, [3, 8, 36, 3]),
    ("152b", .bottleneck, [3, 8, 36, 3]), ("200", .bottleneck, [3, 24, 36, 3]),
    ("200b", .bottleneck, [3, 24, 36, 3]),
  ]

  /// Reads `dia[pre]resnetFORM`; `b` puts the stride on the 3x3 convolution.
  private static func imageNetEntry(spelled key: String) -> CatalogEntry? {
    var name = NameReader(key)
    guard let prefix = name.word(among: ["diapre", "dia"]), name.reads("resnet"),
      let form = imageNetForms(preActivated: prefix.hasSuffix("pre"))
        .first(where: { $0.name == name.rest })
    else { return nil }
    var model = UnitResNet("\(prefix)resnet\(form.name)", depths: form.depths)
    model.stem = .large
    model.block = form.block
    model.stridesFirst = form.block == .bottleneck && !form.name.hasSuffix("b")
    model.classes = 1000
    model.take(prefix)
    return CatalogEntry(.pytorchcvDIA, model)
  }

  /// What the word before `resnet` says.
  private mutating func take(_ prefix: String) {
    isPreActivated = prefix.hasSuffix("pre")
    normsStem = prefix == "sepre"
    attention = prefix.hasPrefix("se") ? .squeezeExcitation(reduction: 16) : .none
    aggregation = prefix.hasPrefix("dia") ? .pytorchcvDIA : nil
  }
}
