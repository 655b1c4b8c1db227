import RLAKernels

/// The ways to pass a contraction to the library, and the chosen one.
struct ContractionKernels: Sendable {
  let chosen: Contraction
  private let key: TuningKey
  /// By rule of thumb the fastest one first.
  private let candidates: [Contraction]

  init(
    _ axes: [Contraction.Axis], alpha: Float, _ pass: TuningKey.Pass, _ options: PlanOptions
  ) {
    candidates = options.productStyles.map {
      Contraction(axes, alpha: alpha, precision: options.precision, style: $0)
    }
    key = TuningKey(pass, .contraction(axes), .none, threads: options.threads)
    chosen = candidates[options.choice(for: key, among: candidates.map(\.name))]
  }

  /// What can be measured; nil where there is no choice.
  var site: TuningSite? {
    guard candidates.count > 1, case .contraction(let axes) = key.work,
      let extents = Extents(axes)
    else { return nil }
    return TuningSite(key: key, trials: candidates.map { ContractionTrial($0, extents) })
  }
}

/// How far the tensors of a contraction reach in memory, in elements.
private struct Extents: Sendable {
  let left: Int
  let right: Int
  let result: Int

  /// Nil where an axis runs backward, from an element that is not the first in memory.
  init?(_ axes: [Contraction.Axis]) {
    guard axes.allSatisfy({ $0.left >= 0 && $0.right >= 0 && $0.result >= 0 }) else { return nil }
    left = axes.reduce(1) { $0 + ($1.size - 1) * $1.left }
    right = axes.reduce(1) { $0 + ($1.size - 1) * $1.right }
    result = axes.reduce(1) { $0 + ($1.size - 1) * $1.result }
  }
}

/// A contraction passed to the library in one way.
private struct ContractionTrial: TuningTrial {
  private let contraction: Contraction
  private let extents: Extents

  init(_ contraction: Contraction, _ extents: Extents) {
    self.contraction = contraction
    self.extents = extents
  }

  var name: String { contraction.name }

  var size: TuningMemory.Size {
    TuningMemory.Size(
      sources: MemoryPlanner.alignedFloats(extents.left)
        + MemoryPlanner.alignedFloats(extents.right),
      results: MemoryPlanner.alignedFloats(extents.result), filter: 0, scratch: contraction.scratch)
  }

  func run(_ memory: TuningMemory, on pool: WorkerPool) {
    var (sources, results) = (memory.sources, memory.results)
    func tensor(_ base: UnsafeMutablePointer<Float>) -> TensorView {
      TensorView(base, sizes: [], strides: [])
    }
    contraction.run(
      tensor(sources.takeLines(extents.left)), tensor(sources.takeLines(extents.right)),
      to: tensor(results.takeLines(extents.result)), accumulating: false,
      workspace: memory.workspace, on: pool)
  }
}
