import RLAKernels
import RLANetworks

/// One axis of a contraction, by its number in each tensor.
struct ContractionAxis: Hashable, Sendable {
  let size: Int
  /// The number of the axis in the two operands and the result; nil where a tensor lacks it.
  let places: [Int?]

  init(_ size: Int, left: Int?, right: Int?, result: Int?) {
    self.size = size
    places = [left, right, result]
  }
}

/// `y = f(alpha · Σ a · b + beta · c)`, the sum over axes that y lacks.
///
/// Inputs: a, b, then c if present, which broadcasts to the shape of y; the function only in
/// inference.
struct ContractionStep: SettlingStep, TunableStep {
  var frame: StepFrame
  private let axes: [ContractionAxis]
  private let alpha: Float
  private let beta: Float
  private let function: ElementLoop
  private let options: PlanOptions
  /// The contraction of the result and, in training, those of the gradients of both operands.
  private var products: [ContractionKernels] = []
  private var addend: RepeatedAddend?

  init(
    at site: Site, in lowering: inout Lowering, axes: [ContractionAxis], alpha: Double = 1,
    beta: Double = 0, giving arrangement: Arrangement = .rowMajor
  ) {
    let absorbed = lowering.absorb(lowering.trains ? [] : [.function], after: site)
    function = absorbed.function
    frame = lowering.frame(
      absorbed.chain, inputs: site.inputs, taking: .any, giving: arrangement)
    self.axes = axes
    (self.alpha, self.beta) = (Float(alpha), Float(beta))
    options = lowering.options
  }

  mutating func settle(_ values: LoweredValues) {
    let tensors = [frame.inputs[0], frame.inputs[1], frame.output].map(values.placed)
    let strides = axes.map { axis in
      zip(tensors, axis.places).map { tensor, place in
        place.map { tensor.sizes[$0] == axis.size ? tensor.strides[$0] : 0 } ?? 0
      }
    }
    // Each gradient is a contraction of the other two tensors.
    let orders = [[0, 1, 2], [2, 1, 0], [0, 2, 1]]
    let passes: [TuningKey.Pass] = [
      frame.trains ? .trainingForward : .forward, .inputGradient, .weightGradient,
    ]
    products = zip(orders, passes).prefix(frame.trains ? 3 : 1).map { order, pass in
      ContractionKernels(
        zip(axes, strides).map { axis, strides in
          Contraction.Axis(
            axis.size, left: strides[order[0]], right: strides[order[1]],
            result: strides[order[2]])
        }, alpha: alpha, pass, options)
    }
    if frame.inputs.count > 2 {
      addend = RepeatedAddend(
        values.placed(frame.inputs[2]), to: tensors[2], beta: beta)
    }
  }

  var algorithm: String { products.first?.chosen.name ?? "product" }

  var algorithms: StepAlgorithms {
    let passes = products.map {
      PassAlgorithm($0.chosen.name, savedMultiplyAdds: 0, inLibrary: nil)
    }
    return StepAlgorithms(
      forward: passes[0], inputGradient: passes[passes.count / 2],
      weightGradient: passes[passes.count - 1])
  }

  var tuningSites: [TuningSite] {
    let isWanted = [true, frame.wants(0), frame.wants(1)]
    return zip(products, isWanted).compactMap { $1 ? $0.site : nil }
  }

  var savedValues: [ValueID] { Array(frame.inputs.prefix(2)) }

  func scratch(threads: Int) -> Int {
    products.map(\.chosen.scratch).max() ?? 0
  }

  func forward(_ memory: StepMemory) {
    let y = memory.tensor(frame.output)
    let hasAddend = addend != nil && beta != 0
    if hasAddend { addend?.forward(memory.tensor(frame.inputs[2]), to: y, on: memory.pool) }
    products[0].chosen.run(
      memory.tensor(frame.inputs[0]), memory.tensor(frame.inputs[1]), to: y,
      accumulating: hasAddend, function: function, workspace: memory.workspace, on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    let dy = memory.gradientTensor(frame.output)
    if frame.wants(0) {
      products[1].chosen.run(
        dy, memory.tensor(frame.inputs[1]), to: memory.gradientTensor(frame.inputs[0]),
        accumulating: frame.adds(0), workspace: memory.workspace, on: memory.pool)
    }
    if frame.wants(1) {
      products[2].chosen.run(
        memory.tensor(frame.inputs[0]), dy, to: memory.gradientTensor(frame.inputs[1]),
        accumulating: frame.adds(1), workspace: memory.workspace, on: memory.pool)
    }
    if frame.inputs.count > 2, frame.wants(2) {
      addend?.backward(
        dy, to: memory.gradientTensor(frame.inputs[2]), accumulating: frame.adds(2),
        on: memory.pool)
    }
  }
}
