package import RLAPlots
package import RLATraining

/// Accuracy and loss over the epochs of several trainings, one plot below the other.
package struct CurvesPlot {
  /// Which accuracy is drawn.
  package enum Accuracy: String, CaseIterable, Sendable {
    case top1
    case top5

    var logs: (training: PublishedLog, validation: PublishedLog) {
      self == .top1
        ? (.trainingAccuracy1, .validationAccuracy1) : (.trainingAccuracy5, .validationAccuracy5)
    }

    var name: String { self == .top1 ? "Acc@1" : "Acc@5" }
  }

  private let runs: [TrainingCurves]
  private let accuracy: Accuracy

  package init(_ runs: [TrainingCurves], _ accuracy: Accuracy) {
    self.runs = runs
    self.accuracy = accuracy
  }

  /// The plots whose logs are there.
  package func scene(on page: PlotPage, logarithmicAxes: LogarithmicAxes? = nil) -> PlotScene {
    let plots = [accuracies(logarithmicAxes), losses(logarithmicAxes)].filter {
      !$0.series.isEmpty
    }
    return .stack(plots.map { $0.scene(on: page) }, title: plots.first?.title ?? "")
  }

  private func accuracies(_ axes: LogarithmicAxes?) -> LinePlot {
    let logs = accuracy.logs
    return plot(
      "\(accuracy.name) over the epochs", "accuracy (%)", axes,
      { [($0[logs.training], "training"), ($0[logs.validation], "validation")] })
  }

  private func losses(_ axes: LogarithmicAxes?) -> LinePlot {
    plot(
      "Cross-entropy over the epochs", "loss (nat)", axes,
      { [($0[.loss], "training"), ($0.validationLoss, "validation")] })
  }

  private func plot(
    _ title: String, _ yLabel: String, _ axes: LogarithmicAxes?,
    _ parts: (TrainingCurves) -> [(LogSeries, String)]
  ) -> LinePlot {
    let series = runs.enumerated().flatMap { number, run in
      parts(run).enumerated().filter { !$0.element.0.points.isEmpty }.map { place, part in
        LinePlot.Series(
          name: runs.count == 1 ? part.1 : "\(run.name), \(part.1)",
          points: Self.points(part.0), look: 2 * number + place)
      }
    }
    return LinePlot(
      title: runs.count == 1 ? "\(runs[0].name): \(title)" : title,
      subtitle: "training as measured while training, validation after the epoch",
      xLabel: "epoch", yLabel: yLabel, series: series, logarithmicAxes: axes)
  }

  /// The points of a log; epochs that it lacks and what is no number interrupt the line.
  private static func points(_ log: LogSeries) -> [LinePlot.Point] {
    var points: [LinePlot.Point] = []
    var last: Int?
    for point in log.points {
      if let last, point.epoch > last + 1 {
        points.append(LinePlot.Point(x: Double(last), y: .nan))
      }
      points.append(LinePlot.Point(x: Double(point.epoch), y: point.value ?? .nan))
      last = point.epoch
    }
    return points
  }
}
