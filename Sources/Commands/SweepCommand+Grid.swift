import RLAArchitectures
import RLANetworks
import RLAQueries
import RLASymbolic

/// What a sweep goes over.
extension SweepCommand {
  /// The points that the options ask for.
  func grid(
    standard: (height: Int, width: Int), networks: Int
  ) throws(CommandFailure) -> SweepGrid {
    let sizes = try inputSize.map { text throws(CommandFailure) in
      try NumberList.sizes(text, from: "--input-size")
    }
    var grid = SweepGrid(
      batches: try NumberList.numbers(batch, from: "--batch"),
      sizes: padded(
        sizes ?? [NumberList.Size(height: standard.height, width: standard.width)]))
    if let rlaChannels {
      grid.stateChannels = try NumberList.numbers(rlaChannels, from: "--rla-channels")
    }
    if let classes { grid.classes = try NumberList.numbers(classes, from: "--classes") }
    guard let count = grid.count, count <= SweepGrid.limit else {
      throw .explanation(.hugeGrid(limit: SweepGrid.limit))
    }
    if bench, count > SweepMeasurement.pointLimit / networks {
      throw .explanation(
        .hugeBench(points: count * networks, limit: SweepMeasurement.pointLimit))
    }
    return grid
  }

  /// The sizes as they are counted, each once.
  private func padded(_ sizes: [NumberList.Size]) -> [NumberList.Size] {
    guard let sizeDivisor else { return sizes }
    var seen: Set<NumberList.Size> = []
    return sizes.map { InputPadding($0, divisor: sizeDivisor).padded }
      .filter { seen.insert($0).inserted }
  }

  /// The network with what the grid sweeps as symbols.
  func general(
    _ request: RequestedNetwork, _ grid: SweepGrid
  ) throws(CommandFailure) -> NamedArchitecture {
    if ModelFile.isModel(request.word) {
      if grid.stateChannels != nil { throw .fixedByFile(request.word, option: "--rla-channels") }
      if grid.classes != nil { throw .fixedByFile(request.word, option: "--classes") }
      let named = try network.named(request)
      let model = named.architecture.network
      if model.imageChannels == nil { throw .explanation(.sweepWithoutImages(model.name)) }
      return named
    }
    // A name that fixes k takes its own number and nothing else.
    if let channels = grid.stateChannels, let k = channels.first, channels.count == 1 {
      _ = try network.named(request, stateChannels: Dim(k))
    }
    do throws(CommandFailure) {
      return try network.named(
        request, stateChannels: grid.stateChannels.map { _ in Dim(.stateChannels) },
        classes: grid.classes.map { _ in Dim(.classes) })
    } catch {
      guard case .stateChannels(_, .fixed(let k)) = error, grid.stateChannels == [k] else {
        throw error
      }
      return try network.named(request, classes: grid.classes.map { _ in Dim(.classes) })
    }
  }
}
