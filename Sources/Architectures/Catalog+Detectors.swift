/// The twelve detectors with RLA backbones of the published COCO table, and six plain baselines.
extension Catalog {
  private struct Backbone {
    let name: String
    /// As configuration files name it: `r50rla`.
    let short: [String]
    let entry: String
  }

  private static let backbones = [
    Backbone(name: "resnet50", short: ["r50"], entry: "resnet50"),
    Backbone(name: "resnet101", short: ["r101"], entry: "resnet101"),
    Backbone(name: "resnet50_rla", short: ["r50rla"], entry: "rla_resnet50"),
    Backbone(
      name: "ecanet50_rla", short: ["r50rlaeca", "r50ecarla"], entry: "rla_resnet50_eca"),
    Backbone(name: "resnet101_rla", short: ["r101rla"], entry: "rla_resnet101"),
    Backbone(
      name: "ecanet101_rla", short: ["r101rlaeca", "r101ecarla"], entry: "rla_resnet101_eca"),
  ]

  private static let detectorKinds: [(Detector.Kind, table: String, config: String)] = [
    (.fasterRCNN, "Fast_R-CNN", "faster_rcnn"), (.maskRCNN, "Mask_R-CNN", "mask_rcnn"),
    (.retinaNet, "RetinaNet", "retinanet"),
  ]

  static func detectors(on classifiers: [CatalogEntry]) -> [CatalogEntry] {
    detectorKinds.flatMap { kind, table, config in
      backbones.compactMap { backbone in
        guard let classifier = classifiers.first(where: { $0.name == backbone.entry }),
          case .resNet(let model) = classifier.architecture
        else { return nil }
        let name = "\(table)_\(backbone.name)"
        var entry = CatalogEntry(
          .detector, .detector(Detector(name, kind, backbone: model)),
          stateChannels: classifier.stateChannels)
        entry.aliases = backbone.short.map { "\(config)_\($0)_fpn" }
        entry.aliases += backbone.short.map { "\(config)_\($0)_fpn_1x_coco" }
        if kind == .fasterRCNN { entry.aliases.append("Faster_R-CNN_\(backbone.name)") }
        return entry
      }
    }
  }
}
