import RLASymbolic

extension CatalogEntry.Family {
  static let mobileNetV2 = Self("MobileNetV2")
  static let rlaMobileNetV2 = Self("RLA-MobileNetV2")
}

/// The constructors of the published code, in the order in which a listing shows them.
extension MobileNetV2 {
  public static let catalog: [CatalogEntry] =
    [entry("mobilenet_v2"), entry("mobilenetv2_eca", isEfficient: true)]
    + [("rla", Recurrence.networkWide), ("dsrla", Recurrence.networkWideDepthwise)].flatMap {
      prefix, recurrence in
      [nil, 6, 12, 24, 32].flatMap { channels in
        [false, true].map { isEfficient in
          let suffix = (channels.map { "_k\($0)" } ?? "") + (isEfficient ? "_eca" : "")
          return entry(
            "\(prefix)_mobilenetv2\(suffix)", isEfficient: isEfficient, recurrence,
            fixed: channels)
        }
      }
    }

  private static func entry(
    _ name: String, isEfficient: Bool = false, _ recurrence: Recurrence? = nil, fixed: Int? = nil
  ) -> CatalogEntry {
    CatalogEntry(
      recurrence == nil ? .mobileNetV2 : .rlaMobileNetV2, name, fixedStateChannels: fixed,
      aliases: publishedNames[name] ?? [], hyphenatedAliases: clashingNames[name] ?? []
    ) {
      var model = MobileNetV2(name)
      if isEfficient { model.attention = .efficient(kernels: [1, 1, 1, 1, 3, 3, 3]) }
      model.recurrence = recurrence
      if let fixed { model.recurrence?.channels = Dim(fixed) }
      return model
    }
  }

  private static let publishedNames = [
    "mobilenetv2_eca": ["ECA-MobileNetV2"],
    "dsrla_mobilenetv2_k32": ["RLA-MobileNetV2", "mobilenetv2_rla"],
    "dsrla_mobilenetv2_k32_eca": ["RLA-ECA-MobileNetV2", "eca_mobilenetv2_rla"],
  ]

  private static let clashingNames = ["dsrla_mobilenetv2_k32": ["RLA-MobileNetV2"]]
}
