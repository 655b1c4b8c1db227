import RLAAnalysis
import RLAArchitectures
import RLANetworks
package import RLAQueries
import RLASymbolic
package import RLAText

/// Why two conventions give different numbers for one network.
package struct DifferenceReport: Sendable {
  private let difference: ConventionDifference
  private let model: String
  private let input: Shape
  private let prefix: UnitPrefix
  private let fileNotes: FileNotes?
  private let codeFacts: [CodeFact]
  /// The largest number of modules that hold one layer.
  private let holders: Int
  private let parameterNotes: [String]

  /// - Parameters:
  ///   - difference: The two conventions on the network.
  ///   - model: The network.
  ///   - prefix: Powers of 1000 or 1024 in tables.
  package init(
    _ difference: ConventionDifference, on model: ProfiledModel, prefix: UnitPrefix
  ) {
    self.difference = difference
    self.model = model.name
    input = model.profile.shapes.input
    codeFacts = model.architecture.codeFacts
    holders = model.profile.total.tally.mostHolders
    self.prefix = prefix
    parameterNotes = [difference.left, difference.right].compactMap {
      $0.parameterNote(model.profile)
    }
    fileNotes = FileNotes(
      model.profile, model.imported, [difference.left, difference.right])
  }

  package var part: ReportList.Part {
    ReportList.Part(name: model, table: table, json: json)
  }

  private var table: Table {
    let (left, right) = (difference.left, difference.right)
    let columns = [
      Table.Column("operator", key: "operator", .left, .breaks(to: 12)),
      Table.Column("written as", key: "spelling", .left, .goes),
      Table.Column("calls", key: "calls", .right, .goes),
      Table.Column(left.key, key: left.key, .right),
      Table.Column(right.key, key: right.key, .right),
      Table.Column("difference", key: "difference", .right),
      Table.Column("because", key: "because", .left, .breaks(to: 14)),
    ]
    let total = [
      "total", "", "", Table.Cell(difference.leftTotal, prefix),
      Table.Cell(difference.rightTotal, prefix),
      Table.Cell(signed: difference.difference, prefix), Table.Cell(ratio),
    ]
    return Table(
      columns: columns, rows: difference.lines.map(row) + [total],
      header: ["\(right.key) minus \(left.key) on \(model) at \(input)"], footer: footer)
  }

  private func row(_ line: ConventionDifference.Line) -> [Table.Cell] {
    [
      Table.Cell(line.key.kind.name), Table.Cell(line.key.callStyle.name),
      Table.Cell("\(line.calls)"), Table.Cell(line.left, prefix), Table.Cell(line.right, prefix),
      Table.Cell(signed: line.difference, prefix),
      Table.Cell(because(line)),
    ]
  }

  private func because(_ line: ConventionDifference.Line) -> String {
    let (left, right) = (difference.left.text(for: line.key), difference.right.text(for: line.key))
    if left == right { return "both: \(left)" }
    return "\(left) against \(right)"
  }

  private var ratio: String {
    guard let left = difference.leftTotal.value, let right = difference.rightTotal.value, left != 0
    else { return "" }
    return "ratio \(Numbers.fixed(Double(right) / Double(left), decimals: 4))"
  }

  private var footer: [String] {
    let sides = [difference.left, difference.right]
    let rounding = sides.filter { $0.accumulator != .integer }.map {
      "\($0.key) adds in \($0.accumulator), which rounds its total; here the total is exact."
    }
    let printed = sides.filter(readsPrintedOperations).map {
      "numpy's einsum_path prints the operations of an einsum with four digits, so that what "
        + "\($0.key) counts of them is rounded."
    }
    let notes = [
      "Units: \(difference.left.key) counts \(difference.left.unit), \(difference.right.key) "
        + "\(difference.right.unit).",
      ConventionsReport.legend,
    ]
    let shared =
      holders < 2
      ? []
      : sides.compactMap { side in
        side.sharedModules.text.map {
          "Up to \(holders) modules hold one layer; for each of u of them, \(side.key) \($0)."
        }
      }
    return notes + rounding + printed + shared + parameterNotes + codeFacts.map(\.text)
      + (fileNotes?.sentences ?? []) + prefix.footnotes
  }

  /// Whether a side reads the operations of an einsum from text.
  private func readsPrintedOperations(_ side: Convention.Measure) -> Bool {
    let quantities: Set<Quantity> = [.printedOperations, .halvedOperations]
    return difference.lines.contains { line in
      line.key.kind == Einsum.kind
        && side.rules(for: line.key).contains { rule in
          rule.terms.contains { quantities.contains($0.quantity) }
        }
    }
  }

  private var json: JSONValue {
    .document(
      [
        .init("model", .string(model)),
        .init("input", JSONValue(input)),
        .init("left", side(difference.left, difference.leftTotal)),
        .init("right", side(difference.right, difference.rightTotal)),
        .init("difference", JSONValue(difference.difference)),
        .init(
          "lines",
          .array(
            difference.lines.map { line in
              [
                "operator": .string(line.key.kind.name),
                "spelling": .string(line.key.callStyle.name), "calls": .integer(line.calls),
                "left": JSONValue(line.left), "right": JSONValue(line.right),
                "difference": JSONValue(line.difference), "because": .string(because(line)),
              ]
            })),
      ] + (fileNotes?.members ?? []))
  }

  private func side(_ measure: Convention.Measure, _ total: Dim) -> JSONValue {
    ["measure": .string(measure.key), "unit": .string(measure.unit), "total": JSONValue(total)]
  }
}
