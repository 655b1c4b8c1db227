/// A row of the ImageNet table in the README of the published RLA-Net code.
///
/// Parameters and FLOPs stand as printed there; they are thop 0.0.31 counts divided by powers of
/// 1024. Errors are those of the 224x224 center crop.
public struct PublishedRow: Hashable, Sendable {
  /// The name in the table.
  public let model: String
  /// As printed: `24.67M`.
  public let parameters: String
  /// As printed: `4.17G`.
  public let flops: String
  /// Percent.
  public let top1Error: Double
  /// Percent.
  public let top5Error: Double
}

extension CatalogEntry {
  /// The row of the published table, for the six networks that it lists.
  public var published: PublishedRow? { Self.publishedRows[name] }

  /// AP on COCO in percent, as the published table of detectors with RLA backbones lists it.
  public var publishedAveragePrecision: Double? { Self.publishedPrecisions[name] }

  private static let publishedPrecisions: [String: Double] = [
    "Fast_R-CNN_resnet50_rla": 38.8, "Fast_R-CNN_ecanet50_rla": 39.8,
    "Fast_R-CNN_resnet101_rla": 41.2, "Fast_R-CNN_ecanet101_rla": 42.1,
    "RetinaNet_resnet50_rla": 37.9, "RetinaNet_ecanet50_rla": 39.0,
    "RetinaNet_resnet101_rla": 40.3, "RetinaNet_ecanet101_rla": 41.5,
    "Mask_R-CNN_resnet50_rla": 39.5, "Mask_R-CNN_ecanet50_rla": 40.6,
    "Mask_R-CNN_resnet101_rla": 41.8, "Mask_R-CNN_ecanet101_rla": 42.9,
  ]

  private static let publishedRows: [String: PublishedRow] = [
    "rla_resnet50": PublishedRow(
      model: "RLA-ResNet50", parameters: "24.67M", flops: "4.17G", top1Error: 22.83,
      top5Error: 6.58),
    "rla_resnet50_eca": PublishedRow(
      model: "RLA-ECANet50", parameters: "24.67M", flops: "4.18G", top1Error: 22.15,
      top5Error: 6.11),
    "rla_resnet101": PublishedRow(
      model: "RLA-ResNet101", parameters: "42.92M", flops: "7.79G", top1Error: 21.48,
      top5Error: 5.80),
    "rla_resnet101_eca": PublishedRow(
      model: "RLA-ECANet101", parameters: "42.92M", flops: "7.80G", top1Error: 21.00,
      top5Error: 5.51),
    "dsrla_mobilenetv2_k32": PublishedRow(
      model: "RLA-MobileNetV2", parameters: "3.46M", flops: "351.8M", top1Error: 27.62,
      top5Error: 9.18),
    "dsrla_mobilenetv2_k32_eca": PublishedRow(
      model: "RLA-ECA-MobileNetV2", parameters: "3.46M", flops: "352.4M", top1Error: 27.07,
      top5Error: 8.89),
  ]
}
