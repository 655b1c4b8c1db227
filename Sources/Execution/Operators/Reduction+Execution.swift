import RLAAnalysis
import RLAKernels
import RLANetworks
import RLASymbolic

extension Reduction: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool {
    guard let loop = ReductionLoop(named: function.loop), site.storesAllTypes
    else { return false }
    let isTruth = site.shapes.facts[site.input].type == .bool
    return site.isFloating
      || loop.whole != nil && (!isTruth || function == .maximum || function == .minimum)
  }

  /// A reduction of nothing is the number that changes no other.
  var readsNothing: Bool { true }

  private var neutral: Double {
    switch function {
    case .product: 1
    case .maximum, .logSum, .logSumExp: -.infinity
    case .minimum: .infinity
    case .mean: .nan
    default: 0
    }
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    if site.sizes().contains(0) { return fillStep(at: site, in: &lowering) }
    guard let loop = ReductionLoop(named: function.loop) else {
      preconditionFailure("A plan refuses what has no loop.")
    }
    let reduced = axes.map { $0.map(site.axis) } ?? Array(0..<site.rank())
    let order = keepsAxes ? lowering.order(of: site.input) : .rowMajor
    return ReductionStep(
      frame: lowering.frame(site, taking: .any, giving: order), loop: loop, axes: Set(reduced),
      results: site.outputSizes().reduce(1, *), savingInputs: function.savedTensors == .inputs)
  }

  private func fillStep(at site: Site, in lowering: inout Lowering) -> any Step {
    let type = site.shapes.facts[site.output].type
    let bounded: Double =
      neutral.isFinite || type == .float32
      ? neutral : neutral < 0 ? Double(Int64.min) : Double(Int64.max).nextDown
    return FillStep(
      frame: lowering.frame(Lowering.Chain(site), inputs: [], giving: .rowMajor),
      bits: type.bits(of: bounded), width: type.bytes, count: site.outputSizes().product)
  }

  var runsAlone: Bool { true }
}

/// A reduction along some axes, at any strides.
struct ReductionStep: SettlingStep {
  var frame: StepFrame
  let loop: ReductionLoop
  let axes: Set<Int>
  /// Elements of the result.
  let results: Int
  /// Whether the backward pass reads the input and the result.
  let savesInputs: Bool
  private var folding: Folding?
  private var kind = NumberKind.float
  private var gradient: CombinationGradient?

  init(frame: StepFrame, loop: ReductionLoop, axes: Set<Int>, results: Int, savingInputs: Bool) {
    self.frame = frame
    self.loop = loop
    self.axes = axes
    self.results = results
    self.savesInputs = savingInputs
  }

  var algorithm: String { "direct" }
  func scratch(threads: Int) -> Int { frame.wants(0) ? results : 0 }
  var savedValues: [ValueID] { savesInputs ? [frame.inputs[0], frame.output] : [] }

  mutating func settle(_ values: LoweredValues) {
    let input = values.placed(frame.inputs[0])
    let output = values.placed(frame.output)
    kind = input.type.number
    let results = output.strides(repeating: axes, rank: input.rank)
    let kept = input.sizes.indices.map { axes.contains($0) ? 1 : input.sizes[$0] }
    let shares = Placement(output.root, output.type, kept, order: input.order)
      .strides(repeating: axes, rank: input.rank)
    folding = Folding(
      sizes: input.sizes, over: axes, from: input.strides, to: [results, results, shares])
    gradient = CombinationGradient(
      loop.slope, sizes: input.sizes, left: input.strides, right: results, result: shares,
      target: input.strides)
  }

  func forward(_ memory: StepMemory) {
    if kind != .float, let whole = loop.whole {
      folding?.run(
        whole, of: kind, memory.tensor(frame.inputs[0]), to: memory.tensor(frame.output),
        on: memory.pool)
      return
    }
    folding?.run(
      loop, memory.tensor(frame.inputs[0]).elements(of: Float.self),
      to: memory.tensor(frame.output).elements(of: Float.self), on: memory.pool)
  }

  func backward(_ memory: StepMemory) {
    if !frame.wants(0) { return }
    let x = memory.tensor(frame.inputs[0]).elements(of: Float.self)
    let y = memory.tensor(frame.output).elements(of: Float.self)
    var workspace = memory.workspace
    let shares = workspace.take(results)
    folding?.shares(
      loop, x, y, memory.gradientTensor(frame.output).elements(of: Float.self), to: shares,
      on: memory.pool)
    gradient?.run(
      x, y, shares, to: memory.gradientTensor(frame.inputs[0]).elements(of: Float.self),
      accumulating: frame.adds(0), on: memory.pool)
  }
}
