/// A row of a published table, as printed there.
public struct PublishedRow: Hashable, Sendable {
  /// The name in the table.
  public let model: String
  /// As printed: `24.67M`; nil where the table does not say.
  public var parameters: String?
  /// As printed: `4.17G`; nil where the table does not say.
  public var flops: String?
  /// Percent; nil where the table does not say.
  public var top1Error: Double?
  /// Percent; nil where the table does not say.
  public var top5Error: Double?
  public var table = PublishedTable.rlaNet
  /// The network over which parameters and operations are differences; nil for whole numbers.
  public var baseline: String?
}

/// Where rows are published, and what their figures count.
public struct PublishedTable: Hashable, Sendable {
  /// Which images the errors are of: `ImageNet, 224x224 center crop`.
  public let images: String
  /// Where it stands: `README of the published code`.
  public let place: String
  /// The id of the convention that gives parameters and operations.
  public let convention: String
  /// Whether M and G are powers of 1024.
  public let hasBinaryUnits: Bool

  public init(images: String, place: String, convention: String, hasBinaryUnits: Bool = false) {
    self.images = images
    self.place = place
    self.convention = convention
    self.hasBinaryUnits = hasBinaryUnits
  }

  /// The ImageNet table of RLA-Net: counts of thop 0.0.31 divided by powers of 1024.
  public static let rlaNet = PublishedTable(
    images: "ImageNet, 224x224 center crop", place: "README of the published code",
    convention: "thop@0.0.31", hasBinaryUnits: true)

  /// The CIFAR-10 table of imgclsmob, whose column "FLOPs/2" its own hooks give.
  public static let imgclsmob = PublishedTable(
    images: "CIFAR-10", place: "README of imgclsmob", convention: "imgclsmob@0.0.74")

  /// The table of torchvision: parameters, and multiply-adds as "GFLOPS".
  public static let torchvision = PublishedTable(
    images: "ImageNet, 224x224 center crop", place: "documentation of torchvision",
    convention: "macs")

  /// The abstract of MRLA, whose figures thop 0.1.1 gives as differences in powers of 1024.
  public static let mrla = PublishedTable(
    images: "ImageNet, 224x224 center crop", place: "abstract of arXiv 2302.03985",
    convention: "thop@0.1.1", hasBinaryUnits: true)

  /// The CIFAR-100 table of DIANet, which has accuracies alone, means of 5 runs.
  public static let diaNet = PublishedTable(
    images: "CIFAR-100", place: "README of gbup-group/DIANet", convention: "macs")

  /// The CIFAR-100 table of weiaicunzai/pytorch-cifar100, which has parameters alone.
  public static let cifar100 = PublishedTable(
    images: "CIFAR-100", place: "README of weiaicunzai/pytorch-cifar100", convention: "macs")
}

extension CatalogEntry {
  /// The row of a published table, for the networks that one lists.
  public var published: PublishedRow? {
    Self.publishedRows[name] ?? UnitResNet.published[name] ?? DenseNet.published[name]
      ?? Xception.published[name] ?? LayerAggregation.published[name]
  }

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
