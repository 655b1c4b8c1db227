import Foundation
import RLAAnalysis
import RLAExecution
import RLAKernels
import RLANetworks
import RLAReports
import RLASymbolic
import RLAText
import Synchronization
import TestSupport
import Testing

/// Reports of measurements on a machine that is made up, by a clock that each reading advances by a
/// millisecond, compared with recorded text.
@Suite struct BenchGoldenTests {
  // MARK: - The machine

  /// A processor with AVX-512 whose library took the kernels of an old one, and one that fits.
  enum Kernels: String, CaseIterable {
    case prescott
    case skylake
    /// Of a library that does not name them.
    case other

    var choice: KernelChoice {
      switch self {
      case .prescott: KernelChoice(core: "Prescott", reason: .environment)
      case .skylake:
        KernelChoice(core: "SkylakeX", reason: .faster(than: "Prescott", factor: 4.3))
      case .other: KernelChoice(core: nil, reason: .noChoice)
      }
    }

    var blas: String { self == .other ? "libblas.so.3" : "OpenBLAS 0.3.21 DYNAMIC_ARCH" }

    var gigaflops: Double { self == .prescott ? 33.5 : 187.25 }
  }

  private func machine(_ kernels: Kernels, threads: Int) throws -> Machine {
    try inFolder { folder in
      for (path, text) in [
        ("proc/cpuinfo", "processor : 0\nmodel name\t: Intel(R) Xeon(R) Processor\n"),
        ("proc/meminfo", "MemTotal: 16000000 kB\n"),
        ("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n"),
      ] {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
      return Machine(
        tree: SystemTree(root: folder.path(percentEncoded: false)), cores: 2,
        blas: kernels.blas, kernels: kernels.choice, vectors: "AVX-512",
        widestVectors: "AVX-512", threadOrigin: .processors, pinning: { $0 == threads })
    }
  }

  private func roofline(
    _ kernels: Kernels, threads: Int, source: CacheSizes.Source = .files
  ) -> Roofline {
    func rates(_ count: Int) -> Roofline.Rates {
      let factor = Double(count)
      let caches: [Roofline.Stream] = [
        .init(.l2, bytes: count << 20, read: 130 * factor, triad: 90 * factor),
        .init(.l3, bytes: 48 << 20, read: 24 * factor, triad: 21 * factor),
      ]
      return Roofline.Rates(
        threads: count, gigaflops: 220 * factor, productGigaflops: kernels.gigaflops * factor,
        streams: (source == .none ? [] : caches) + [
          .init(.memory, bytes: 384 << 20, read: 11 * factor, triad: 12.5 * factor)
        ])
    }
    let isKnown = source != .none
    return Roofline(
      vectors: "AVX-512",
      caches: CacheSizes(
        l2: isKnown ? 2 << 20 : nil, l3: isKnown ? 96 << 20 : nil, l2Sharers: 1, l3Sharers: 2,
        last: isKnown ? 96 << 20 : 0, source: source), one: rates(1), all: rates(threads))
  }

  @Test(arguments: Kernels.allCases)
  func `The page of a machine`(kernels: Kernels) throws {
    let report = MachineReport(try machine(kernels, threads: 2), roofline(kernels, threads: 2))
    try Golden.check(report.text(.table, on: .plain), "Golden/machine/\(kernels).txt")
    try Golden.check(report.text(.json, on: .plain), "Golden/machine/\(kernels).json")
  }

  @Test(arguments: [CacheSizes.Source.library, .none])
  func `What cannot be read of a machine is said`(source: CacheSizes.Source) throws {
    let report = MachineReport(
      try machine(.skylake, threads: 1), roofline(.skylake, threads: 1, source: source))
    let name = source == .none ? "no_caches" : "caches_of_library"
    try Golden.check(report.text(.table, on: .plain), "Golden/machine/\(name).txt")
  }

  // MARK: - Networks

  /// A product over patches, one by Winograd's algorithm, and a plain one.
  private static let network = Network("small", inputChannels: 3) { net, image in
    let stem = net.layer("stem", Convolution(3, 16, .same(3)))
    let norm = net.layer("norm", BatchNormalization(16))
    let relu = net.layer("relu", Activation(.relu))
    let conv = net.layer("conv", Convolution(16, 32, .same(3)))
    let pool = net.layer("pool", Pooling.max(Window(2, stride: 2)))
    let flat = Reshape(to: [.size(2), .size(8192)])
    let map = pool(conv(relu(norm(stem(image))))).reshaped(to: flat)
    return [net.layer("fc", Linear(32 * 16 * 16, 10, bias: true))(map)]
  }

  /// What the system shows: the process has a processor and a bit, and nothing waits.
  private final class Usage: Sendable {
    private let readings = Atomic(0)

    func next() -> LoadSource.Usage {
      let count = readings.add(1, ordering: .relaxed).newValue
      return (.milliseconds(30) * count, count / 4)
    }
  }

  /// Which of our own kernels run by rule of thumb depends on the machine, so none does.
  private static func options(_ mode: Benchmark.Mode) -> PlanOptions {
    var options = PlanOptions(
      batch: 2, height: 32, width: 32, purpose: mode == .inference ? .inference : .training,
      products: .whole)
    options.kernels = .blas
    return options
  }

  private func measured(
    _ mode: Benchmark.Mode, tuner: Tuner? = nil
  ) throws -> (Benchmark.Result, BenchCost) {
    let plan = try ExecutionPlan(Self.network, Self.options(mode))
    let session = try Session(tuner?.tuned(plan) ?? plan)
    let usage = Usage()
    let load = LoadSource(SystemTree(root: "/none")) { usage.next() }
    let benchmark = try Benchmark(session, mode, isCold: false, clock: Ticks(), load: load)
    let result = try #require(
      benchmark.run(
        Benchmark.Limits(warmup: 1, runs: 8, duration: nil), isInterrupted: { false },
        progress: { _ in }))
    let shapes = try InferredShapes(Self.network, input: [2, 3, 32, 32])
    return (result, BenchCost(Profile(shapes)))
  }

  private func report(
    _ mode: Benchmark.Mode, _ kernels: Kernels, measuredBytes: Int?
  ) throws -> BenchReport {
    let (result, cost) = try measured(mode)
    return BenchReport(
      result, cost, try machine(kernels, threads: 1), roofline(kernels, threads: 1),
      fewerThreads: mode == .inference
        ? [FewerThreads(threads: 1, median: .milliseconds(3))] : [], measuredBytes: measuredBytes)
  }

  @Test(arguments: Benchmark.Mode.allCases)
  func `The report on a network`(mode: Benchmark.Mode) throws {
    let kernels = mode == .inference ? Kernels.prescott : .skylake
    let report = try report(
      mode, kernels, measuredBytes: mode == .forwardBackward ? nil : 9_876_543)
    try Golden.check(report.text(.table, on: .plain), "Golden/bench/\(mode.rawValue).txt")
    try Golden.check(report.text(.json, on: .plain), "Golden/bench/\(mode.rawValue).json")
  }

  /// All algorithms are equally fast by this clock, so that the rules of thumb win.
  @Test func `The report on a network whose algorithms were measured`() throws {
    let tuner = Tuner(budget: .seconds(100), clock: Ticks())
    for name in ["tuned", "known"] {
      let (result, cost) = try measured(.inference, tuner: tuner)
      let report = BenchReport(
        result, cost, try machine(.skylake, threads: 1), roofline(.skylake, threads: 1),
        cache: name == "tuned" ? .unwritable : .read)
      try Golden.check(report.text(.table, on: .plain), "Golden/bench/\(name).txt")
      try Golden.check(report.text(.json, on: .plain), "Golden/bench/\(name).json")
    }
  }

  @Test(arguments: BenchGrouping.sums)
  func `The rows of a network`(grouping: BenchGrouping) throws {
    let (result, cost) = try measured(.training)
    let report = BenchReport(
      result, cost, try machine(.skylake, threads: 1), roofline(.skylake, threads: 1),
      by: grouping, order: BenchOrder(named: "lost"))
    let name = "Golden/bench/by_\(grouping.key)"
    try Golden.check(report.text(.table, on: .plain), "\(name).txt")
    if grouping == .modules(depth: 2) {
      try Golden.check(report.text(.csv, on: .plain), "\(name).csv")
      try Golden.check(report.text(.json, on: .plain), "\(name).json")
      try Golden.check(report.text(.latex, on: .plain), "\(name).tex")
    }
  }

  /// The errors depend on the machine.
  @Test func `The algorithms of a layer`() throws {
    let usage = Usage()
    let load = LoadSource(SystemTree(root: "/none")) { usage.next() }
    let benchmark = try LayerBenchmark(
      allAlgorithmsOf: "conv", in: Self.network, Self.options(.training), isCold: false,
      clock: Ticks(), load: load)
    let result = try #require(
      benchmark.run(
        Benchmark.Limits(warmup: 1, runs: 8, duration: nil), isInterrupted: { false },
        progress: { _ in }))
    #expect(result.passes.allSatisfy { $0.error.map { $0 < 5e-5 } ?? false })
    let report = AlgorithmsReport(
      result, model: "small", try machine(.skylake, threads: 1), roofline(.skylake, threads: 1))
    for (format, ending) in [(ReportFormat.table, "txt"), (.json, "json"), (.csv, "csv")] {
      let text = report.text(format, on: .plain).replacing(/\d+\.\d+e-\d+/, with: "1e-7")
      try Golden.check(text, "Golden/bench-algorithms/conv.\(ending)")
    }
  }

  @Test func `The summary of networks`() throws {
    let reports = [
      try report(.inference, .skylake, measuredBytes: nil),
      try report(.inference, .skylake, measuredBytes: nil),
    ]
    let summary = BenchSummaryReport(reports, showing: [1], of: 3)
    try Golden.check(summary.text(.table, on: .plain), "Golden/bench/summary.txt")
    try Golden.check(summary.text(.csv, on: .plain), "Golden/bench/summary.csv")
    let none = BenchSummaryReport(reports, showing: [], of: 2)
    #expect(none.text(.json, on: .plain) == "[]\n")
    #expect(none.text(.table, on: .plain).contains("2 networks measured and left out by --where"))
  }

  /// The errors depend on the machine, the words do not.
  @Test func `The report of verify`() throws {
    let file = Fixture.root.appending(path: "Numerics/mobilenet_v2.json")
    let run = try ProgramRun(["verify", file.path(percentEncoded: false)])
    #expect(run.exitCode == 0 && run.error == "", "\(run.error)")
    let words = run.output.replacing(/\d\.\de-\d+/, with: "#")
      .replacing(/(features|classifier)\.\S+/, with: "NAME")
    let text = words.replacing(/[ ]{2,}/, with: " ").replacing(/-{3,}/, with: "---")
    try Golden.check(text, "Golden/verify/mobilenet_v2.txt")
  }
}
