import RLASymbolic

extension CatalogEntry.Family {
  static let resNet = Self("ResNet")
  static let resNeXt = Self("ResNeXt")
  static let rlaResNet = Self("RLA-ResNet")
  static let rlaResNeXt = Self("RLA-ResNeXt")
  static let ablation = Self("RLA ablations")
}

/// The constructors of the published code, in the order in which a listing shows them.
extension ResNet {
  public static let catalog: [CatalogEntry] =
    plain + aggregated + ablations + cifar + aggregatedKinds

  private typealias Attention = (suffix: String, value: ChannelAttention)

  private static let depths = [
    (50, [3, 4, 6, 3]), (101, [3, 4, 23, 3]), (152, [3, 8, 36, 3]),
  ]

  private static let attentions: [Attention] = [
    ("", .none), ("_se", .squeezeExcitation(reduction: 16)),
    ("_eca", .efficient(kernels: [5, 5, 5, 7])),
  ]

  private static var plain: [CatalogEntry] {
    depths.flatMap { depth, blocks in
      attentions.map { attention in
        entry(.resNet, "resnet\(depth)\(attention.suffix)", blocks, attention.value)
      }
    } + [CatalogEntry(.resNet, "resnet50_k") { widened }] + resNeXts(.resNeXt, prefix: "")
  }

  private static var aggregated: [CatalogEntry] {
    depths.flatMap { depth, blocks in
      attentions.filter { $0.suffix != "_se" }.map { attention in
        entry(
          .rlaResNet, "rla_resnet\(depth)\(attention.suffix)", blocks, attention.value, .standard)
      }
    } + resNeXts(.rlaResNeXt, prefix: "rla_", .standard)
  }

  private static var ablations: [CatalogEntry] {
    [
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
      ablation("rlaus_resnet101", .unshared, blocks: depths[1].1),
      ablation("rlalstm_resnet50", .lstm),
      ablation("rlagru_resnet50", .gru),
      ablation("rlagru_resnet50_eca", .gru, attention: attentions[2]),
      ablation("rlagru_resnet101", .gru, blocks: depths[1].1),
      ablation("rlagru_resnet101_eca", .gru, blocks: depths[1].1, attention: attentions[2]),
    ]
  }

  private static func resNeXts(
    _ family: CatalogEntry.Family, prefix: String, _ recurrence: Recurrence? = nil
  ) -> [CatalogEntry] {
    depths.prefix(2).flatMap { depth, blocks in
      attentions.map { attention in
        let name = "\(prefix)resnext\(depth)_32x4d\(attention.suffix)"
        return CatalogEntry(family, name, aliases: publishedNames(of: name)) {
          var model = ResNet(name, depths: blocks)
          model.groups = 32
          model.widthPerGroup = 4
          model.attention = attention.value
          model.recurrence = recurrence
          return model
        }
      }
    }
  }

  private static var widened: ResNet {
    var model = ResNet("resnet50_k", depths: depths[0].1)
    model.matchedStateChannels = 32
    return model
  }

  private static func ablation(
    _ name: String, _ recurrence: Recurrence, blocks: [Int] = depths[0].1,
    attention: Attention = attentions[0]
  ) -> CatalogEntry {
    entry(.ablation, name, blocks, attention.value, recurrence)
  }

  private static func entry(
    _ family: CatalogEntry.Family, _ name: String, _ blocks: [Int], _ attention: ChannelAttention,
    _ recurrence: Recurrence? = nil
  ) -> CatalogEntry {
    CatalogEntry(family, name, aliases: publishedNames(of: name)) {
      var model = ResNet(name, depths: blocks)
      model.attention = attention
      model.recurrence = recurrence
      return model
    }
  }
}

/// Names under which published tables and other libraries list the same networks.
extension ResNet {
  private static func publishedNames(of name: String) -> [String] {
    let parts = name.split(separator: "_").map(String.init)
    let isAggregated = parts.first == "rla"
    guard let backbone = parts.first(where: { $0.hasPrefix("resne") }),
      parts.allSatisfy({ $0 == backbone || tableWords.contains($0) })
    else { return [] }
    let attention = ["se", "eca"].first { parts.contains($0) } ?? ""
    let isGrouped = parts.contains("32x4d")
    let grouped = isGrouped ? "_32x4d" : ""
    let plain = attention.isEmpty ? backbone : attention + backbone.dropFirst("res".count)
    // ECANet50 stands for the ResNet; the ResNeXt form keeps its x: ECANeXt50.
    if isAggregated {
      let table = "RLA-" + tableName(backbone, attention) + (isGrouped ? "-32x4d" : "")
      return ["\(plain)\(grouped)_rla", table]
    }
    return attention.isEmpty ? [] : ["\(plain)\(grouped)"]
  }

  private static let tableWords: Set = ["rla", "32x4d", "se", "eca"]

  private static func tableName(_ backbone: String, _ attention: String) -> String {
    let net = backbone.hasPrefix("resnext") ? "NeXt" : "Net"
    let depth = backbone.dropFirst("Res\(net)".count)
    return (attention.isEmpty ? "Res" : attention.uppercased()) + net + depth
  }
}
