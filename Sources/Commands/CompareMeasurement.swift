import RLAExecution
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
  func measured(_ requests: [RequestedNetwork]) throws(CommandFailure) -> MeasuredLatencies {
    let settings = BenchSettings(
      model: command.model, execution: command.execution, tuning: command.tuning,
      mode: .inference)
    var subjects: [BenchSubject] = []
    for request in requests {
      let subject = try BenchSubject(try NamedArchitecture(request, command.model), settings)
      // A time at a size that nobody gave would stand beside counts of another one.
      if let size = subject.assumedSizes.first {
        throw .plan(subject.network.name, .symbolic(size.name))
      }
      subjects.append(subject)
    }
    let names = subjects.map(\.network.name)
    let measurement = LatencyMeasurement(
      execution: command.execution, tuning: command.tuning,
      runs: command.benchRuns ?? Self.standardRuns, kept: kept)
    let (points, conditions) = try measurement.measured(
      subjects.map { .subject($0) },
      named: { ProgressText.network(names[$0 - 1], $0, of: $1) },
      refusal: { .plan(names[$0], $1) })
    return MeasuredLatencies(points, conditions)
  }
}
