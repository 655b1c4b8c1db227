import RLAAnalysis
import RLAArchitectures
import RLANetworks
package import RLAQueries
package import RLAText

/// What a published figure may count, best answer first.
package struct MatchReport: Sendable {
  private let search: FigureSearch
  /// The figure and the parameters as the user wrote them.
  private let figure: String
  private let parameters: String?
  private let limit: Int

  package init(_ search: FigureSearch, figure: String, parameters: String?, limit: Int) {
    self.search = search
    self.figure = figure
    self.parameters = parameters
    self.limit = limit
  }

  package func text(_ format: ReportFormat, on page: Page = .plain) -> String {
    if format == .json { return json.text }
    let shown = Array(answers.prefix(limit))
    let columns = [
      Table.Column("architecture", key: "architecture", .left, .breaks(to: 12)),
      Table.Column("input", key: "input", .left),
      Table.Column("convention", key: "convention", .left, .breaks(to: 12)),
      Table.Column("reported as", key: "reported_as", .left, .breaks(to: 12)),
      Table.Column("counts", key: "count", .right, .goes),
      Table.Column("printed", key: "prints", .right),
      Table.Column("parameters", key: "parameters", .right, .goes),
      Table.Column("how it fits", key: "fit", .left, .breaks(to: 14)),
    ]
    // Without any answer there is nothing to head.
    let isEmpty = shown.isEmpty && format != .csv
    return Table(
      columns: isEmpty ? [] : columns, rows: shown.map(row), header: header,
      footer: footer(shown.count)
    ).text(format, on: page)
  }

  private var answers: [FigureSearch.Answer] {
    search.answers.isEmpty ? search.nearMisses : search.answers
  }

  private func row(_ answer: FigureSearch.Answer) -> [Table.Cell] {
    [
      Table.Cell(answer.candidate.network.name),
      Table.Cell(Numbers.sizes([answer.size.height, answer.size.width])),
      Table.Cell(answer.measure.key), Table.Cell(reported(answer)),
      Table.Cell(Numbers.grouped(answer.value), raw: "\(answer.value)"),
      Table.Cell(search.figure.printing(answer.value, answer.prefix)),
      Table.Cell(parameterText(answer), raw: "\(answer.parameters)"), Table.Cell(fit(answer)),
    ]
  }

  private func reported(_ answer: FigureSearch.Answer) -> String {
    let unit = answer.measure.unit
    let scaled =
      switch answer.scaling {
      case .asCounted: unit
      case .doubled: "FLOPs (2 x \(unit))"
      case .halved: "MACs (FLOPs / 2)"
      }
    return scaled + answer.prefix.addition
  }

  private func parameterText(_ answer: FigureSearch.Answer) -> String {
    guard let wanted = search.parameters, let prefix = answer.parameterPrefix else {
      return Numbers.grouped(answer.parameters)
    }
    return wanted.printing(answer.parameters, prefix)
  }

  private func fit(_ answer: FigureSearch.Answer) -> String {
    var notes: [String] = []
    if answer.fit == nil {
      notes.append("off by \(Numbers.percent(answer.deviation, decimals: 2))")
    } else {
      notes.append(answer.fit == .truncated ? "truncates to it" : "rounds to it")
    }
    if answer.hasParametersBeforeExport { notes.append("parameters before the export") }
    if search.parameters != nil {
      switch answer.parameterFit {
      case nil: notes.append("parameters differ")
      case .truncated: notes.append("parameters truncate")
      case .rounded:
        if let prefix = answer.parameterPrefix, prefix != answer.prefix,
          prefix != .none, answer.prefix != .none
        {
          notes.append("parameters in other units")
        }
      }
    }
    if answer.prefix != .none, answer.prefix != answer.convention.prefix {
      notes.append("not the convention's units")
    }
    if answer.assumptionCount == 2 { notes.append("changes both the size and the factor") }
    notes += flaws(answer)
    if answer.candidate.entry?.published.map({ isPublished($0, answer) }) == true {
      notes.append("published row")
    }
    return notes.joined(separator: ", ")
  }

  /// What is wrong with a figure that the answer prints: work and parameters that the tool counts
  /// several times, parameters that it misses.
  private func flaws(_ answer: FigureSearch.Answer) -> [String] {
    var flaws: [String] = []
    if let once = answer.valueOnce {
      flaws.append(
        "counts shared modules several times: once they make "
          + search.figure.printing(once, answer.prefix))
    }
    let extra = answer.parameters - answer.learnedParameters
    if extra == 0 || answer.hasParametersBeforeExport { return flaws }
    let number = Numbers.grouped(abs(extra))
    flaws.append(
      extra < 0
        ? "the tool misses \(number) parameters" : "the tool counts \(number) parameters again")
    return flaws
  }

  private func isPublished(_ row: PublishedRow, _ answer: FigureSearch.Answer) -> Bool {
    // Papers write billions where the command reads them as giga.
    row.flops?.replacing("B", with: "G") == figure && !answer.hasUnusualSize
      && search.baseline?.network.name == row.baseline
      && answer.convention.id == row.table.convention
      && answer.prefix == (row.table.hasBinaryUnits ? .binary : .si) && answer.hasUsualScaling
  }

  private var header: [String] {
    let asked =
      figure + (parameters.map { " with \($0) parameters" } ?? "")
      + (search.baseline.map { " over \($0.network.name)" } ?? "")
    if search.answers.isEmpty, search.nearMisses.isEmpty {
      return ["No known network and convention gives \(asked), or anything near it.\(unitHint)"]
    }
    if search.answers.isEmpty {
      return ["No known network and convention gives \(asked). The nearest are:"]
    }
    let count = search.answers.count
    let best = search.bestCount
    if search.answers[0].assumptionCount == 2 {
      return [
        "Nothing gives \(asked) at the size of published figures or as counted. "
          + "\(count == 1 ? "One reading changes" : "\(count) readings change") both, which is weak "
          + "evidence:"
      ]
    }
    return [
      "\(count) \(count == 1 ? "combination gives" : "combinations give") \(asked), best first."
        + (best > 1
          ? " The first \(best) fit equally well; the figures do not decide between them." : "")
    ]
  }

  private var unitHint: String {
    search.figure.amount.prefix == nil ? " A unit such as M or G may be missing." : ""
  }

  private func footer(_ shown: Int) -> [String] {
    var notes = search.figure.ranges(figure)
    if answers.count > shown { notes.append("\(answers.count - shown) more; --limit shows more.") }
    if answers.isEmpty { return notes }
    notes.append(
      "Ranked by: the size of published figures and as counted, before one of the two changed, before "
        + "both; rounded before truncated; parameters in the same units; the convention's own units; "
        + "as counted before doubled or halved; common input sizes.")
    notes.append(
      "A convention's own units: powers of 1024 for thop, as the published RLA-Net code prints it, "
        + "powers of 1000 for the others.")
    return notes
  }

  private var json: JSONValue {
    .document([
      .init("figure", .string(figure)),
      .init("parameters", parameters.map { .string($0) } ?? .null),
      .init("over", search.baseline.map { .string($0.network.name) } ?? .null),
      .init("fits", .integer(search.answers.count)),
      .init("equally_good", .integer(search.bestCount)),
      .init("answers", .array(answers.prefix(limit).map(json))),
    ])
  }

  private func json(_ answer: FigureSearch.Answer) -> JSONValue {
    [
      "architecture": .string(answer.candidate.network.name),
      "input": .array([.integer(answer.size.height), .integer(answer.size.width)]),
      "convention": .string(answer.convention.id), "measure": .string(answer.measure.key),
      "unit": .string(answer.measure.unit),
      "scaling": .string("\(answer.scaling)"), "prefix": .string(answer.prefix.rawValue),
      "count": .integer(answer.value), "assumptions": .integer(answer.assumptionCount),
      "parameters": .integer(answer.parameters),
      "learned_parameters": .integer(answer.learnedParameters),
      "count_once": answer.valueOnce.map { .integer($0) } ?? .null,
      "fit": .string(fit(answer)), "deviation": .number(answer.deviation),
    ]
  }
}
