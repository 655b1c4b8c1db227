import RLAAnalysis
import RLAExecution
import RLAQueries
import RLAText

extension CompareReport {
  /// The networks as a paper lists them: a row for each, a column for each number.
  var paperTable: Table {
    let columns = countColumns + errorColumns + latencyColumns
    return Table(
      columns: [Table.Column("network", key: "model", .left)] + columns.map(\.column),
      rows: models.indices.map { number in
        [Table.Cell(models[number].name)] + columns.map { $0.cells[number] }
      },
      header: header, footer: footer)
  }

  private typealias PaperColumn = (column: Table.Column, cells: [Table.Cell])

  private var countColumns: [PaperColumn] {
    figures.map { figure in
      let measure = measures.first { $0.key == figure.key }
      let heading = measure?.heading ?? figure.key.replacing("_", with: " ")
      return (
        Table.Column(heading, key: figure.key, .right),
        models.map { model in model.value(figure).map { Table.Cell($0, prefix) } ?? "" }
      )
    }
  }

  /// Published errors, where at least one is known.
  private var errorColumns: [PaperColumn] {
    guard models.contains(where: { $0.errors != nil }) else { return [] }
    func column(_ number: Int, _ value: (ComparedModel) -> Double?) -> PaperColumn {
      (
        Table.Column("top-\(number) error", key: "top\(number)_error_percent", .right),
        models.map { model in
          value(model).map { Table.Cell("\(Numbers.fixed($0, decimals: 2)) %", raw: "\($0)") } ?? ""
        }
      )
    }
    return [column(1) { $0.errors?.top1 }, column(5) { $0.errors?.top5 }]
  }

  /// The median and the ends of its interval, where latencies were measured.
  private var latencyColumns: [PaperColumn] {
    guard let latencies else { return [] }
    func column(_ heading: String, _ value: (Samples) -> Duration) -> PaperColumn {
      let times = models.indices.map {
        latencies.points.indices.contains($0) ? latencies.points[$0].times : nil
      }
      return (
        Table.Column("\(heading) ms", key: "\(heading)_ms", .right),
        times.map { $0.map { Table.Cell(value($0)) } ?? "" }
      )
    }
    return [
      column("latency") { $0.median }, column("low") { $0.medianInterval.lowerBound },
      column("high") { $0.medianInterval.upperBound },
    ]
  }
}
