import RLAKernels
import RLANetworks

/// Attention in tiles of rows, with scale and masks; forward only.
struct TiledAttentionStep: SettlingStep {
  var frame: StepFrame
  private let terms: AttentionTerms
  private var kernel: TiledAttention?
  /// By mask, its strides over the scores.
  private var maskStrides: [[Int]] = []

  init(_ terms: AttentionTerms, at site: Site, in lowering: inout Lowering) {
    self.terms = terms
    // The heads of the result stand in memory where those of the queries do, mostly side by side.
    let order = lowering.order(of: terms.inputs[0])
    let isContiguous = order.order(rank: site.rank()).last == site.rank() - 1
    frame = lowering.frame(
      Lowering.Chain(site), inputs: terms.inputs, taking: .any,
      giving: isContiguous ? order : .rowMajor)
  }

  var algorithm: String { "attention in tiles of rows" }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }

  func scratch(threads: Int) -> Int { kernel?.scratch(threads: threads) ?? 0 }

  mutating func settle(_ values: LoweredValues) {
    let result = values.placed(frame.output)
    let heads = Array(result.sizes.dropLast(2))
    let tensors = frame.inputs.map(values.placed)
    func strides(_ input: Int, _ rows: Int, _ columns: Int) -> [Int] {
      tensors[input].broadcast(to: heads + [rows, columns]).strides
    }
    let (rows, width) = (result.sizes[heads.count], result.sizes[heads.count + 1])
    let (depth, keys) = (tensors[1].sizes[heads.count], tensors[1].sizes[heads.count + 1])
    kernel = TiledAttention(
      heads: heads, sizes: (rows, keys, depth, width), queries: strides(0, rows, depth),
      keys: strides(1, depth, keys), values: strides(2, keys, width), result: result.strides)
    maskStrides = terms.masks.map { mask in
      switch mask {
      case .added(let input), .chosen(let input, _): strides(input, rows, keys)
      }
    }
  }

  func forward(_ memory: StepMemory) {
    kernel?.run(
      TiledAttention.Tensors(
        queries: values(0, memory), keys: values(1, memory), values: values(2, memory),
        result: memory.tensor(frame.output).elements(of: Float.self), scale: scale(memory),
        masks: masks(memory),
        emptyRow: terms.emptyRow.map { .replaced(values($0, memory)[0]) } ?? .undefined),
      workspace: memory.workspace, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {}

  private func values(_ input: Int, _ memory: StepMemory) -> UnsafeMutablePointer<Float> {
    memory.tensor(frame.inputs[input]).elements(of: Float.self)
  }

  private func scale(_ memory: StepMemory) -> Float {
    let factor = terms.factors.reduce(Float(1)) { $0 * values($1, memory)[0] }
    return terms.divisors.reduce(factor) { $0 / values($1, memory)[0] }
  }

  private func masks(_ memory: StepMemory) -> [TiledAttention.Mask] {
    zip(terms.masks, maskStrides).map { mask, strides in
      switch mask {
      case .added(let input): .added(values(input, memory), strides)
      case .chosen(let input, let otherwise):
        .chosen(
          memory.tensor(frame.inputs[input]).elements(of: UInt8.self), strides,
          otherwise: values(otherwise, memory)[0])
      }
    }
  }
}
