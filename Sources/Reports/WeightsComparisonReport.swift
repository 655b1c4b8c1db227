package import RLACheckpoints
import RLANetworks
package import RLAText

/// Which tensors of two files differ, and how far.
package struct WeightsComparisonReport: Sendable {
  private let comparison: CheckpointComparison
  private let first: String
  private let second: String

  package init(_ comparison: CheckpointComparison, first: String, second: String) {
    self.comparison = comparison
    self.first = first
    self.second = second
  }

  package func text(_ format: ReportFormat, on page: Page = .plain) -> String {
    format == .json ? json.text : table.text(format, on: page)
  }

  private static let columns = [
    Table.Column("name", key: "name", .left, .breaks(to: 20)),
    Table.Column("shape", key: "shape", .left), Table.Column("change", key: "change", .left),
    Table.Column("relative distance", key: "relative_distance", .right),
    Table.Column("largest difference", key: "largest_difference", .right),
  ]

  private var table: Table {
    let rows =
      comparison.reshaped.map { pair in
        Self.row(pair.first, "shape becomes \(pair.second.symbolicShape)")
      } + comparison.onlyFirst.map { Self.row($0, "only in the first") }
      + comparison.onlySecond.map { Self.row($0, "only in the second") }
      + comparison.moved.map { Self.row($0.tensor, "moved", $0.distance) }
    return Table(columns: Self.columns, rows: rows, header: header, footer: Self.footer)
  }

  private static func row(
    _ tensor: FileTensor, _ change: String, _ distance: TensorDistance? = nil
  ) -> [Table.Cell] {
    func cell(_ number: Double?) -> Table.Cell {
      guard let number else { return "" }
      return Table.Cell(
        number.isNaN ? "not a number" : Numbers.scientific(number), raw: "\(number)")
    }
    return [
      Table.Cell(tensor.name.printable), Table.Cell("\(tensor.symbolicShape)"), Table.Cell(change),
      cell(distance?.relative), cell(distance?.largest),
    ]
  }

  private var header: [String] {
    let counts = [
      ("equal", comparison.equal), ("moved", comparison.moved.count),
      ("of another shape", comparison.reshaped.count),
      ("only in the first", comparison.onlyFirst.count),
      ("only in the second", comparison.onlySecond.count),
    ]
    return [
      "\(first) and \(second)",
      "tensors: " + counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", "),
    ]
  }

  private static let footer = [
    "relative distance: the Euclidean norm of the difference, as a share of that of the first "
      + "tensor; computed in double precision."
  ]

  private var json: JSONValue {
    .document([
      .init("first", .string(first)), .init("second", .string(second)),
      .init("equal", .integer(comparison.equal)),
      .init("moved", .array(comparison.moved.map(Self.json))),
      .init(
        "reshaped",
        .array(
          comparison.reshaped.map { pair in
            [
              "name": .string(pair.first.name), "first": Self.json(pair.first.shape),
              "second": Self.json(pair.second.shape),
            ]
          })),
      .init("only_first", .array(comparison.onlyFirst.map { .string($0.name) })),
      .init("only_second", .array(comparison.onlySecond.map { .string($0.name) })),
    ])
  }

  private static func json(_ shape: [Int]) -> JSONValue { .array(shape.map { .integer($0) }) }

  private static func json(_ moved: CheckpointComparison.Moved) -> JSONValue {
    let distance = moved.distance
    return [
      "name": .string(moved.tensor.name), "shape": json(moved.tensor.shape),
      "distance": .number(distance.norm),
      "relative_distance": distance.relative.map { .number($0) } ?? .null,
      "largest_difference": .number(distance.largest),
    ]
  }
}
