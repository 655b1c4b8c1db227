import Benchmark
import RLACounting

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuTotal, .peakMemoryResident], maxDuration: .seconds(2))
  guard let entry = Catalog.entry(named: "rla_resnet50") else { return }
  let sizes = (1...1024).map { NumberList.Size(height: 32 * $0, width: 32 * $0) }

  for (name, figures) in [("parameters and macs", ["parameters", "macs"]), ("every figure", [])] {
    Benchmark("1,024 sizes of rla_resnet50, \(name)") { benchmark in
      let chosen = figures.isEmpty ? Figure.all : figures.compactMap(Figure.named)
      let profile = try symbolicProfile(of: entry)
      let grid = SweepGrid(batches: [1], sizes: sizes)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations {
        let vocabulary = ConditionNames(coordinates: ["N", "H", "W"], figures: chosen)
        blackHole(try Sweep(profile, over: grid, vocabulary).points.count)
      }
    }
  }

  Benchmark("Accepted sizes of rla_resnet50") { benchmark in
    let assumptions = try symbolicProfile(of: entry).shapes.assumptions
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations { blackHole(AcceptedSizes(.height, assumptions)) }
  }
}

/// A network with batch, height and width as symbols.
@Sendable private func symbolicProfile(of entry: CatalogEntry) throws -> Profile {
  Profile(
    try InferredShapes(
      entry.architecture().network, input: [Dim(.batch), 3, Dim(.height), Dim(.width)]))
}
