import RLASymbolic

extension CatalogEntry.Family {
  static let pytorchcvResNet = Self("CIFAR ResNet of pytorchcv")
}

/// The constructors of pytorchcv.
extension UnitResNet {
  public static let catalog: [CatalogEntry] = ["resnet", "preresnet", "seresnet"].flatMap { base in
    ["20", "56", "110", "164bn", "1001", "1202"].flatMap { depth in
      CIFARSet.allCases.compactMap { entry(spelled: "\(base)\(depth)\($0.rawValue)") }
    }
  }

  /// Reads `[se|pre]resnetDEPTH[bn]_(cifar10|cifar100|svhn)`: 6n + 2 layers, or 9n + 2 with the
  /// bottlenecks of `bn` and of depth 1001.
  public static func entry(spelled key: String) -> CatalogEntry? {
    let pattern = /(se|pre)?resnet(\d{1,5})(bn)?(cifar10|cifar100|svhn)/
    guard let match = key.wholeMatch(of: pattern)?.output, let depth = Int(match.2),
      let set = CIFARSet(rawValue: String(match.4))
    else { return nil }
    let block = match.3 != nil || depth == 1001 ? ResNet.Block.bottleneck : .basic
    guard let units = block.blocks(ofDepth: depth) else { return nil }
    let prefix = match.1.map(String.init) ?? ""
    var model = UnitResNet(
      "\(prefix)resnet\(depth)\(match.3 ?? "")_\(set.rawValue)", depths: [units, units, units])
    model.block = block
    model.isPreActivated = prefix == "pre"
    model.attention = prefix == "se" ? .squeezeExcitation(reduction: 16) : .none
    model.classes = set.classes
    return CatalogEntry(.pytorchcvResNet, model)
  }
}
