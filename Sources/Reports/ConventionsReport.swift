public import Analysis
import Networks
import Operators

/// What each counting convention counts.
public struct ConventionsReport: Sendable {
  public init() {}

  /// One line per convention.
  public func list(_ format: ReportFormat, styled: Bool = false) -> String {
    if format == .json {
      let document: JSONValue = [
        "schema": .integer(ReportSchema.version),
        "conventions": .array(Convention.all.map { .object(members($0)) }),
      ]
      return document.text
    }
    let columns = [
      Table.Column("id", key: "id", .left), Table.Column("unit", key: "unit", .left),
      Table.Column("what counts", key: "summary", .left),
    ]
    let rows = Convention.all.map { convention in
      [
        Table.Cell(convention.id),
        Table.Cell(convention.measures.map(\.unit).joined(separator: "; ")),
        Table.Cell(convention.summary),
      ]
    }
    return Table(columns: columns, rows: rows).text(format, styled: styled)
  }

  /// The rules of one convention.
  public func details(
    _ convention: Convention, _ format: ReportFormat, styled: Bool = false
  ) -> String {
    if format == .json {
      let schema = JSONValue.Member("schema", .integer(ReportSchema.version))
      return JSONValue.object([schema] + members(convention)).text
    }
    return convention.measures.map { measure in
      var header = [
        convention.id + (measure.key == convention.id ? "" : "   number \(measure.key)"),
        convention.summary, "unit    \(measure.unit)", "source  \(convention.source)",
      ]
      header += convention.remarks.map { "note    \($0)" }
      if let parameters = convention.parameters { header.append(note(on: parameters)) }
      let columns = [
        Table.Column("operator", key: "operator", .left),
        Table.Column("written as", key: "spelling", .left),
        Table.Column("counts", key: "counts", .left),
      ]
      return Table(
        columns: columns, rows: rows(measure), header: header, footer: [Self.legend]
      ).text(format, styled: styled)
    }.joined(separator: "\n")
  }

  private func note(on parameters: Convention.ParameterMeasure) -> String {
    var missed = parameters.missed.map(\.name).sorted()
    if parameters.missedSpellings.contains(.subclass) { missed.append("subclasses of layers") }
    if !parameters.countsFrozen { missed.append("frozen parameters") }
    return "note    parameters (\(parameters.key)) leave out: \(missed.joined(separator: ", "))"
  }

  static let legend =
    "n: elements of the first input, m: elements of the output, batch included."

  private func rows(_ measure: Convention.Measure) -> [[Table.Cell]] {
    OperatorKind.allCases.flatMap { kind in
      let matching = measure.rules.filter { $0.kinds.contains(kind) }
      if matching.isEmpty {
        let isZero = measure.zero.contains(kind)
        let verdict = isZero ? "0: \(measure.zeroReason)" : "unknown"
        return [[Table.Cell(kind.name), "any", Table.Cell(verdict)]]
      }
      var rows = matching.map { rule in
        [
          Table.Cell(kind.name), Table.Cell(spelled(rule.spellings)), Table.Cell(rule.formula),
        ]
      }
      let covered = Set(matching.flatMap(\.spellings))
      let rest = Spelling.allCases.filter { !covered.contains($0) }
      if !rest.isEmpty {
        rows.append([Table.Cell(kind.name), Table.Cell(spelled(rest)), "0: not seen"])
      }
      return rows
    }
  }

  private func spelled(_ spellings: [Spelling]) -> String {
    spellings.count == Spelling.allCases.count
      ? "any" : spellings.map(\.name).joined(separator: ", ")
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
      "key": .string(parameters.key),
      "missed_operators": .array(parameters.missed.map(\.name).sorted().map { .string($0) }),
      "missed_spellings": .array(
        parameters.missedSpellings.map(\.name).sorted().map { .string($0) }),
      "counts_frozen": .bool(parameters.countsFrozen),
    ]
  }

  private func json(_ measure: Convention.Measure) -> JSONValue {
    [
      "key": .string(measure.key), "unit": .string(measure.unit),
      "rules": .array(
        rows(measure).map { row in
          [
            "operator": .string(row[0].raw), "spelling": .string(row[1].raw),
            "counts": .string(row[2].raw),
          ]
        }),
    ]
  }
}
