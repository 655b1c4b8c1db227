package import RLAAnalysis
import RLAArchitectures
import RLANetworks
package import RLAQueries
import RLASymbolic
package import RLAText

/// The report of `rla-profile` on one network.
package struct ProfileReport: Sendable {
  let model: ProfiledModel
  let options: ProfileOptions
  let breakdown: Breakdown
  /// Nil where no file has the network.
  let notes: FileNotes?

  /// - Parameters:
  ///   - model: The network.
  ///   - breakdown: Its cost in rows.
  ///   - options: What to show of it.
  package init(_ model: ProfiledModel, _ breakdown: Breakdown, _ options: ProfileOptions) {
    self.model = model
    self.breakdown = breakdown
    self.options = options
    notes = FileNotes(model.profile, model.imported, options.measures)
  }

  var total: Metrics { breakdown.total.metrics }

  /// The report as a part of several; what stands in the rows depends on the format.
  package func part(_ format: ReportFormat) -> ReportList.Part {
    ReportList.Part(
      name: model.name, table: table(format), json: format == .json ? json : .null)
  }

  private func table(_ format: ReportFormat) -> Table {
    var shown = options
    let isCrowded = format != .csv && options.measures.count > Self.widestTable
    if isCrowded { shown.conventions = Array(options.conventions.prefix(1)) }
    var table = ProfileTable(breakdown, shown).table
    table.header = header
    table.footer = footer + (isCrowded ? [crowdedNote] : [])
    return table
  }

  /// More numbers than this stand above a table and not in it.
  private static let widestTable = 6

  private var crowdedNote: String {
    "The rows count in \(options.conventions[0].id) alone; with fewer conventions, or as CSV or JSON, "
      + "they have them all."
  }

  private var header: [String] {
    var lines = [title] + inputLines
    if model.architecture.hasAliasedSource {
      lines.append(label("wiring") + wiring.text)
    } else if wiring == .paper {
      lines.append(label("wiring") + "paper and published code agree on this network")
    }
    let kind = isImported ? " learned values, shared ones once" : ""
    lines.append(label("parameters") + amount(total.parameters) + kind + frozenText)
    lines += fileLines
    for measure in options.measures {
      let count = amount(measure.count(total.tally))
      lines.append(label(measure.key) + "\(count) \(measure.unit)")
    }
    return lines + publishedLines + memoryLines + deadLines + coverageLines
      + branchLines + openSizeLines + remainderLines + roundingLines
  }

  private var title: String {
    let isAlias = model.entry != nil && model.requested != model.name
    return isAlias ? "\(model.name) (requested as \(model.requested))" : model.name
  }

  /// Where the state reads its input.
  private var wiring: Wiring { model.architecture.wiring }

  /// The counts in the convention and units of the published table, where that has the network.
  private var publishedLines: [String] {
    guard let table = model.entry?.published?.table else { return precisionLines }
    guard !isImported, let figures = figures(of: table) else { return [] }
    var lines = [label("published units") + figures]
    if let row = model.published { lines.append(label("published row") + row.text) }
    return lines + precisionLines
  }

  /// Parameters and operations as a table prints them.
  private func figures(of table: PublishedTable) -> String? {
    guard let convention = Convention.named(table.convention),
      let measure = convention.measures.first, let count = measure.count(total.tally).value
    else { return nil }
    let network = model.profile.network
    let parameters =
      convention.parameters?.count(
        network, measure, frozenLayers: model.profile.flow.frozenLayers) ?? network.parameterCount
    guard let parameters = parameters.value else { return nil }
    let prefix: UnitPrefix = table.hasBinaryUnits ? .binary : .si
    let powers = table.hasBinaryUnits ? "powers of 1024" : "powers of 1000"
    let halved = measure.isPrintedHalved ? ", halved" : ""
    return "\(Numbers.published(parameters, prefix)) parameters, "
      + "\(Numbers.published(measure.isPrintedHalved ? count / 2 : count, prefix)) MACs "
      + "(\(convention.id)\(halved), \(powers))"
  }

  private var precisionLines: [String] {
    guard model.isAsPublished, let precision = model.entry?.publishedAveragePrecision else {
      return []
    }
    return [
      label("published row")
        + "AP \(Numbers.fixed(precision, decimals: 1)) % on COCO (published table of detectors)"
    ]
  }

  private var memoryLines: [String] {
    let profile = model.profile
    var lines = profile.precision.notes.map { label("stored as") + $0 }
    lines.append(label("activations") + "\(bytes(total.bytesWritten)) written in total")
    if let peak = profile.memory.peak {
      let node = profile.network.nodes[peak.node]
      lines.append(
        label("inference peak")
          + "\(bytes(Dim(peak.bytes))) of activations at \(profile.network.path(of: node))")
    }
    let training = profile.trainingMemory
    if let norm = model.untrainableNorm {
      return lines + [label("training") + norm.refusal]
    }
    lines.append(
      label("training") + "\(bytes(training.total)) = parameters \(bytes(training.parameters))"
        + " + gradients \(bytes(training.gradients))"
        + " + \(profile.optimizer.rawValue) state \(bytes(training.optimizerState))"
        + " + saved activations \(bytes(training.savedActivations))")
    return lines
  }

  private var frozenText: String {
    let trained = model.profile.trainedParameterCount
    if trained == total.parameters { return "" }
    return ", \(amount(total.parameters - trained)) of them frozen, \(amount(trained)) trained"
  }

  /// The work whose results nobody reads, in the first convention.
  private var deadLines: [String] {
    let dead = DeadWork(model.profile)
    guard !dead.nodes.isEmpty, let measure = options.measures.first else { return [] }
    let paths = dead.nodes.map { model.profile.network.path(of: model.profile.network.nodes[$0]) }
    let idle =
      dead.idleParameters.isEmpty
      ? "" : "; parameters without a gradient: \(dead.idleParameters.joined(separator: ", "))"
    let places = paths.count == 1 ? paths[0] : "\(paths[0]) to \(paths[paths.count - 1])"
    let count = measure.count(dead.tally)
    // Most of what a file computes in vain are sizes.
    let share =
      count == 0
      ? "no \(measure.unit), but \(Numbers.counted(paths.count, "call")) whose"
      : "\(amount(count)) \(measure.unit) of the total compute"
    return [
      label("dead work")
        + "\(share) results \(count == 0 ? "no output needs" : "that no output needs") (\(places))"
        + idle
    ]
  }

  private var coverageLines: [String] {
    Coverage.all(total.tally, options.conventions).prefix(1).map { coverage in
      label("coverage")
        + "\(coverage.counted) of \(coverage.calls) operator calls count in \(coverage.key), "
        + "\(coverage.zero) are 0 by its rules\(zeroReasons(coverage)), "
        + "\(coverage.unknown) unknown" + (notes?.unknownText.map { ": \($0)" } ?? "")
    }
  }

  /// ` (90 ignored by its list, 12 not seen, 3 without a rule)` where there is more than one reason.
  private func zeroReasons(_ coverage: Coverage) -> String {
    let reasons = [
      (coverage.ignored, "ignored by its list"), (coverage.unseen, "not seen"),
      (coverage.overwritten, "overwritten by later calls"),
      (coverage.unsupported, "without a rule"),
    ].filter { $0.0 > 0 }
    if reasons.isEmpty || reasons.count == 1 && reasons[0].0 == coverage.ignored { return "" }
    return " (\(reasons.map { "\($0.0) \($0.1)" }.joined(separator: ", ")))"
  }

  /// What a division by the number of images leaves over.
  private var remainderLines: [String] {
    let tally = total.tally
    return options.measures.compactMap { measure in
      let undivided = tally.entries.filter {
        !measure.isDivided($0.value.work, for: $0.key, batch: tally.batch)
      }
      let calls = undivided.values.reduce(0) { $0 + $1.calls }
      if calls == 0 { return nil }
      let rest = tally.batch.value == nil ? "it stays undivided" : "the quotient is rounded down"
      return label("remainder")
        + "\(measure.key) divides by the batch; the work of \(Numbers.counted(calls, "call")) "
        + "is not a multiple of \(tally.batch), so \(rest)"
    }
  }

  /// What a tool that does not add in integers changes.
  private var roundingLines: [String] {
    options.measures.compactMap { measure in
      let exact = measure.exactCount(total.tally)
      if exact == measure.count(total.tally) { return nil }
      return label("rounding")
        + "\(measure.key) adds in \(measure.accumulator); the exact total is \(amount(exact))"
    }
  }

  private var footer: [String] {
    var notes = options.conventions.map { "\($0.id): \($0.summary)" }
    notes += (self.notes?.readings ?? []) + options.prefix.footnotes
    if breakdown.rows.contains(where: { !$0.nodes.isEmpty }) { notes.append(Self.patternNote) }
    if breakdown.grouping == .parts {
      notes.append(
        "state input: the share of backbone layers that reads the state in addition to x.")
    }
    return notes
  }

  private static let patternNote =
    "Nodes that are one operation together are one row, with their number; --patterns nodes shows each."

  func label(_ text: String) -> String {
    let width = max(15, options.measures.reduce(0) { max($0, $1.key.count) })
    return text + String(repeating: " ", count: max(0, width - text.count)) + "  "
  }

  func amount(_ number: Dim) -> String {
    guard let value = number.value else { return open(number) ?? "\(number)" }
    let scaled = Numbers.scaled(value, options.prefix)
    return scaled == Numbers.grouped(value) ? scaled : "\(scaled) (\(Numbers.grouped(value)))"
  }

  private func bytes(_ number: Dim) -> String {
    guard let value = number.value else { return open(number, unit: "B") ?? "\(number) B" }
    let scaled = Numbers.scaled(value, options.prefix)
    return scaled.last?.isNumber == true ? "\(scaled) B" : "\(scaled)B"
  }
}

extension Wiring {
  /// Where the state reads its input, in words.
  var text: String {
    switch self {
    case .published: "published code: the state reads the block's output"
    case .paper: "as the paper draws it: the state reads the residual branch"
    }
  }
}

extension SingleValueNorm {
  /// Why the network cannot be trained, and what helps.
  var refusal: String {
    "PyTorch refuses it: in training \(path) would normalize one value per channel "
      + "(\(input)); --batch 2 trains"
  }
}

extension PublishedRow {
  /// The row with its numbers as printed: `RLA-ResNet50: 24.67M, 4.17G, top-1 error 22.83 %, …`.
  fileprivate var text: String {
    let errors = [("top-1", top1Error), ("top-5", top5Error)].compactMap { name, error in
      error.map { "\(name) error \(Numbers.fixed($0, decimals: 2)) %" }
    }
    let figures = [parameters, flops].compactMap { $0 } + errors
    return "\(model): \(figures.joined(separator: ", "))" + (baseline.map { " over \($0)" } ?? "")
  }
}
