public import RLAAnalysis
import RLAArchitectures
public import RLAFormats
import RLASymbolic
import RLAText

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

  public var name: String {
    switch origin {
    case .profiled(let model): model.name
    case .saved(let report, let path): "\(report.model) (\(path))".printable
    }
  }

  /// The sizes of the first input; none where a saved report has symbols.
  public var input: [Int] {
    switch origin {
    case .profiled(let model): model.profile.shapes.input.values ?? []
    case .saved(let report, _): report.input.compactMap(\.value)
    }
  }

  public var profile: Profile? {
    if case .profiled(let model) = origin { model.profile } else { nil }
  }

  public var savedReport: SavedReport? {
    if case .saved(let report, _) = origin { report } else { nil }
  }

  /// The number of a figure; nil where a saved report lacks it.
  public func value(_ figure: Figure) -> Int? {
    switch origin {
    case .profiled(let model): figure.form(model.profile).value
    case .saved(let report, _): report.value(figure)
    }
  }

  /// Published errors in percent; nil where none is known for the network as it is.
  public var errors: (top1: Double?, top5: Double?)? {
    switch origin {
    case .profiled(let model): Self.errors(model.published?.top1Error, model.published?.top5Error)
    case .saved(let report, _):
      Self.errors(report.published?.top1Error, report.published?.top5Error)
    }
  }

  private static func errors(
    _ top1: Double?, _ top5: Double?
  ) -> (top1: Double?, top5: Double?)? {
    top1 == nil && top5 == nil ? nil : (top1, top5)
  }

  /// Which images the errors are of, and where they are published.
  public var errorSource: String? {
    if errors == nil { return nil }
    let old = PublishedTable.rlaNet
    return switch origin {
    case .profiled(let model): model.published.map { "\($0.table.images), \($0.table.place)" }
    case .saved(let report, _):
      report.published.map { "\($0.images ?? old.images), \($0.place ?? old.place)".printable }
    }
  }
}

extension SavedReport {
  fileprivate func value(_ figure: Figure) -> Int? {
    switch figure.key {
    case Figure.parameters.key: parameters.value
    case Figure.activationBytes.key: memory.activationBytes.value
    case Figure.peakBytes.key: memory.peakInferenceBytes.value
    case Figure.trainingBytes.key: memory.trainingBytes.value
    case "moved_bytes": memory.movedBytes.value
    default: counts[figure.key]?.value
    }
  }
}
