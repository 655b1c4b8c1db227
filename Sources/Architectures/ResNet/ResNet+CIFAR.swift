import RLASymbolic

extension CatalogEntry.Family {
  static let cifarResNet = Self("CIFAR ResNet")
  static let rlaCIFARResNet = Self("RLA CIFAR ResNet")
}

/// Residual networks for 32x32 images.
///
/// He et al. 2015, section 4.2, as tunantu/Dynamic-Layer-Attention writes them (`cifar/models`):
/// three stages of 16, 32 and 64 planes, a projection where the shape changes, a mean over 8x8
/// positions. The depth is 6n + 2 with basic blocks and 9n + 2 with bottlenecks.
extension ResNet {
  static var cifar: [CatalogEntry] {
    let listed = ["20", "56", "110", "110_bottleneck", "164"]
    let plain = listed + ["32", "44", "1001", "1202"]
    let bases: [(CatalogEntry.Family, String, depths: [String])] = [
      (.cifarResNet, "resnet", plain), (.cifarResNet, "senet", listed),
      (.cifarResNet, "ecanet", listed), (.rlaCIFARResNet, "rla_resnet", listed),
      (.rlaCIFARResNet, "rla_senet", listed), (.rlaCIFARResNet, "rla_ecanet", listed),
    ]
    return bases.flatMap { family, base, depths in
      depths.map { CatalogEntry(family, "cifar_\(base)\($0)", spelledIn: Self.self) }
    }
  }

  /// Reads `cifar[_rla]_(res|se|eca)netDEPTH[_basic|_bottleneck]`, for any depth that blocks make.
  ///
  /// The code itself calls a basic block `basicblock`.
  /// Some depths are of both forms; without a word for the block, it is basic but at depth 164.
  public static func entry(spelled key: String) -> CatalogEntry? {
    plain(key) ?? entry(aggregated: key)
  }

  private static func plain(_ key: String) -> CatalogEntry? {
    var name = NameReader(key)
    guard name.reads("cifar") else { return nil }
    let state = name.reads("rla") ? "rla_" : ""
    guard let attention = name.word(among: ["res", "se", "eca"]), name.reads("net"),
      let depth = name.number(mostDigits: 5)
    else { return nil }
    let word = name.rest == "basicblock" ? .basic : Block(rawValue: String(name.rest))
    if word == nil, !name.rest.isEmpty { return nil }
    let isBasic = Block.basic.blocks(ofDepth: depth) != nil && depth != bottleneckDepth
    let usual = isBasic ? Block.basic : .bottleneck
    let block = word ?? usual
    guard let blocks = block.blocks(ofDepth: depth) else { return nil }
    let suffix = block == usual ? "" : "_\(block.rawValue)"
    var model = ResNet(
      "cifar_\(state)\(attention)net\(depth)\(suffix)", depths: [blocks, blocks, blocks])
    model.stem = .small
    model.block = block
    model.planes = [16, 32, 64]
    model.finalPooling = .window(8)
    model.classes = 10
    model.attention = .cifar(attention, channels: model.stageChannels.compactMap(\.value))
    if !state.isEmpty { model.recurrence = .standard.with { $0.channels = 12 } }
    return CatalogEntry(state.isEmpty ? .cifarResNet : .rlaCIFARResNet, model)
  }

  /// The depth of both forms that the papers build of bottlenecks.
  private static let bottleneckDepth = 164
}

extension ResNet.Block {
  /// Blocks in each of three stages, for the depth of a network with a layer before and one after
  /// them; nil where no number of blocks makes it.
  func blocks(ofDepth depth: Int) -> Int? {
    let layers = self == .basic ? 6 : 9
    return depth > 2 && (depth - 2).isMultiple(of: layers) ? (depth - 2) / layers : nil
  }
}

extension ChannelAttention {
  /// The attention of the CIFAR networks named after it, for stages of so many channels.
  fileprivate static func cifar(_ name: String, channels: [Int]) -> ChannelAttention {
    switch name {
    case "se": .squeezeExcitation(reduction: 16)
    case "eca": .efficient(kernels: channels.map(adaptiveKernel))
    default: .none
    }
  }
}
