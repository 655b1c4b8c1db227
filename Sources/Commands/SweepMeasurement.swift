import RLAArchitectures
import RLAExecution
import RLANetworks
import RLAQueries
import RLAReports
import RLASymbolic

/// Measures the latency at each point of a sweep.
struct SweepMeasurement {
  /// More points than this would take too long.
  static let pointLimit = 200
  static let standardRuns = 5

  let network: NetworkOptions
  let request: RequestedNetwork
  let execution: ExecutionOptions
  let tuning: TuningOptions
  let runs: Int
  let kept: KeptRuns

  /// Adds latencies to all points; a point that cannot run is refused before any other has run.
  func measure(_ sweep: inout Sweep) throws(CommandFailure) -> LatencyConditions {
    let (subjects, names) = try subjects(sweep)
    let (points, symbols) = (sweep.points, sweep.grid.symbols)
    let measurement = LatencyMeasurement(
      execution: execution, tuning: tuning, runs: runs, kept: kept)
    let (measured, conditions) = try measurement.measured(
      subjects, named: { ProgressText.point($0, of: $1) },
      refusal: { index, reason in
        let place = zip(symbols, points[index].coordinates).map { ($0, $1) }
        return .explanation(.unmeasurable(names[index], reason, place: place))
      })
    do throws(Sweep.Failure) {
      try sweep.addLatencies(
        measured.map { Latency(milliseconds: $0.times.median.milliseconds) })
    } catch {
      throw .explanation(.sweep(error, symbols: sweep.grid.symbols))
    }
    return conditions
  }

  private typealias Subjects = (subjects: [LatencyMeasurement.Subject], networks: [Network])

  /// What runs at each point: a model with the weights of its file, read again with the sizes, on
  /// which branches and shapes may depend; any other network with weights by formula.
  private func subjects(_ sweep: Sweep) throws(CommandFailure) -> Subjects {
    var result: Subjects = ([], [])
    if !ModelFile.isModel(request.word) {
      for (network, point) in zip(try networks(sweep), sweep.points) {
        result.subjects.append(
          .network(
            network, batch: point.coordinates[0], height: point.coordinates[1],
            width: point.coordinates[2]))
        result.networks.append(network)
      }
      return result
    }
    for point in sweep.points {
      let model = ModelOptions(
        network.inputs, batch: point.coordinates[0], height: point.coordinates[1],
        width: point.coordinates[2])
      let settings = BenchSettings(
        model: model, execution: execution, tuning: tuning, mode: .inference)
      let subject = try BenchSubject(try NamedArchitecture(request, model), settings)
      if let size = subject.assumedSizes.first {
        throw .plan(subject.network.name, .symbolic(size.name))
      }
      result.subjects.append(.subject(subject))
      result.networks.append(subject.network)
    }
    return result
  }

  /// The network of each point; points that differ in batch and size alone share one.
  private func networks(_ sweep: Sweep) throws(CommandFailure) -> [Network] {
    let symbols = sweep.grid.symbols
    var built: [[Int]: Network] = [:]
    var networks: [Network] = []
    for point in sweep.points {
      let variant = Array(point.coordinates.dropFirst(3))
      if built[variant] == nil {
        func chosen(_ symbol: Symbol) -> Dim? {
          symbols.firstIndex(of: symbol).map { Dim(point.coordinates[$0]) }
        }
        let named = try network.named(
          request, stateChannels: chosen(.stateChannels), classes: chosen(.classes))
        built[variant] = named.network
      }
      if let network = built[variant] { networks.append(network) }
    }
    return networks
  }
}
