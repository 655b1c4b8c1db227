/// What is published on networks with an aggregation.
extension LayerAggregation {
  static let published: [String: PublishedRow] = [
    "resnet50_mrlal": PublishedRow(
      model: "MRLA", parameters: "0.16M", flops: "0.07B", table: .mrla, baseline: "resnet50"),
    "dia_resnet164": row("DIA-ResNet164", 23.33),
    "dia_preresnet164": row("DIA-PreResNet164", 21.80),
    "dia_wrn52_4": row("DIA-WRN52-4", 19.01),
    "dia_resnext101_8x32": row("DIA-ResNeXt101, 8x32", 17.54),
  ]

  private static func row(_ model: String, _ error: Double) -> PublishedRow {
    PublishedRow(model: model, top1Error: error, table: .diaNet)
  }
}
