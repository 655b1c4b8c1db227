import RLASymbolic

extension DIANet {
  public static let catalog: [CatalogEntry] = [
    "dia_preresnet164", "dia_wrn52_4", "dia_resnext29_8x32", "dia_resnext101_8x32",
  ].compactMap { entry(spelled: Catalog.key(of: $0)) }

  /// Reads `dia_preresnetDEPTH`, `dia_wrnDEPTH_4` and `dia_resnextDEPTH_8x32`, for depths that
  /// blocks make.
  public static func entry(spelled key: String) -> CatalogEntry? {
    let pattern = /dia(?:preresnet(\d{1,5})|wrn(\d{1,5})4|resnext(\d{1,5})8x32)/
    guard let match = key.wholeMatch(of: pattern)?.output else { return nil }
    if let depth = match.1.flatMap({ Int($0) }) {
      return entry(
        "dia_preresnet\(depth)", .preActivated, ResNet.Block.bottleneck.blocks(ofDepth: depth))
    }
    if let depth = match.2.flatMap({ Int($0) }) {
      let blocks = depth > 4 && (depth - 4).isMultiple(of: 6) ? (depth - 4) / 6 : nil
      return entry("dia_wrn\(depth)_4", .wide, blocks)
    }
    guard let depth = match.3.flatMap({ Int($0) }) else { return nil }
    return entry(
      "dia_resnext\(depth)_8x32", .grouped, ResNet.Block.bottleneck.blocks(ofDepth: depth))
  }

  private static func entry(_ name: String, _ form: Form, _ blocks: Int?) -> CatalogEntry? {
    blocks.map { CatalogEntry(.dia, DIANet(name, form, depth: $0)) }
  }
}
