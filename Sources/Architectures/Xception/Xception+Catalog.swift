import RLASymbolic

extension CatalogEntry.Family {
  static let xception = Self("Xception")
}

extension Xception {
  public static let catalog: [CatalogEntry] = {
    var cifar = Xception("xception_cifar100", code: .cifar)
    cifar.classes = 100
    return [
      CatalogEntry(
        .xception, Xception("legacy_xception", code: .timm), aliases: ["xception", "xception_timm"]),
      CatalogEntry(.xception, Xception("xception_pytorchcv", code: .pytorchcv)),
      CatalogEntry(.xception, cifar),
    ]
  }()
}
