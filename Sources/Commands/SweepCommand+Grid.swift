import RLAArchitectures
import RLANetworks
import RLAQueries
import RLAReports
import RLASymbolic

/// What a sweep goes over.
extension SweepCommand {
  /// One network out of `count` with its grid.
  func subject(
    _ request: RequestedNetwork, of count: Int
  ) throws(CommandFailure) -> SweepSubject {
    let lists = try SweepLists(self)
    return ModelFile.isModel(request.word)
      ? try model(request, lists) : try variants(request, lists)
  }

  private func model(
    _ request: RequestedNetwork, _ lists: SweepLists
  ) throws(CommandFailure) -> SweepSubject {
    let named = try network.named(request)
    return try SweepSubject(
      named, declared: try named.symbolicInputs(network.inputs), lists, at)
  }

  /// A network of the catalog or of an architecture file with what the grid sweeps as symbols.
  private func variants(
    _ request: RequestedNetwork, _ given: SweepLists
  ) throws(CommandFailure) -> SweepSubject {
    var lists = given
    for size in at where try !lists.take(size) {
      throw .explanation(
        .unknownSize(
          try network.named(request).architecture.name, size.name, names: SweepLists.names))
    }
    let standard = try network.named(request).architecture.standardInput
    let grid = SweepGrid(
      batches: lists.batches ?? [1], sizes: lists.sizes(standard: standard),
      stateChannels: lists.stateChannels, classes: lists.classes)
    let named = try general(request, grid)
    return SweepSubject(named, inputs: try named.symbolicInputs(network.inputs), grid)
  }

  /// Refuses a grid with more points than can be listed or measured.
  func requireFew(_ grid: SweepGrid, networks: Int) throws(CommandFailure) {
    guard let count = grid.count, count <= SweepGrid.limit else {
      throw .explanation(.hugeGrid(limit: SweepGrid.limit))
    }
    if bench, grid.batches == nil || grid.sizes == nil || !grid.namedSizes.isEmpty {
      throw .explanation(.benchAtSizes)
    }
    if bench, count > SweepMeasurement.pointLimit / networks {
      throw .explanation(
        .hugeBench(points: count * networks, limit: SweepMeasurement.pointLimit))
    }
  }

  /// Refuses networks in one plot whose points have different coordinates.
  func requireOneKind(_ reports: [SweepReport]) throws(CommandFailure) {
    let coordinates = Set(reports.map(\.coordinates))
    if coordinates.count > 1 { throw .explanation(.unlikeCoordinates) }
  }

  private func general(
    _ request: RequestedNetwork, _ grid: SweepGrid
  ) throws(CommandFailure) -> NamedArchitecture {
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
