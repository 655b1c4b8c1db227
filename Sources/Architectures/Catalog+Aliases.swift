/// Names under which published tables and other libraries list the same networks.
extension Catalog {
  static func withPublishedNames(_ entries: [CatalogEntry]) -> [CatalogEntry] {
    entries.map { entry in
      var named = entry
      named.aliases = publishedNames(of: entry.name)
      return named
    }
  }

  private static func publishedNames(of name: String) -> [String] {
    if let names = mobileNetNames[name] { return names }
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

  private static let mobileNetNames: [String: [String]] = [
    "mobilenet_v2": [],
    "mobilenetv2_eca": ["ECA-MobileNetV2"],
    "dsrla_mobilenetv2_k32": ["RLA-MobileNetV2", "mobilenetv2_rla"],
    "dsrla_mobilenetv2_k32_eca": ["RLA-ECA-MobileNetV2", "eca_mobilenetv2_rla"],
  ]
}
