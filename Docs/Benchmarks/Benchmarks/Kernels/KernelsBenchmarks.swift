import Benchmark

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuTotal], warmupIterations: 3, maxDuration: .seconds(2))

  for layer in SingleLayer.all {
    Benchmark("\(layer.name), \(layer.channels) channels, \(layer.size)x\(layer.size), forward") {
      benchmark in
      let timed = try layer.session(.inference)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { timed.forward() }
    }

    Benchmark("\(layer.name), \(layer.channels) channels, \(layer.size)x\(layer.size), backward") {
      benchmark in
      let timed = try layer.session(.training)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { timed.backward() }
    }
  }
}
