import RLAArchitectures
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
  ///   - channels: Channels of the output of each stage.
  /// - Returns: The attention of all stages.
  /// - Throws: `DescriptionFailure` at the first mistake.
  static func read(_ node: Node?, channels: [Int]) throws(DescriptionFailure) -> ChannelAttention {
    guard let node else { return .none }
    if node.scalar != nil {
      if node.scalar?.string.lowercased() == Kind.none.rawValue { return .none }
      throw DescriptionFailure(
        line: node.line,
        reason: .unexpected(
          key: "attention", expected: .attention, found: node.found))
    }
    let reader = try DescriptionReader(
      node, key: "attention", known: ["kind", "reduction", "kernels"])
    let kind = try reader.required(try reader.choice("kind", Kind.self), "kind")
    switch kind {
    case .none:
      try refuse("kernels", reader, kind)
      try refuse("reduction", reader, kind)
      return .none
    case .se:
      try refuse("kernels", reader, kind)
      let narrowest = channels.min() ?? 1
      return .squeezeExcitation(
        reduction: try reader.required(
          try reader.integer("reduction", in: 1...narrowest), "reduction"))
    case .eca:
      try refuse("reduction", reader, kind)
      if reader.node("kernels")?.scalar?.string.lowercased() == "adaptive" {
        return .efficient(kernels: channels.map(ChannelAttention.adaptiveKernel))
      }
      let kernels = try reader.required(
        try reader.integers("kernels", count: channels.count), "kernels")
      if let even = kernels.first(where: { $0.isMultiple(of: 2) }) {
        throw DescriptionFailure(
          line: reader.line(of: "kernels"),
          reason: .unexpected(key: "kernels", expected: .oddNumbers, found: .value("\(even)")))
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
      reason: .conflict(.inapplicable(key: key, to: "attention '\(kind.rawValue)'")))
  }
}
