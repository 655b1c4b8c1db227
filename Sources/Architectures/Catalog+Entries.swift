import RLASymbolic

/// The 66 constructors of the published code, in the order in which a listing shows them.
extension Catalog {
  private typealias Attention = (suffix: String, value: ChannelAttention)

  private static let resNetDepths = [
    (50, [3, 4, 6, 3]), (101, [3, 4, 23, 3]), (152, [3, 8, 36, 3]),
  ]

  private static let attentions: [Attention] = [
    ("", .none), ("_se", .squeezeExcitation(reduction: 16)),
    ("_eca", .efficient(kernels: [5, 5, 5, 7])),
  ]

  static let plainResNets: [CatalogEntry] =
    resNetDepths.flatMap { depth, blocks in
      attentions.map { attention in
        entry(.resNet, "resnet\(depth)\(attention.suffix)", blocks, attention.value)
      }
    } + [widenedResNet] + resNeXts(.resNeXt, prefix: "")

  static let rlaResNets: [CatalogEntry] =
    resNetDepths.flatMap { depth, blocks in
      attentions.filter { $0.suffix != "_se" }.map { attention in
        entry(
          .rlaResNet, "rla_resnet\(depth)\(attention.suffix)", blocks, attention.value, .standard)
      }
    } + resNeXts(.rlaResNeXt, prefix: "rla_", .standard)

  static let ablations: [CatalogEntry] = [
    ablation("rlav1_resnet50", .v1),
    ablation("rlav1_resnet50_eca", .v1, attention: attentions[2]),
    ablation("rlav2_resnet50", .v2),
    ablation("rlav3_resnet50", .v3),
    ablation("rlav4_resnet50", .v4),
    ablation("rlav5_resnet50", .v5),
    ablation("rlav6_resnet50", .v6),
    ablation("rlav1p_resnet50", .v1PostActivation),
    ablation("rlarh_resnet50", .withoutFeedback),
    ablation("rlaus_resnet50", .unshared),
    ablation("rlaus_resnet101", .unshared, blocks: resNetDepths[1].1),
    ablation("rlalstm_resnet50", .lstm),
    ablation("rlagru_resnet50", .gru),
    ablation("rlagru_resnet50_eca", .gru, attention: attentions[2]),
    ablation("rlagru_resnet101", .gru, blocks: resNetDepths[1].1),
    ablation("rlagru_resnet101_eca", .gru, blocks: resNetDepths[1].1, attention: attentions[2]),
  ]

  static let mobileNets: [CatalogEntry] =
    [mobileNet("mobilenet_v2"), mobileNet("mobilenetv2_eca", isEfficient: true)]
    + [("rla", Recurrence.networkWide), ("dsrla", Recurrence.networkWideDepthwise)].flatMap {
      prefix, recurrence in
      [nil, 6, 12, 24, 32].flatMap { channels in
        [false, true].map { isEfficient in
          let suffix = (channels.map { "_k\($0)" } ?? "") + (isEfficient ? "_eca" : "")
          return mobileNet(
            "\(prefix)_mobilenetv2\(suffix)", isEfficient: isEfficient, recurrence,
            fixed: channels)
        }
      }
    }

  private static func resNeXts(
    _ family: CatalogEntry.Family, prefix: String, _ recurrence: Recurrence? = nil
  ) -> [CatalogEntry] {
    resNetDepths.prefix(2).flatMap { depth, blocks in
      attentions.map { attention in
        var model = ResNet("\(prefix)resnext\(depth)_32x4d\(attention.suffix)", depths: blocks)
        model.groups = 32
        model.widthPerGroup = 4
        model.attention = attention.value
        model.recurrence = recurrence
        return CatalogEntry(
          family, .resNet(model), stateChannels: recurrence == nil ? .absent : .free)
      }
    }
  }

  private static var widenedResNet: CatalogEntry {
    var model = ResNet("resnet50_k", depths: resNetDepths[0].1)
    model.widen(toMatch: 32)
    return CatalogEntry(.resNet, .resNet(model), stateChannels: .widening)
  }

  private static func ablation(
    _ name: String, _ recurrence: Recurrence, blocks: [Int] = resNetDepths[0].1,
    attention: Attention = attentions[0]
  ) -> CatalogEntry {
    entry(.ablation, name, blocks, attention.value, recurrence)
  }

  private static func entry(
    _ family: CatalogEntry.Family, _ name: String, _ blocks: [Int], _ attention: ChannelAttention,
    _ recurrence: Recurrence? = nil
  ) -> CatalogEntry {
    var model = ResNet(name, depths: blocks)
    model.attention = attention
    model.recurrence = recurrence
    return CatalogEntry(
      family, .resNet(model), stateChannels: recurrence == nil ? .absent : .free)
  }

  private static func mobileNet(
    _ name: String, isEfficient: Bool = false, _ recurrence: Recurrence? = nil, fixed: Int? = nil
  ) -> CatalogEntry {
    var model = MobileNetV2(name)
    if isEfficient { model.attention = .efficient(kernels: [1, 1, 1, 1, 3, 3, 3]) }
    model.recurrence = recurrence
    if let fixed { model.recurrence?.channels = Dim(fixed) }
    return CatalogEntry(
      recurrence == nil ? .mobileNetV2 : .rlaMobileNetV2, .mobileNetV2(model),
      stateChannels: fixed.map { .fixed($0) } ?? (recurrence == nil ? .absent : .free))
  }
}

extension ResNet {
  /// Widens the planes of every stage by ⌊k/4⌋, so that the stage puts out about k channels more.
  mutating func widen(toMatch k: Dim) {
    planes = ResNet("", depths: []).planes.map { $0 + k.floorDivided(by: ResNet.expansion) }
  }
}
