import RLAAnalysis
import RLANetworks
import RLAQueries
import RLAReports

/// Measures the latency of each network that is compared.
struct CompareMeasurement {
  static let standardRuns = 15

  private let command: CompareCommand
  private let kept: KeptRuns

  init(_ command: CompareCommand, _ kept: KeptRuns) {
    self.command = command
    self.kept = kept
  }

  /// A network that cannot run is refused before any other has run.
  func measured(_ models: [ComparedModel]) throws(CommandFailure) -> MeasuredLatencies {
    let networks = models.compactMap(\.profile?.network)
    precondition(networks.count == models.count, "Saved reports were refused.")
    let measurement = LatencyMeasurement(
      execution: command.execution, tuning: command.tuning,
      runs: command.benchRuns ?? Self.standardRuns, kept: kept)
    let (points, conditions) = try measurement.measured(
      zip(networks, models.map(\.input)).map { network, input in
        LatencyMeasurement.Subject(
          network: network, batch: input[0], height: input[2], width: input[3])
      },
      named: { ProgressText.network(networks[$0 - 1].name, $0, of: $1) },
      refusal: { .plan(networks[$0].name, $1) })
    return MeasuredLatencies(points, conditions)
  }
}
