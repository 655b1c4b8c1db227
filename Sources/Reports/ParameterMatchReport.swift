import RLAAnalysis
import RLANetworks
package import RLAQueries
package import RLAText

/// Which networks have a published number of parameters, best answer first.
package struct ParameterMatchReport: Sendable {
  private let search: ParameterSearch
  /// The number as the user wrote it.
  private let parameters: String
  private let limit: Int

  package init(_ search: ParameterSearch, parameters: String, limit: Int) {
    self.search = search
    self.parameters = parameters
    self.limit = limit
  }

  package func text(_ format: ReportFormat, on page: Page = .plain) -> String {
    if format == .json { return json.text }
    let shown = Array(answers.prefix(limit))
    let columns = [
      Table.Column("architecture", key: "architecture", .left),
      Table.Column("counted by", key: "counted_by", .left),
      Table.Column("parameters", key: "parameters", .right),
      Table.Column("printed", key: "prints", .right),
      Table.Column("how it fits", key: "fit", .left),
    ]
    let isEmpty = shown.isEmpty && format != .csv
    return Table(
      columns: isEmpty ? [] : columns, rows: shown.map(row), header: [header],
      footer: footer(shown.count)
    ).text(format, on: page)
  }

  private var answers: [ParameterSearch.Answer] {
    search.answers.isEmpty ? search.nearMisses : search.answers
  }

  private func row(_ answer: ParameterSearch.Answer) -> [Table.Cell] {
    [
      Table.Cell(answer.candidate.network.name), Table.Cell(source(answer)),
      Table.Cell(Numbers.grouped(answer.parameters), raw: "\(answer.parameters)"),
      Table.Cell(search.printed.printing(answer.parameters, answer.prefix)),
      Table.Cell(fit(answer)),
    ]
  }

  private func source(_ answer: ParameterSearch.Answer) -> String {
    if answer.isBeforeExport { return "PyTorch before the export" }
    return answer.convention?.parameters?.key ?? "all learned values"
  }

  private func fit(_ answer: ParameterSearch.Answer) -> String {
    let fit =
      switch answer.fit {
      case .rounded: "rounds to it"
      case .truncated: "truncates to it"
      case nil: "off by \(Numbers.percent(answer.deviation, decimals: 2))"
      }
    return fit + answer.prefix.addition
  }

  private var header: String {
    if !search.answers.isEmpty {
      let count = search.answers.count
      return "\(count) \(count == 1 ? "network has" : "networks and readings have") \(parameters) "
        + "parameters, best first."
    }
    return search.nearMisses.isEmpty
      ? "No known network has \(parameters) parameters, or anything near it."
      : "No known network has \(parameters) parameters. The nearest are:"
  }

  private func footer(_ shown: Int) -> [String] {
    var notes = search.printed.ranges(parameters)
    if answers.count > shown { notes.append("\(answers.count - shown) more; --limit shows more.") }
    notes.append(
      "Parameters alone leave the convention open; give the operations too, as in "
        + "'match 4.17G --params \(parameters)'.")
    return notes
  }

  private var json: JSONValue {
    .document([
      .init("figure", .null),
      .init("parameters", .string(parameters)),
      .init("fits", .integer(search.answers.count)),
      .init("answers", .array(answers.prefix(limit).map(json))),
    ])
  }

  private func json(_ answer: ParameterSearch.Answer) -> JSONValue {
    [
      "architecture": .string(answer.candidate.network.name),
      "counted_by": .string(source(answer)),
      "prefix": .string(answer.prefix.rawValue), "parameters": .integer(answer.parameters),
      "fit": .string(fit(answer)), "deviation": .number(answer.deviation),
    ]
  }
}
