import RLAKernels
import RLANetworks

/// Attention over separate heads in tiles of rows; forward only.
///
/// Inputs: queries, keys, values, then the bias if present.
struct TiledProductStep: SettlingStep {
  var frame: StepFrame
  private let scale: Float
  private let causalOffset: Int?
  private var kernel: TiledAttention?
  private var biasStrides: [Int] = []

  init(_ product: AttentionProduct, at site: Site, in lowering: inout Lowering) {
    frame = lowering.frame(site, taking: .any, giving: .rowMajor)
    scale = Float(product.scale ?? 1 / Double(site.sizes(0)[3]).squareRoot())
    causalOffset = product.causalOffset
  }

  var algorithm: String { "attention in tiles of rows" }
  var savedValues: [ValueID] { [] }
  var passesGradient: Bool { false }

  func scratch(threads: Int) -> Int { kernel?.scratch(threads: threads) ?? 0 }

  /// Heads that share keys are a further axis, along which these repeat.
  mutating func settle(_ values: LoweredValues) {
    let tensors = frame.inputs.map(values.placed)
    let (query, key, value) = (tensors[0], tensors[1], tensors[2])
    let result = values.placed(frame.output)
    let (batch, shared) = (query.sizes[0], key.sizes[1])
    let group = query.sizes[1] / shared
    func strides(_ own: [Int], repeats: Bool = false) -> [Int] {
      repeats ? [own[0], own[1], 0] + own[2...] : [own[0], own[1] * group, own[1]] + own[2...]
    }
    let keys = strides(key.strides, repeats: true)
    kernel = TiledAttention(
      heads: [batch, shared, group],
      sizes: (query.sizes[2], key.sizes[2], query.sizes[3], value.sizes[3]),
      queries: strides(query.strides), keys: Array(keys[..<3]) + [keys[4], keys[3]],
      values: strides(value.strides, repeats: true), result: strides(result.strides))
    if tensors.count > 3 {
      biasStrides = strides(
        tensors[3].broadcast(to: Array(query.sizes[..<3]) + [key.sizes[2]]).strides)
    }
  }

  func forward(_ memory: StepMemory) {
    func values(_ input: Int) -> UnsafeMutablePointer<Float> {
      memory.tensor(frame.inputs[input]).elements(of: Float.self)
    }
    let causal = causalOffset.map { [TiledAttention.Mask.causal(offset: $0)] } ?? []
    let bias = biasStrides.isEmpty ? [] : [TiledAttention.Mask.added(values(3), biasStrides)]
    kernel?.run(
      TiledAttention.Tensors(
        queries: values(0), keys: values(1), values: values(2),
        result: memory.tensor(frame.output).elements(of: Float.self), scale: scale,
        masks: bias + causal, emptyRow: .zeros),
      workspace: memory.workspace, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {}
}
