package import RLAAnalysis
import RLANetworks
package import RLAText

/// What each counting convention counts.
package struct ConventionsReport: Sendable {
  package init() {}

  /// One line per convention.
  package func list(_ format: ReportFormat, on page: Page = .plain) -> String {
    if format == .json {
      let conventions = JSONValue.array(Convention.all.map { .object(members($0)) })
      return JSONValue.document([.init("conventions", conventions)]).text
    }
    let columns = [
      Table.Column("id", key: "id", .left, .breaks(to: 16)),
      Table.Column("unit", key: "unit", .left, .breaks(to: 12)),
      Table.Column("what counts", key: "summary", .left, .breaks(to: 24)),
    ]
    let rows = Convention.all.map { convention in
      [
        Table.Cell(convention.id),
        Table.Cell(convention.measures.map(\.unit).joined(separator: "; ")),
        Table.Cell(convention.summary),
      ]
    }
    return Table(columns: columns, rows: rows).text(format, on: page)
  }

  /// The rules of one convention.
  package func details(
    _ convention: Convention, _ format: ReportFormat, on page: Page = .plain
  ) -> String {
    if format == .json {
      return JSONValue.document(members(convention)).text
    }
    let tables = convention.measures.map { ($0.key, table(convention, $0)) }
    if format == .csv, tables.count > 1 { return Table.stacked(tables, by: "number").text(.csv) }
    return tables.map { $0.1.text(format, on: page) }.joined(separator: "\n")
  }

  private func table(_ convention: Convention, _ measure: Convention.Measure) -> Table {
    var header = [
      convention.id + (measure.key == convention.id ? "" : "   number \(measure.key)"),
      convention.summary, "unit    \(measure.unit)", "source  \(convention.source)",
      "sees    \(measure.sight.summary)",
    ]
    header += convention.remarks.map { "note    \($0)" }
    if let parameters = convention.parameters { header.append("note    \(parameters.note)") }
    let columns = [
      Table.Column("key of the table", key: "key", .left, .breaks(to: 20)),
      Table.Column("counts", key: "counts", .left, .breaks(to: 20)),
    ]
    return Table(
      columns: columns, rows: rows(measure), header: header, footer: [Self.legend])
  }

  static let legend =
    "n: elements of the first input, m: elements of the output, batch included."

  /// The tool's table in its order, its list of what costs nothing, and everything else.
  private func rows(_ measure: Convention.Measure) -> [[Table.Cell]] {
    let rules = measure.rules.flatMap { rule in
      rule.keys.flatMap(\.names).map { [Table.Cell($0), Table.Cell(rule.formula)] }
    }
    let ignored = measure.ignored.flatMap(\.names).sorted()
      .map { [Table.Cell($0), "0: ignored by its list"] }
    let rest =
      measure.sight == .categories
      ? "unknown" : measure.stopsWithoutRule ? "no rule: the tool stops" : "0: no rule"
    return rules + ignored + [["anything else", Table.Cell(rest)]]
  }

  private func members(_ convention: Convention) -> [JSONValue.Member] {
    [
      .init("id", .string(convention.id)),
      .init("summary", .string(convention.summary)),
      .init("source", .string(convention.source)),
      .init("prefix", .string(convention.prefix.rawValue)),
      .init("remarks", .array(convention.remarks.map { .string($0) })),
      .init("measures", .array(convention.measures.map(json))),
      .init("parameters", convention.parameters.map(json) ?? .null),
    ]
  }

  private func json(_ parameters: Convention.ParameterMeasure) -> JSONValue {
    [
      "key": .string(parameters.key), "needs_rule": .bool(parameters.needsRule),
      "counts_frozen": .bool(parameters.countsFrozen),
      "counts_background": .bool(parameters.countsBackground),
      "counts_visits": .bool(parameters.countsVisits),
    ]
  }

  private func json(_ measure: Convention.Measure) -> JSONValue {
    [
      "key": .string(measure.key), "unit": .string(measure.unit),
      "counts": .string(measure.object.rawValue),
      "sees": .string(measure.sight.summary),
      "only_last_calls": .bool(measure.countsOnlyLastCalls),
      "stops_without_rule": .bool(measure.stopsWithoutRule),
      "adds_in": .string("\(measure.accumulator)"),
      "shared_modules": .string("\(measure.sharedModules)"),
      "printed_halved": .bool(measure.isPrintedHalved),
      "rules": .array(
        measure.rules.flatMap { rule in
          rule.keys.flatMap(\.names)
            .map { ["key": .string($0), "counts": .string(rule.formula)] }
        }),
      "ignored": .array(measure.ignored.flatMap(\.names).sorted().map { .string($0) }),
    ]
  }
}

extension Convention.ParameterMeasure {
  /// Which parameters count, as a note.
  var note: String {
    var missed: [String] = []
    if needsRule { missed.append("layers without a rule") }
    if !countsFrozen { missed.append("frozen parameters") }
    let background = countsBackground ? ["outputs for the background"] : []
    let notes = [("leave out", missed), ("include", background)].compactMap { verb, things in
      things.isEmpty ? nil : "\(verb): \(things.joined(separator: ", "))"
    }
    let text = notes.isEmpty ? "are those of all layers" : notes.joined(separator: "; ")
    return "parameters (\(key)) \(text)"
  }
}
