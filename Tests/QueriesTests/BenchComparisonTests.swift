import RLAFormats
import RLAQueries
import Testing

@Suite struct BenchComparisonTests {
  private func bench(
    _ median: Double, spread: Double = 0.1, _ change: (inout Conditions) -> Void = { _ in },
    isDisturbed: Bool? = false
  ) -> SavedBench {
    var conditions = Conditions()
    change(&conditions)
    return SavedBench(
      conditions.saved,
      SavedBench.Whole(
        median: median, low: median * (1 - spread), high: median * (1 + spread)),
      isDisturbed: isDisturbed)
  }

  private struct Conditions {
    var model = "m"
    var (batch, height, threads) = (1, 8, 1)
    var mode = "training"
    var parameters: Int? = 10
    var macs: Int? = 20
    var plan: String? = "fused"
    var algorithm: String? = "fast"
    var dtype: String? = "float32"
    var cold: Bool? = false
    var pinned: Bool? = true
    var processor: String? = "A"
    var blas: String? = "OpenBLAS 0.3.21"
    var blasCore: String? = "Haswell"
    var loops: String? = "AVX2"

    var saved: SavedBench.Conditions {
      SavedBench.Conditions(
        model: model, batch: batch, height: height, width: 8, threads: threads, mode: mode,
        parameters: parameters, macs: macs, plan: plan, algorithm: algorithm, dtype: dtype,
        cold: cold, pinned: pinned,
        machine: SavedBench.Machine(
          processor: processor, cores: 2, blas: blas, blasCore: blasCore, loops: loops,
          governor: nil))
    }
  }

  @Test func `A ratio has the widest interval of both medians`() {
    let comparison = BenchComparison(bench(12), to: bench(10))
    #expect(comparison.ratio == 1.2)
    #expect(abs(comparison.interval.lowerBound - 10.8 / 11) < 1e-12)
    #expect(abs(comparison.interval.upperBound - 13.2 / 9) < 1e-12)
    #expect(comparison.conditions.differences.isEmpty && comparison.conditions.unknown.isEmpty)
  }

  @Test func `A difference counts only beyond the noise`() {
    #expect(BenchComparison(bench(12), to: bench(10)).verdict == .noClearDifference)
    let slower = BenchComparison(bench(12, spread: 0.01), to: bench(10, spread: 0.01))
    #expect(slower.verdict == .slower)
    #expect(slower.exceeds(1.1) && !slower.exceeds(1.19))
    let faster = BenchComparison(bench(10, spread: 0.01), to: bench(12, spread: 0.01))
    #expect(faster.verdict == .faster && !faster.exceeds(0.9))
  }

  @Test func `Every condition that differs is named with both values, and there is no verdict`() {
    let changes: [(name: String, change: (inout Conditions) -> Void)] = [
      ("model", { $0.model = "n" }), ("batch", { $0.batch = 2 }), ("size", { $0.height = 9 }),
      ("threads", { $0.threads = 2 }), ("mode", { $0.mode = "inference" }),
      ("parameters", { $0.parameters = 11 }), ("MACs", { $0.macs = 21 }),
      ("plan", { $0.plan = "eager" }), ("algorithm", { $0.algorithm = "exact" }),
      ("dtype", { $0.dtype = "int8" }), ("caches", { $0.cold = true }),
      ("pinning", { $0.pinned = false }), ("processor", { $0.processor = "B" }),
      ("BLAS", { $0.blas = "OpenBLAS 0.3.30" }), ("BLAS core", { $0.blasCore = "SkylakeX" }),
      ("vector instructions", { $0.loops = "AVX-512" }),
    ]
    for (name, change) in changes {
      let comparison = BenchComparison(bench(20, change), to: bench(10))
      #expect(comparison.conditions.differences.map(\.condition) == [name])
      #expect(comparison.verdict == .none)
    }
    let batch = BenchComparison(bench(1) { $0.batch = 2 }, to: bench(1)).conditions.differences
    #expect(batch.first?.old == "1" && batch.first?.new == "2")
  }

  @Test func `What one report does not record is named apart`() {
    let old = bench(1) { $0.cold = nil }
    let comparison = BenchComparison(bench(1), to: old)
    #expect(comparison.conditions.unknown == ["caches"])
    #expect(comparison.verdict == .noClearDifference)
  }

  @Test func `The disturbed sides are named`() {
    let comparison = BenchComparison(
      bench(1, isDisturbed: true), to: bench(1, isDisturbed: nil))
    #expect(comparison.disturbed == [.new])
  }
}
