import RLAAnalysis
import RLAKernels
import RLANetworks
import RLASymbolic

/// Scaled dot-product attention over separate heads, which all forms of attention run as.
///
/// Shapes: queries N×h×T×d, keys N×g×S×d, values N×g×S×e, where h is a multiple of g, and optionally a
/// bias that broadcasts to N×h×T×S and a number of keys for each sequence → N×h×T×e, and the scores
/// N×h×T×S.
struct AttentionProduct: Operator {
  static let kind = OperatorKind(
    "AttentionProduct", .product,
    inputs: [
      OperatorKind.Port("Q"), OperatorKind.Port("K"), OperatorKind.Port("V"),
      OperatorKind.Port("bias", .optional), OperatorKind.Port("lengths", .optional),
    ],
    outputs: [OperatorKind.Port("Y"), OperatorKind.Port("scores", .optional)])

  /// What products are multiplied by; nil for `1/√d`.
  var scale: Double?
  /// The bound of the scores; nil where there is none.
  var cap: Double?
  /// Whether the bias is added before the cap is applied.
  var capsBias = false
  /// Whether a query is shown no key after its own; nil where it is shown all, else how many keys come
  /// before those of the first query.
  var causalOffset: Int?
  /// What the second result is.
  var scores = AttentionKernel.Scores.products

  var kind: OperatorKind { Self.kind }
  var torch: TorchNames { Attention().torch }
  var title: String { Attention().title }
  var weights: [Weight] { [] }

  func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (query, value) = (inputs.shape(0), inputs.shape(2))
    let scores: Shape = [query.dims[0], query.dims[1], query.dims[2], value.dims[2]]
    return [.float([query.dims[0], query.dims[1], query.dims[2], value.dims[3]]), .float(scores)]
  }

  func work(on inputs: Operands, outputs: Results) -> Work {
    Attention().work(on: Operands(Array(inputs.facts.prefix(3))), outputs: outputs)
  }

  var storage: Storage { .fresh }
  var savedTensors: SavedTensors { .firstInputs(3) }
}

extension AttentionProduct: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    let facts = site.node.inputs.map { $0.map { site.shapes.facts[$0] } }
    let lengths = facts.count > 4 ? facts[4]?.type : nil
    return facts.prefix(4).allSatisfy { $0?.type ?? .float32 == .float32 }
      && lengths?.isIndex ?? true
  }

  /// Whether tiles of rows do it: results alone, of scores that are scaled and masked.
  private func isTiled(at site: Site, _ options: PlanOptions) -> Bool {
    let hasLengths = site.node.inputs.count > 4 && site.node.inputs[4] != nil
    return options.purpose == .inference && options.precision == .single
      && options.kernels == .fastest && site.node.outputs.count == 1 && cap == nil && !hasLengths
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let inputs = site.node.inputs
    let hasBias = inputs.count > 3 && inputs[3] != nil
    let hasLengths = inputs.count > 4 && inputs[4] != nil
    let (query, keys, values) = (site.sizes(0), site.sizes(1), site.sizes(2))
    if isTiled(at: site, lowering.options) {
      return TiledProductStep(self, at: site, in: &lowering)
    }
    let visibility: AttentionKernel.Visibility =
      hasLengths
      ? .lengths(causal: causalOffset != nil) : causalOffset.map { .causal(offset: $0) } ?? .all
    let kernel = AttentionKernel(
      batch: query[0], heads: query[1], keyHeads: keys[1], queries: query[2], keys: keys[2],
      keySize: query[3], valueSize: values[3], scale: scale ?? 1 / Double(query[3]).squareRoot(),
      cap: cap, capsBias: capsBias, visibility: visibility)
    return AttentionStep(
      frame: lowering.frame(site, taking: .any, giving: .rowMajor), kernel: kernel,
      hasBias: hasBias, lengthType: hasLengths ? site.operands.optional(4)?.type : nil,
      scores: scores)
  }
}

/// Attention of every head.
///
/// Inputs: queries, keys, values, then the bias and the lengths if present.
struct AttentionStep: SettlingStep {
  var frame: StepFrame
  let kernel: AttentionKernel
  let hasBias: Bool
  /// The type of the lengths; nil where there are none.
  let lengthType: ElementType?
  let scores: AttentionKernel.Scores
  private var biasStrides: [Int] = []
  /// The sum over the positions to which an element of the bias is broadcast.
  private var biasGradient: Folding?

  init(
    frame: StepFrame, kernel: AttentionKernel, hasBias: Bool, lengthType: ElementType?,
    scores: AttentionKernel.Scores
  ) {
    self.frame = frame
    self.kernel = kernel
    self.hasBias = hasBias
    self.lengthType = lengthType
    self.scores = scores
  }

  mutating func settle(_ values: LoweredValues) {
    guard hasBias else { return }
    let sizes = [kernel.batch, kernel.heads, kernel.queries, kernel.keys]
    biasStrides = values.placed(frame.inputs[3]).broadcast(to: sizes).strides
    biasGradient = Folding(
      sizes: sizes, from: TensorView.rowMajorStrides(sizes), toBroadcast: biasStrides)
  }

  var algorithm: String { "attention by rows" }

  var savedValues: [ValueID] { frame.inputs }

  func scratch(threads: Int) -> Int {
    kernel.scratch(threads: threads, keepingScores: wantsBias)
  }

  private var wantsBias: Bool { hasBias && frame.wants(3) }

  private func operands(_ memory: StepMemory) -> AttentionKernel.Operands {
    let inputs = frame.inputs.prefix(3).map { AttentionKernel.Rows(memory.tensor($0)) }
    let bias =
      hasBias
      ? AttentionKernel.Rows(
        memory.tensor(frame.inputs[3]).elements(of: Float.self), strides: biasStrides) : nil
    return AttentionKernel.Operands(
      query: inputs[0], key: inputs[1], value: inputs[2], bias: bias, lengths: lengths(memory))
  }

  private func lengths(_ memory: StepMemory) -> [Int] {
    guard let lengthType, let input = frame.inputs.last else { return [] }
    let tensor = memory.tensor(input)
    return (0..<kernel.batch).map {
      max(0, Int(lengthType.load(tensor.base, tensor.offset(of: $0))))
    }
  }

  func forward(_ memory: StepMemory) {
    let written = frame.outputs.dropFirst().first.map {
      (scores, memory.tensor($0).elements(of: Float.self))
    }
    kernel.forward(
      operands(memory), to: AttentionKernel.Rows(memory.tensor(frame.output)), scores: written,
      workspace: memory.workspace, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    for input in 0..<3 where frame.wants(input) && !frame.adds(input) {
      memory.gradientTensor(frame.inputs[input]).clear()
    }
    func gradient(_ input: Int) -> AttentionKernel.Rows? {
      frame.wants(input) ? AttentionKernel.Rows(memory.gradientTensor(frame.inputs[input])) : nil
    }
    var workspace = memory.workspace
    let biased = wantsBias ? workspace.take(kernel.scoreCount) : nil
    kernel.backward(
      operands(memory), AttentionKernel.Rows(memory.gradientTensor(frame.output)),
      to: (gradient(0), gradient(1), gradient(2)), scores: biased, workspace: workspace,
      on: memory.pool)
    if let biased {
      biasGradient?.sum(
        biased, to: memory.gradientTensor(frame.inputs[3]).elements(of: Float.self),
        accumulating: frame.adds(3), on: memory.pool)
    }
  }
}
