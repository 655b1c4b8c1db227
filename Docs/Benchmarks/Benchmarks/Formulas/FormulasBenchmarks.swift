import Benchmark
import RLACounting

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuTotal, .throughput], maxDuration: .seconds(2))
  let symbols: Shape = [Dim(.batch), 3, Dim(.height), Dim(.width)]

  for name in ["resnet50", "rla_resnet50", "dsrla_mobilenetv2_k32"] {
    guard let entry = Catalog.entry(named: name) else { continue }
    Benchmark("Symbolic pass over \(name)") { benchmark in
      let network = try entry.architecture().network
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations {
        blackHole(Profile(try InferredShapes(network, input: symbols)).total)
      }
    }
  }

  let (height, width) = (Dim(.height), Dim(.width))
  let area = (height + 3).floorDivided(by: 4) * (width + 3).floorDivided(by: 4)

  Benchmark(
    "Product of two sums with floors", configuration: .init(scalingFactor: .kilo)
  ) { benchmark in
    for _ in benchmark.scaledIterations { blackHole((area + height) * (area + width)) }
  }

  Benchmark(
    "Exact quotient by two terms", configuration: .init(scalingFactor: .kilo)
  ) { benchmark in
    let divisor = Dim(.batch) * height + Dim(.batch)
    let product = divisor * (12 * area)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations { blackHole(product.exactQuotient(by: divisor)) }
  }
}
