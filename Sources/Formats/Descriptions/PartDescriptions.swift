import RLAArchitectures
import RLASymbolic
import Yams

/// The member `attention` of an architecture file.
enum AttentionDescription {
  private enum Kind: String, CaseIterable {
    case none
    case se
    case eca
  }

  /// - Parameters:
  ///   - node: The member, where there is one.
  ///   - channels: Output channels of each stage.
  /// - Returns: The attention of all stages.
  /// - Throws: `DescriptionFailure` at the first mistake.
  static func read(_ node: Node?, channels: [Int]) throws(DescriptionFailure) -> ChannelAttention {
    guard let node else { return .none }
    if node.scalar != nil {
      if node.scalar?.string.lowercased() == Kind.none.rawValue { return .none }
      throw DescriptionFailure(
        line: node.line,
        reason: .unexpected(
          key: "attention", expected: "none, {kind: se, reduction: …} or {kind: eca, kernels: …}",
          actual: node.summary))
    }
    let reader = try DescriptionReader(
      node, key: "attention", known: ["kind", "reduction", "kernels"])
    let kind = try reader.required(try reader.choice("kind", Kind.self), "kind")
    switch kind {
    case .none:
      return .none
    case .se:
      try refuse("kernels", reader, kind)
      let narrowest = channels.min() ?? 1
      return .squeezeExcitation(
        reduction: try reader.required(
          try reader.integer("reduction", in: 1...narrowest), "reduction"))
    case .eca:
      try refuse("reduction", reader, kind)
      let kernels = try reader.required(
        try reader.integers("kernels", count: channels.count), "kernels")
      if let even = kernels.first(where: { $0.isMultiple(of: 2) }) {
        throw DescriptionFailure(
          line: reader.line(of: "kernels"),
          reason: .unexpected(key: "kernels", expected: "odd numbers", actual: "\(even)"))
      }
      return .efficient(kernels: kernels)
    }
  }

  private static func refuse(
    _ key: String, _ reader: DescriptionReader, _ kind: Kind
  ) throws(DescriptionFailure) {
    guard reader.node(key) != nil else { return }
    throw DescriptionFailure(
      line: reader.line(of: key),
      reason: .conflict("'\(key)' does not belong to attention of kind '\(kind.rawValue)'"))
  }
}

/// The member `recurrence` of an architecture file.
enum RecurrenceDescription {
  private static let keys = [
    "variant", "channels", "update", "source", "sharing", "filter", "readout", "feeds-blocks",
  ]

  /// A published variant to start from.
  private enum Variant: String, CaseIterable {
    case rla, v1, v2, v3, v4, v5, v6, v1p, rh, us, lstm, gru, dsrla

    var recurrence: Recurrence {
      switch self {
      case .rla: .standard
      case .v1: .v1
      case .v2: .v2
      case .v3: .v3
      case .v4: .v4
      case .v5: .v5
      case .v6: .v6
      case .v1p: .v1PostActivation
      case .rh: .withoutFeedback
      case .us: .unshared
      case .lstm: .lstm
      case .gru: .gru
      case .dsrla: .networkWideDepthwise
      }
    }
  }

  static func read(
    _ node: Node?, default standard: Recurrence, isMobile: Bool
  ) throws(DescriptionFailure) -> Recurrence? {
    guard let node else { return nil }
    if node.scalar?.string.lowercased() == "none" { return nil }
    let reader = try DescriptionReader(node, key: "recurrence", known: keys)
    var recurrence = standard
    if let variant = try reader.choice("variant", Variant.self) {
      recurrence = variant.recurrence
      // A MobileNet shares one convolution across the network unless told otherwise.
      if isMobile, recurrence.sharing == .stage { recurrence.sharing = .network }
    }
    if let channels = try reader.integer("channels") { recurrence.channels = Dim(channels) }
    recurrence.update = try reader.choice("update", Recurrence.Update.self) ?? recurrence.update
    recurrence.source = try reader.choice("source", Recurrence.Source.self) ?? recurrence.source
    recurrence.sharing =
      try reader.choice("sharing", Recurrence.Sharing.self) ?? recurrence.sharing
    recurrence.filter = try reader.choice("filter", Recurrence.Filter.self) ?? recurrence.filter
    recurrence.readout =
      try reader.choice("readout", Recurrence.Readout.self) ?? recurrence.readout
    recurrence.feedsBlocks = try reader.boolean("feeds-blocks") ?? recurrence.feedsBlocks
    try check(recurrence, reader, isMobile: isMobile)
    return recurrence
  }

  private static func check(
    _ recurrence: Recurrence, _ reader: DescriptionReader, isMobile: Bool
  ) throws(DescriptionFailure) {
    let isGated = recurrence.update == .lstm || recurrence.update == .gru
    if isGated, recurrence.filter == .depthwise {
      throw DescriptionFailure(
        line: reader.line(of: "filter"),
        reason: .conflict(
          "a depthwise filter does not go with update '\(recurrence.update.rawValue)', whose "
            + "convolutions mix input and state"))
    }
    if isMobile, recurrence.source == .shortcut {
      throw DescriptionFailure(
        line: reader.line(of: "source"),
        reason: .conflict("a MobileNetV2 block without a residual has no shortcut to read"))
    }
  }
}
