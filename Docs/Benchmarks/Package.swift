// swift-tools-version: 6.1
import PackageDescription

/// Benchmarks of one subject, in the folder that the plugin of package-benchmark looks into.
func benchmarks(_ name: String, _ products: String...) -> Target {
  .executableTarget(
    name: "\(name)Benchmarks",
    dependencies: products.map { .product(name: $0, package: "rla-profile") }
      + [.product(name: "Benchmark", package: "benchmark")],
    path: "Benchmarks/\(name)",
    plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
}

let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(name: "rla-profile", path: "../.."),
    // Its traits put hooks around the allocator and the runtime, which nothing here measures.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    benchmarks("Checkpoints", "RLACounting"),
    benchmarks("Counting", "RLACounting"),
    benchmarks("Formulas", "RLACounting"),
    benchmarks("Sweeps", "RLACounting"),
    benchmarks("Kernels", "RLACounting", "RLAExecution"),
  ]
)
