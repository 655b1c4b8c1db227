import RLAKernels
import RLANetworks

/// `y = f(a, b)` with operands that broadcast, at any strides.
struct PairStep: SettlingStep {
  var frame: StepFrame
  private let loop: PairLoop
  private let savesInputs: Bool
  private var combination: Combination?
  /// By operand.
  private var gradients: [Gradient] = []

  /// How the gradient of an operand is computed.
  private enum Gradient {
    /// Element by element.
    case elementwise(CombinationGradient)
    /// The gradient of the result, or its negative, summed over the axes along which the operand
    /// broadcasts.
    case sum(Folding, scale: Double)
    /// Both: element by element into scratch memory, then summed.
    case summed(CombinationGradient, Folding)
  }

  /// `savingInputs` says whether the backward pass reads the operands.
  init(frame: StepFrame, loop: PairLoop, savingInputs: Bool) {
    self.frame = frame
    self.loop = loop
    savesInputs = savingInputs
  }

  var algorithm: String { "elementwise" }
  var savedValues: [ValueID] { savesInputs ? frame.inputs : [] }

  /// Elements of a gradient that is summed.
  private var unsummedCount = 0

  func scratch(threads: Int) -> Int {
    let sums = gradients.indices.contains { index in
      if case .summed = gradients[index] { frame.wants(index) } else { false }
    }
    return sums ? unsummedCount : 0
  }

  mutating func settle(_ values: LoweredValues) {
    let result = values.placed(frame.output)
    let operands = frame.inputs.map(values.placed)
    let strides = operands.map { $0.broadcast(to: result.sizes).strides }
    combination = Combination(
      loop, of: operands[0].type.number, sizes: result.sizes, left: strides[0],
      right: strides[1], result: result.strides)
    unsummedCount = result.count
    if !frame.trains || result.type != .float32 { return }
    gradients = operands.indices.map { gradient(to: operands[$0], $0, result, strides) }
  }

  private func gradient(
    to operand: Placement, _ index: Int, _ result: Placement, _ strides: [[Int]]
  ) -> Gradient {
    let gradient = loop.gradients[index]
    func each(to target: [Int]) -> CombinationGradient {
      CombinationGradient(
        gradient, sizes: result.sizes, left: strides[0], right: strides[1],
        result: result.strides, target: target)
    }
    if operand.count == result.count { return .elementwise(each(to: strides[index])) }
    let repeated = Set(
      result.sizes.indices.filter { axis in
        let own = axis - (result.rank - operand.rank)
        return result.sizes[axis] > 1 && (own < 0 || operand.sizes[own] == 1)
      })
    let folding = Folding(
      sizes: result.sizes, over: repeated, from: result.strides, to: [strides[index]])
    if let scale = gradient.constant { return .sum(folding, scale: scale) }
    return .summed(each(to: result.strides), folding)
  }

  func forward(_ memory: StepMemory) {
    let (a, b) = (memory.tensor(frame.inputs[0]), memory.tensor(frame.inputs[1]))
    combination?.run(a.base, b.base, to: memory.tensor(frame.output).base, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    for index in 0..<2 where frame.wants(index) { backward(to: index, memory) }
  }

  private func backward(to index: Int, _ memory: StepMemory) {
    let operands = frame.inputs.map { memory.tensor($0).elements(of: Float.self) }
    let dy = memory.gradientTensor(frame.output).elements(of: Float.self)
    let target = memory.gradientTensor(frame.inputs[index]).elements(of: Float.self)
    switch gradients[index] {
    case .elementwise(let gradient):
      gradient.run(
        operands[0], operands[1], dy, to: target, accumulating: frame.adds(index),
        on: memory.pool)
    case .sum(let folding, let scale):
      folding.sum(
        dy, to: target, scale: scale, accumulating: frame.adds(index), on: memory.pool)
    case .summed(let gradient, let folding):
      var workspace = memory.workspace
      let unsummed = workspace.take(unsummedCount)
      gradient.run(
        operands[0], operands[1], dy, to: unsummed, accumulating: false, on: memory.pool)
      folding.sum(
        unsummed, to: target, scale: 1, accumulating: frame.adds(index), on: memory.pool)
    }
  }
}
