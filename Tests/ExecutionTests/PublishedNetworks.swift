import RLAArchitectures

extension Catalog {
  /// The networks of RLA-Net's code and their plain relatives, which take small images.
  static var publishedNames: [String] {
    entries.filter { entry in
      if let network = entry.definition as? ResNet {
        return network.stem == .large && network.aggregation == nil
      }
      return entry.definition is MobileNetV2 || entry.isDetector
    }.map(\.name)
  }
}
