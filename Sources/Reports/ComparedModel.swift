import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic

/// One side of a comparison: a network that was profiled now, or a report that was saved.
public struct ComparedModel: Sendable {
  public enum Origin: Sendable {
    case profiled(ProfiledModel)
    case saved(SavedReport, path: String)
  }

  public let origin: Origin

  public init(_ origin: Origin) {
    self.origin = origin
  }

  var name: String {
    switch origin {
    case .profiled(let model): model.name
    case .saved(let report, let path): "\(report.model) (\(path))"
    }
  }

  var input: [Int] {
    switch origin {
    case .profiled(let model): model.profile.shapes.input.values ?? []
    case .saved(let report, _): report.input.compactMap(\.value)
    }
  }

  var profile: Profile? {
    if case .profiled(let model) = origin { model.profile } else { nil }
  }

  var savedReport: SavedReport? {
    if case .saved(let report, _) = origin { report } else { nil }
  }

  /// The number of a figure; nil where a saved report lacks it.
  func value(_ figure: Figure) -> Int? {
    switch origin {
    case .profiled(let model): figure.form(model.profile).value
    case .saved(let report, _):
      switch figure.key {
      case Figure.parameters.key: report.parameters.value
      case Figure.activationBytes.key: report.memory.activationBytes.value
      case Figure.peakBytes.key: report.memory.peakInferenceBytes.value
      case Figure.trainingBytes.key: report.memory.trainingBytes.value
      case "moved_bytes": report.memory.movedBytes.value
      default: report.counts[figure.key]?.value
      }
    }
  }

  /// Published errors on ImageNet in percent; nil where none is known for the network as it is.
  var errors: (top1: Double, top5: Double)? {
    switch origin {
    case .profiled(let model): model.published.map { ($0.top1Error, $0.top5Error) }
    case .saved(let report, _): report.published.map { ($0.top1Error, $0.top5Error) }
    }
  }

  /// Parameters and counts by row, cut as in a saved report.
  func rows(cutAs report: SavedReport, _ measure: String) -> [ComparedRow] {
    switch origin {
    case .saved(let own, _):
      return own.rows.map {
        ComparedRow(
          name: $0.name, parameters: $0.parameters.value, count: $0.counts[measure]?.value)
      }
    case .profiled(let model):
      let measures = Convention.all.flatMap(\.measures)
      let counting = measures.first { $0.key == measure }
      return Breakdown(model.profile, by: report.breakdownGrouping).rows.map { row in
        ComparedRow(
          name: row.name, parameters: row.metrics.parameters.value,
          count: counting?.count(row.metrics.tally).value)
      }
    }
  }
}

/// A row of a breakdown with its numbers.
struct ComparedRow {
  let name: String
  let parameters: Int?
  let count: Int?

  /// Whether nothing that both sides know differs.
  func agrees(with other: ComparedRow) -> Bool {
    parameters == other.parameters && (count == nil || other.count == nil || count == other.count)
  }
}

extension SavedReport {
  /// The cut that made the rows.
  fileprivate var breakdownGrouping: Breakdown.Grouping {
    switch grouping {
    case "operator": .operators
    case "stage": .stages
    case "rla-part": .parts
    case "call": .calls
    default: .modules(depth: rows.map(\.depth).max() ?? 1)
    }
  }
}
