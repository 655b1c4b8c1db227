import RLAArchitectures
import RLASymbolic
import Yams

/// The member `recurrence` of an architecture file.
struct RecurrenceDescription {
  /// What the family has where a file says nothing.
  var standard = Recurrence.standard
  /// Sources that the blocks of the family do not have, and why.
  var refused: [Recurrence.Source: DescriptionFailure.Conflict] = [:]

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

  /// - Throws: `DescriptionFailure` at the first mistake.
  func read(_ node: Node?) throws(DescriptionFailure) -> Recurrence? {
    guard let node else { return nil }
    if node.scalar?.string.lowercased() == "none" { return nil }
    let reader = try DescriptionReader(node, key: "recurrence", known: Self.keys)
    var recurrence = standard
    if let variant = try reader.choice("variant", Variant.self) {
      recurrence = variant.recurrence
      // A variant that says nothing of its own shares as the family does.
      if recurrence.sharing == Recurrence.standard.sharing { recurrence.sharing = standard.sharing }
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
    try check(recurrence, reader)
    return recurrence
  }

  private func check(
    _ recurrence: Recurrence, _ reader: DescriptionReader
  ) throws(DescriptionFailure) {
    let isGated = recurrence.update == .lstm || recurrence.update == .gru
    if isGated, recurrence.filter == .depthwise {
      throw DescriptionFailure(
        line: reader.line(of: "filter"),
        reason: .conflict(.depthwiseGates(update: recurrence.update.rawValue)))
    }
    if let reason = refused[recurrence.source] {
      throw DescriptionFailure(line: reader.line(of: "source"), reason: .conflict(reason))
    }
  }
}
