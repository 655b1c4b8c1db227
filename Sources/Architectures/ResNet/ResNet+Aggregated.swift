import RLASymbolic

extension CatalogEntry.Family {
  static let mrla = Self("MRLA")
  static let dla = Self("DLA")
  static let dia = Self("DIA")
  static let aggregatedCIFAR = Self("MRLA and DLA on CIFAR")
}

/// Residual networks with an aggregation, under the names of the published code.
///
/// MRLA: joyfang1106/MRLA; DLA: tunantu/Dynamic-Layer-Attention; DIA: gbup-group/DIANet.
extension ResNet {
  static var aggregatedKinds: [CatalogEntry] {
    let lists: [(CatalogEntry.Family, names: [String])] = [
      (.mrla, mrlaNames), (.dla, dlaNames), (.aggregatedCIFAR, cifarNames), (.dia, diaNames),
    ]
    return lists.flatMap { family, names in
      names.map { CatalogEntry(family, $0, spelledIn: Self.self) }
    }
  }

  private static let mrlaNames = [
    "resnet50_mrlal", "resnet50_mrlal_se", "resnet50_mrlal_eca", "resnet101_mrlal",
    "resnet50_mrlab", "resnet101_mrlab", "resnet50_mrlab22", "resnet50_dw", "resnet50_la_eq4",
    "resnet101_la_eq4",
  ]

  private static let dlaNames = ["resnet50_dla_l", "resnet101_dla_l"]

  private static let cifarNames = ["mrlal", "mrlab", "dlal", "dlab"].flatMap { kind in
    ["20", "29", "56", "110", "164"].map { "cifar_\(kind)\($0)" }
  }

  private static let diaNames = ["dia_resnet29", "dia_resnet164"]

  /// Reads the names of the published constructors, with the options that they take as suffixes:
  /// `resnet50_mrlal_se`, `cifar_dlal110`, `dia_resnet164`.
  static func entry(aggregated key: String) -> CatalogEntry? {
    imageNet(key) ?? cifar(aggregated: key) ?? dia(key)
  }

  private static func imageNet(_ key: String) -> CatalogEntry? {
    var name = NameReader(key)
    guard name.reads("resnet"), let depth = name.word(among: ["50", "101", "152"]),
      let blocks = depths(depth), let kind = ImageNetKind(reading: &name),
      let options = Options(name.rest)
    else { return nil }
    var model = ResNet("resnet\(depth)_\(kind.word)\(options.suffix)", depths: blocks)
    kind.set(&model, channelWise: options.isChannelWise)
    model.attention = options.attention
    if let groups = options.groups { model.groups = groups }
    if let width = options.width { model.widthPerGroup = width }
    if options.isChannelWise, kind != .base { return nil }
    return CatalogEntry(kind == .dynamic ? .dla : .mrla, model)
  }

  private static func depths(_ depth: String) -> [Int]? {
    ["50": [3, 4, 6, 3], "101": [3, 4, 23, 3], "152": [3, 8, 36, 3]][depth]
  }

  /// The modules of one package for ImageNet.
  private enum ImageNetKind: String, CaseIterable {
    case light = "mrlal"
    case plainBase = "mrlab22"
    case base = "mrlab"
    case depthwise = "dw"
    case equation4 = "laeq4"
    case dynamic = "dlal"

    init?(reading name: inout NameReader) {
      guard let word = name.word(among: Self.allCases.map(\.rawValue)) else { return nil }
      self.init(rawValue: word)
    }

    var word: String {
      switch self {
      case .equation4: "la_eq4"
      case .dynamic: "dla_l"
      default: rawValue
      }
    }

    func set(_ model: inout ResNet, channelWise: Bool) {
      switch self {
      case .light: model.aggregation = .mrlaLight()
      case .base:
        model.aggregation = .mrlaBase(channelsPerHead: channelWise ? 1 : 16)
        model.stem = .deep
        model.stageNames = .stages
      case .plainBase:
        model.aggregation = .mrlaBase(rectifies: false)
        model.stageNames = .stages
      case .depthwise: model.aggregation = .depthwise
      case .equation4: model.aggregation = .equation4()
      case .dynamic: model.aggregation = .dlaLight(reduction: 16, .imageNet)
      }
    }
  }

  /// What the constructors take as keywords.
  private struct Options {
    var attention = ChannelAttention.none
    var groups: Int?
    var width: Int?
    var isChannelWise = false
    var suffix = ""

    /// Reads suffixes without `_`; nil where there is another word among them.
    init?(_ text: Substring) {
      var name = NameReader(text)
      while !name.rest.isEmpty {
        guard let word = read(&name) else { return nil }
        suffix += "_\(word)"
      }
      let planes = [64, 128, 256, 512].map { $0 * (width ?? 64) / 64 }
      let most = 1024
      guard (1...most).contains(groups ?? 1), (1...most).contains(width ?? 64),
        planes.allSatisfy({ $0 > 0 })
      else { return nil }
    }

    /// Reads one of them and returns how it is spelled; nil where another word is next.
    private mutating func read(_ name: inout NameReader) -> String? {
      switch name.word(among: ["se", "eca", "channelwise", "cw", "groups", "width"]) {
      case "se":
        attention = .squeezeExcitation(reduction: 16)
        return "se"
      case "eca":
        attention = .efficient(kernels: [5, 5, 5, 7])
        return "eca"
      case "channelwise", "cw":
        isChannelWise = true
        return "channelwise"
      case "groups":
        groups = name.number()
        return groups.map { "groups\($0)" }
      case "width":
        width = name.number()
        return width.map { "width\($0)" }
      default:
        groups = name.number()
        guard name.reads("x") else { return nil }
        width = name.number()
        guard let groups, let width, name.reads("d") else { return nil }
        return "\(groups)x\(width)d"
      }
    }
  }

  /// `cifar_(mrlal|mrlab|dlal|dlab)DEPTH` for depths 9n + 2, since only bottlenecks run; the code
  /// itself has `mrla_light`, `mrla_base` and `block_name="bottleneck"`.
  private static func cifar(aggregated key: String) -> CatalogEntry? {
    var name = NameReader(key)
    let words = ["mrlalight", "mrlabase", "mrlal", "mrlab", "dlal", "dlab"]
    guard name.reads("cifar"), let word = name.word(among: words),
      let depth = name.number(mostDigits: 5), isBottleneck(name.rest),
      let blocks = Block.bottleneck.blocks(ofDepth: depth)
    else { return nil }
    let kind = word.hasPrefix("mrla") ? String(word.prefix(5)) : word
    var model = bottlenecks("cifar_\(kind)\(depth)", blocks, classes: depth == 110 ? 100 : 10)
    switch kind {
    case "mrlal": model.aggregation = .mrlaLight()
    case "mrlab": model.aggregation = .mrlaBase(channelsPerHead: 32)
    case "dlal": model.aggregation = .dlaLight()
    default: model.aggregation = .dlaBase()
    }
    model.stageNames = kind == "mrlal" ? .layers : .stages
    return CatalogEntry(.aggregatedCIFAR, model)
  }

  /// `[cifar_]dia_resnetDEPTH` for depths 9n + 2, since the cells are made for bottlenecks.
  private static func dia(_ key: String) -> CatalogEntry? {
    var name = NameReader(key)
    _ = name.reads("cifar")
    guard name.reads("diaresnet"), let depth = name.number(mostDigits: 5),
      isBottleneck(name.rest),
      let blocks = Block.bottleneck.blocks(ofDepth: depth)
    else { return nil }
    var model = bottlenecks("dia_resnet\(depth)", blocks, classes: 100)
    model.aggregation = .dia
    return CatalogEntry(.dia, model)
  }

  /// Whether a word for the block is missing or names the one that runs.
  private static func isBottleneck(_ word: Substring) -> Bool {
    word.isEmpty || word == Block.bottleneck.rawValue
  }

  private static func bottlenecks(_ name: String, _ blocks: Int, classes: Dim) -> ResNet {
    var model = ResNet(name, depths: [blocks, blocks, blocks])
    model.stem = .small
    model.planes = [16, 32, 64]
    model.finalPooling = .window(8)
    model.classes = classes
    return model
  }
}
