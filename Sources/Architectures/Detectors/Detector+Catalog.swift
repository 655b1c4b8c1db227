extension CatalogEntry.Family {
  static let detector = Self("COCO detectors")
}

/// The twelve detectors with RLA backbones of the published COCO table, and six plain baselines.
extension Detector {
  private struct NamedBackbone {
    let name: String
    /// As configuration files name it: `r50rla`.
    let short: [String]
    let entry: String
  }

  private static let backbones = [
    NamedBackbone(name: "resnet50", short: ["r50"], entry: "resnet50"),
    NamedBackbone(name: "resnet101", short: ["r101"], entry: "resnet101"),
    NamedBackbone(name: "resnet50_rla", short: ["r50rla"], entry: "rla_resnet50"),
    NamedBackbone(
      name: "ecanet50_rla", short: ["r50rlaeca", "r50ecarla"], entry: "rla_resnet50_eca"),
    NamedBackbone(name: "resnet101_rla", short: ["r101rla"], entry: "rla_resnet101"),
    NamedBackbone(
      name: "ecanet101_rla", short: ["r101rlaeca", "r101ecarla"], entry: "rla_resnet101_eca"),
  ]

  private static let kinds: [(Kind, table: String, config: String)] = [
    (.fasterRCNN, "Fast_R-CNN", "faster_rcnn"), (.maskRCNN, "Mask_R-CNN", "mask_rcnn"),
    (.retinaNet, "RetinaNet", "retinanet"),
  ]

  public static let catalog: [CatalogEntry] = kinds.flatMap { kind, table, config in
    backbones.map { named in
      let name = "\(table)_\(named.name)"
      var aliases = named.short.map { "\(config)_\($0)_fpn" }
      aliases += named.short.map { "\(config)_\($0)_fpn_1x_coco" }
      if kind == .fasterRCNN { aliases.append("Faster_R-CNN_\(named.name)") }
      return CatalogEntry(.detector, name, aliases: aliases) {
        Detector(name, kind, backbone: backbone(named.entry))
      }
    }
  }

  private static func backbone(_ name: String) -> any PyramidBackbone {
    let entry = ResNet.catalog.first { $0.name == name }
    guard let backbone = entry?.definition as? any PyramidBackbone else {
      preconditionFailure("\(name) is no backbone of the catalog.")
    }
    return backbone
  }
}
