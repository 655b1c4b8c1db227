package import RLAText
package import RLATraining

/// The best epochs of trainings, a row each.
package struct CurvesReport: Sendable {
  private let runs: [TrainingCurves]

  package init(_ runs: [TrainingCurves]) { self.runs = runs }

  package func text(_ format: ReportFormat, on page: Page = .plain) -> String {
    format == .json ? json.text : table.text(format, on: page)
  }

  private var table: Table {
    Table(
      columns: [
        Table.Column("run", key: "run", .left), Table.Column("epochs", key: "epochs", .right),
        Table.Column("best Acc@1", key: "best_acc1", .right),
        Table.Column("epoch", key: "best_acc1_epoch", .right),
        Table.Column("best Acc@5", key: "best_acc5", .right),
        Table.Column("epoch", key: "best_acc5_epoch", .right),
        Table.Column("last Acc@1", key: "last_acc1", .right),
        Table.Column("least loss", key: "least_loss", .right),
        Table.Column("last loss", key: "last_loss", .right),
      ],
      rows: runs.map(row), header: [],
      footer: [
        "Accuracies of the validation in percent, each at its first epoch, counted from 0; losses of "
          + "the training, mean cross-entropy in nats."
      ])
  }

  private func row(_ run: TrainingCurves) -> [Table.Cell] {
    let (one, five) = (run[.validationAccuracy1], run[.validationAccuracy5])
    let loss = run[.loss]
    func number(_ point: LogSeries.Point?, _ decimals: Int) -> Table.Cell {
      guard let value = point?.value else { return Table.Cell("–", raw: "") }
      return Table.Cell(Numbers.fixed(value, decimals: decimals), raw: "\(value)")
    }
    func epoch(_ point: LogSeries.Point?) -> Table.Cell {
      point.map { Table.Cell("\($0.epoch)") } ?? Table.Cell("–", raw: "")
    }
    return [
      Table.Cell(run.name.printable), Table.Cell("\(run.epochs.count)"), number(one.best, 3),
      epoch(one.best), number(five.best, 3), epoch(five.best), number(one.points.last, 3),
      number(loss.least, 4), number(loss.points.last, 4),
    ]
  }

  private var json: JSONValue {
    .document([.init("kind", "curves"), .init("runs", .array(runs.map(Self.json)))])
  }

  private static func json(_ run: TrainingCurves) -> JSONValue {
    func json(_ point: LogSeries.Point?) -> JSONValue {
      guard let point, let value = point.value else { return .null }
      return ["epoch": .integer(point.epoch), "value": .number(value)]
    }
    func curve(_ log: LogSeries) -> JSONValue {
      .array(
        log.points.map { [.integer($0.epoch), $0.value.map(JSONValue.number) ?? .null] })
    }
    return [
      "run": .string(run.name), "epochs": .integer(run.epochs.count),
      "best_acc1": json(run[.validationAccuracy1].best),
      "best_acc5": json(run[.validationAccuracy5].best), "least_loss": json(run[.loss].least),
      "curves": .object(
        PublishedLog.allCases.map { .init(String($0.rawValue.dropLast(4)), curve(run[$0])) }
          + [.init("val_loss", curve(run.validationLoss))]),
    ]
  }
}
