import RLASymbolic

extension CatalogEntry.Family {
  static let denseNet = Self("DenseNet")
  static let cifarDenseNet = Self("CIFAR DenseNet")
}

/// The constructors of torchvision, then those of pytorchcv for 32x32 images.
extension DenseNet {
  public static let catalog: [CatalogEntry] =
    [
      imageNet("densenet121", [6, 12, 24, 16]),
      imageNet("densenet161", [6, 12, 36, 24], growth: 48, initialChannels: 96),
      imageNet("densenet169", [6, 12, 32, 32]),
      imageNet("densenet201", [6, 12, 48, 32]),
    ]
    + [
      "40_k12", "40_k12_bc", "40_k24_bc", "40_k36_bc", "100_k12", "100_k24", "100_k12_bc",
      "190_k40_bc", "250_k24_bc",
    ].map { CatalogEntry(.cifarDenseNet, "densenet\($0)_cifar10", spelledIn: Self.self) }

  private static func imageNet(
    _ name: String, _ depths: [Int], growth: Dim = 32, initialChannels: Dim = 64
  ) -> CatalogEntry {
    CatalogEntry(.denseNet, name) {
      var model = DenseNet(name, depths: depths)
      model.growth = growth
      model.initialChannels = initialChannels
      return model
    }
  }

  /// Reads `densenetDEPTH_kGROWTH[_bc]_(cifar10|cifar100|svhn)`: 3n + 4 layers, or 6n + 4 with the
  /// bottlenecks of `bc`.
  public static func entry(spelled key: String) -> CatalogEntry? {
    var name = NameReader(key)
    guard name.reads("densenet"), let depth = name.number(mostDigits: 4), name.reads("k"),
      let growth = name.number(mostDigits: 3), growth > 0
    else { return nil }
    let hasBottlenecks = name.reads("bc")
    guard let set = CIFARSet(rawValue: String(name.rest)) else { return nil }
    let layers = hasBottlenecks ? 6 : 3
    guard depth > 4, (depth - 4).isMultiple(of: layers) else { return nil }
    let count = (depth - 4) / layers
    var model = DenseNet(
      "densenet\(depth)_k\(growth)\(hasBottlenecks ? "_bc" : "")_\(set.rawValue)",
      depths: [count, count, count])
    model.code = .pytorchcv
    model.growth = Dim(growth)
    model.initialChannels = Dim(2 * growth)
    model.bottleneck = hasBottlenecks ? 4 : nil
    model.classes = set.classes
    return CatalogEntry(.cifarDenseNet, model)
  }
}
