import RLASymbolic

extension CatalogEntry.Family {
  static let deit = Self("DeiT with MRLA")
}

/// The constructors of the published code, in the order in which a listing shows them.
extension DeiT {
  public static let catalog: [CatalogEntry] = [Aggregation.light, .base].flatMap { kind in
    [("tiny", 192, 3), ("small", 384, 6), ("base", 768, 12)].map { size, width, heads in
      let name = "deit_mrla\(kind == .light ? "l" : "b")_\(size)_patch16_224"
      return CatalogEntry(.deit, name) { DeiT(name, width: width, heads: heads, kind) }
    }
  }
}
