import RLAExecution
import RLANetworks
import RLAText

/// What is known of each operator: a page of the documentation.
package struct OperatorsReport: Sendable {
  package init() {}

  package var page: String {
    let supports = OperatorCatalog.kinds.map { Self.supports[$0] ?? .counted }
    let (run, learn) = (supports.count { $0 >= .forward }, supports.count { $0 == .backward })
    return """
      # Operators

      All \(supports.count) kinds of operators are counted: each has a rule for shapes, in symbols or
      numbers, and a tally of its work. \(run) of them run, and \(learn) of those pass a gradient; `bench`
      and `verify` refuse the others by name. Recorded from the code: `OperatorCatalog.swift` lists the
      operators, and a plan of each example says whether it runs.

      The second column has the node types of ONNX, those of contrib operators with their domain. A type
      in several rows becomes the operator that fits its inputs. A result of whole numbers or truth
      values passes no gradient.

      \(table)
      """
  }

  private var table: String {
    let columns = [
      Table.Column("operator", key: "operator", .left), Table.Column("ONNX", key: "onnx", .left),
      Table.Column("category", key: "category", .left),
      Table.Column("counted", key: "counted", .left),
      Table.Column("forward", key: "forward", .left),
      Table.Column("backward", key: "backward", .left),
    ]
    return Table(columns: columns, rows: OperatorCatalog.kinds.map(row)).text(.markdown)
  }

  private func row(_ kind: OperatorKind) -> [Table.Cell] {
    let support = Self.supports[kind] ?? .counted
    return [
      kind.name, kind.onnx.joined(separator: ", "), kind.category.rawValue, "yes",
      support >= .forward ? "yes" : "", support == .backward ? "yes" : "",
    ].map { Table.Cell($0) }
  }

  /// By kind, the most that is done with any of its examples.
  private static let supports: [OperatorKind: OperatorSupport] = Dictionary(
    OperatorCatalog.entries.map { ($0.operator.kind, $0.support) }, uniquingKeysWith: max)
}
