import Benchmark
import RLACounting

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuTotal, .peakMemoryResident], maxDuration: .seconds(2))
  guard let entry = Catalog.entry(named: "rla_resnet50") else { return }
  let image: Shape = [1, 3, 224, 224]

  Benchmark("Definition of rla_resnet50") { benchmark in
    for _ in benchmark.scaledIterations { blackHole(try entry.architecture().network) }
  }

  Benchmark("Profile of rla_resnet50") { benchmark in
    let network = try entry.architecture().network
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      blackHole(Profile(try InferredShapes(network, input: image)).total)
    }
  }

  Benchmark("All classifiers under every convention") { benchmark in
    for _ in benchmark.scaledIterations {
      for entry in Catalog.classifiers {
        let network = try entry.architecture().network
        let tally = Profile(try InferredShapes(network, input: image)).total.tally
        for measure in Convention.all.flatMap(\.measures) { blackHole(measure.count(tally)) }
      }
    }
  }
}
