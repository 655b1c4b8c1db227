import RLASymbolic

extension DIANet {
  public static let catalog: [CatalogEntry] = [
    "dia_preresnet164", "dia_wrn52_4", "dia_resnext29_8x32", "dia_resnext101_8x32",
  ].map { CatalogEntry(.dia, $0, spelledIn: Self.self) }

  /// Reads `dia_preresnetDEPTH`, `dia_wrnDEPTH_4` and `dia_resnextDEPTH_8x32`, for depths that
  /// blocks make.
  public static func entry(spelled key: String) -> CatalogEntry? {
    var name = NameReader(key)
    switch name.word(among: ["diapreresnet", "diawrn", "diaresnext"]) {
    case "diapreresnet":
      guard let depth = name.number(mostDigits: 5), name.rest.isEmpty else { return nil }
      return entry(
        "dia_preresnet\(depth)", .preActivated, ResNet.Block.bottleneck.blocks(ofDepth: depth))
    case "diawrn":
      guard let depth = name.number(mostDigits: 5, before: "4"), name.rest.isEmpty else {
        return nil
      }
      let blocks = depth > 4 && (depth - 4).isMultiple(of: 6) ? (depth - 4) / 6 : nil
      return entry("dia_wrn\(depth)_4", .wide, blocks)
    case "diaresnext":
      guard let depth = name.number(mostDigits: 5, before: "8"), name.rest == "x32" else {
        return nil
      }
      return entry(
        "dia_resnext\(depth)_8x32", .grouped, ResNet.Block.bottleneck.blocks(ofDepth: depth))
    default: return nil
    }
  }

  private static func entry(_ name: String, _ form: Form, _ blocks: Int?) -> CatalogEntry? {
    blocks.map { CatalogEntry(.dia, DIANet(name, form, depth: $0)) }
  }
}
