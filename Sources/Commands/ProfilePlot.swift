import ArgumentParser
import RLAPlots
import RLAReports
import RLAText

/// What `profile` draws.
enum ProfilePlot {
  case memory
  case trainingMemory
  case areas(PartitionPlot.Form, CostMeasure)

  /// Reads `memory`, `memory:training`, or a form of areas with a measure: `icicle:parameters`.
  @Sendable static func parse(_ text: String) throws -> ProfilePlot {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let (word, detail) = (parts[0].lowercased(), parts.count > 1 ? String(parts[1]) : nil)
    if word == "memory" {
      switch detail?.lowercased() {
      case nil, "inference": return .memory
      case "training": return .trainingMemory
      case let other?: throw ValidationError(Wording.unknownMemory(other))
      }
    }
    guard let form = PartitionPlot.Form(rawValue: word) else {
      throw ValidationError(Wording.unknownPlot(word, of: names))
    }
    guard let detail else { return .areas(form, .macs) }
    guard let measure = CostMeasure(named: detail) else {
      throw ValidationError(Wording.unknownMeasure(detail, of: CostMeasure.names))
    }
    return .areas(form, measure)
  }

  static let names = ["memory"] + PartitionPlot.Form.allCases.map(\.rawValue)

  /// Whether it shows bytes.
  var isOfBytes: Bool {
    if case .areas(_, let measure) = self { measure.unit == "B" } else { true }
  }

  /// Whether it shows what only training has.
  var isOfTraining: Bool {
    switch self {
    case .memory: false
    case .trainingMemory: true
    case .areas(_, let measure): measure.isOfTraining
    }
  }
}

/// The measure of stacks, by its name.
enum StackMeasure {
  @Sendable static func parse(_ text: String) throws -> CostMeasure {
    guard let measure = CostMeasure(named: text) else {
      throw ValidationError(Wording.unknownMeasure(text, of: CostMeasure.names))
    }
    return measure
  }
}
