import RLAExecution
import RLANetworks
import RLAText

/// What is known of each operator: a page of the documentation.
package struct OperatorsReport: Sendable {
  /// What is known of the operators of one name; a kind and its functional form share it.
  private struct Row {
    let kind: OperatorKind
    var onnx: [String] = []
    var support = OperatorSupport.counted
  }

  package init() {}

  package var page: String {
    let rows = Self.rows
    let run = rows.count { $0.support >= .forward }
    let learn = rows.count { $0.support == .backward }
    return """
      # Operators

      All \(rows.count) operators are counted: each has a rule for shapes, in symbols or numbers, and a
      tally of its work. \(run) of them run, and \(learn) of those pass a gradient; plans refuse the others
      by name. The test of this page records it from the code: `OperatorCatalog` lists the operators, and
      a plan of each example says whether it runs.

      The second column has the node types of ONNX, those of contrib operators with their domain. A type
      in several rows becomes the operator that fits its inputs. A result of whole numbers or truth
      values passes no gradient.

      \(Self.table(rows))
      """
  }

  private static func table(_ rows: [Row]) -> String {
    let columns = ["operator", "ONNX", "category", "counted", "forward", "backward"].map {
      Table.Column($0, key: $0, .left)
    }
    let cells = rows.map { row in
      [
        row.kind.name, row.onnx.joined(separator: ", "), row.kind.category.rawValue, "yes",
        row.support >= .forward ? "yes" : "", row.support == .backward ? "yes" : "",
      ].map { Table.Cell($0) }
    }
    return Table(columns: columns, rows: cells).text(.markdown)
  }

  private static var rows: [Row] {
    var rows: [Row] = []
    var places: [String: Int] = [:]
    func place(of kind: OperatorKind) -> Int {
      if let place = places[kind.name] { return place }
      places[kind.name] = rows.count
      rows.append(Row(kind: kind))
      return rows.count - 1
    }
    for kind in OperatorCatalog.kinds {
      rows[place(of: kind)].onnx += kind.onnx
    }
    for entry in OperatorCatalog.entries {
      let place = place(of: entry.operator.kind)
      rows[place].support = max(rows[place].support, entry.support)
    }
    return rows
  }
}
