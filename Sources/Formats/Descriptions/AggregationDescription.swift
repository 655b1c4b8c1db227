import RLAArchitectures
import RLASymbolic
import Yams

/// The member `aggregation` of an architecture file: one kind, or a list of several.
struct AggregationDescription {
  private enum Kind: String, CaseIterable {
    case rla
    case mrlaLight = "mrla-light"
    case mrlaBase = "mrla-base"
    case equation4 = "eq4"
    case depthwise
    case dia
    case dlaLight = "dla-light"
    case dlaBase = "dla-base"

    /// The keys that the kind takes beside its own.
    var keys: [String] {
      switch self {
      case .rla: ["channels"]
      case .mrlaLight, .mrlaBase, .equation4: ["channels-per-head"]
      case .depthwise, .dia: []
      case .dlaLight, .dlaBase: ["channels-per-head", "reduction"]
      }
    }

    /// The channels of a head in the published networks.
    var channelsPerHead: Int { self == .mrlaBase ? 16 : 32 }
  }

  private static let keys = ["kind", "channels", "channels-per-head", "reduction"]
  /// Of DIA's and DLA's cells in the published networks.
  private static let reduction = 4

  private let channels: [Int]
  private var kinds: [Kind] = []
  private var aggregation: LayerAggregation?
  private var recurrence: Recurrence?

  /// Adds what a file says to a network.
  ///
  /// - Throws: `DescriptionFailure` at the first mistake.
  static func read(
    _ reader: DescriptionReader, into model: inout ResNet
  ) throws(DescriptionFailure) {
    guard let node = reader.node("aggregation") else { return }
    if node.scalar?.string.lowercased() == "none" { return }
    var description = AggregationDescription(
      channels: model.stageChannels.compactMap(\.value))
    if case .sequence(let list) = node {
      for entry in list { try description.add(entry) }
    } else {
      try description.add(node)
    }
    model.aggregation = description.aggregation
    guard let recurrence = description.recurrence else { return }
    if model.recurrence != nil {
      throw DescriptionFailure(
        line: reader.line(of: "aggregation"),
        reason: .conflict(.synonyms("aggregation: rla", "recurrence")))
    }
    model.recurrence = recurrence
  }

  private init(channels: [Int]) {
    self.channels = channels
  }

  private mutating func add(_ node: Node) throws(DescriptionFailure) {
    guard case .mapping = node else {
      throw DescriptionFailure(
        line: node.line,
        reason: .unexpected(key: "aggregation", expected: .aggregation, found: node.found))
    }
    let reader = try DescriptionReader(node, key: "aggregation", known: Self.keys)
    let kind = try reader.required(try reader.choice("kind", Kind.self), "kind")
    for key in Self.keys.dropFirst() where reader.node(key) != nil && !kind.keys.contains(key) {
      throw DescriptionFailure(
        line: reader.line(of: key),
        reason: .conflict(.inapplicable(key: key, to: "aggregation '\(kind.rawValue)'")))
    }
    guard kind != .rla else {
      if recurrence != nil { throw refusal(reader, .synonyms("rla", "rla")) }
      let k = try reader.integer("channels")
      recurrence = .standard.with { recurrence in
        if let k { recurrence.channels = Dim(k) }
      }
      return
    }
    let added = try read(kind, reader)
    for other in kinds {
      let shared = value(other).names(sharedWith: added)
      if let name = shared.first {
        throw refusal(reader, .sharedName(other.rawValue, kind.rawValue, name: name))
      }
    }
    kinds.append(kind)
    aggregation = aggregation.map { $0 + added } ?? added
  }

  private func refusal(
    _ reader: DescriptionReader, _ conflict: DescriptionFailure.Conflict
  ) -> DescriptionFailure {
    DescriptionFailure(line: reader.line(of: "kind"), reason: .conflict(conflict))
  }

  private func read(
    _ kind: Kind, _ reader: DescriptionReader
  ) throws(DescriptionFailure) -> LayerAggregation {
    let narrowest = channels.min() ?? 1
    let reduction = try reader.integer("reduction", in: 1...narrowest) ?? Self.reduction
    let d = try reader.integer("channels-per-head") ?? kind.channelsPerHead
    if kind.keys.contains("channels-per-head"),
      let odd = channels.first(where: { !$0.isMultiple(of: d) })
    {
      let divisors = (1...min(odd, 64)).filter { size in
        channels.allSatisfy { $0.isMultiple(of: size) }
      }
      throw DescriptionFailure(
        line: reader.line(of: "channels-per-head"),
        reason: .unknownChoice(
          key: "channels-per-head", value: "\(d)", choices: divisors.map(String.init)))
    }
    return value(kind, channelsPerHead: d, reduction: reduction)
  }

  private func value(
    _ kind: Kind, channelsPerHead d: Int = 1, reduction: Int = 1
  ) -> LayerAggregation {
    switch kind {
    case .rla: preconditionFailure("A map state is read as a recurrence.")
    case .mrlaLight: .mrlaLight(channelsPerHead: d)
    case .mrlaBase: .mrlaBase(channelsPerHead: d)
    case .equation4: .equation4(channelsPerHead: d)
    case .depthwise: .depthwise
    case .dia: .dia
    case .dlaLight: .dlaLight(channelsPerHead: d, reduction: reduction)
    case .dlaBase: .dlaBase(channelsPerHead: d, reduction: reduction)
    }
  }
}
