import RLAKernels
import RLANetworks

/// One kernel of a plan, which computes one or several nodes of the graph.
///
/// To add one, write it beside the operator's `Executable` conformance, forward next to backward,
/// and let that create it.
protocol Step: Sendable {
  /// The nodes that it computes and the values that it reads; see `StepFrame`.
  var frame: StepFrame { get set }

  /// The name that reports print: `Winograd F(4x4, 3x3)`.
  var algorithm: String { get }

  /// How each pass runs, where that is more than the name says.
  var algorithms: StepAlgorithms { get }

  /// Whether its multiply-adds run in the library for products.
  var multipliesInLibrary: Bool { get }

  /// Scratch values of the forward pass and of the backward pass.
  func scratch(threads: Int) -> Int

  /// Values that the forward pass saves for the backward pass.
  var savedCount: Int { get }

  /// Values that the backward pass reads.
  var savedValues: [ValueID] { get }

  func forward(_ memory: StepMemory)

  /// Adds to the gradients of the inputs and of the weights.
  func backward(_ memory: StepMemory)

  /// Whether the step passes gradients at all.
  var passesGradient: Bool { get }

  /// Inputs whose gradient is computed whether or not it is wanted.
  var inputsWithGradient: Range<Int> { get }

  /// Inputs whose gradients are computed together as soon as one of them is wanted.
  var jointInputs: Range<Int> { get }

  /// Whether the gradient of the first input may be written over that of the result.
  var replacesGradient: Bool { get }
}

extension Step {
  var algorithms: StepAlgorithms {
    StepAlgorithms(
      PassAlgorithm(algorithm, savedMultiplyAdds: 0, inLibrary: multipliesInLibrary ? nil : 0))
  }
  var multipliesInLibrary: Bool { false }
  var passesGradient: Bool { true }
  var inputsWithGradient: Range<Int> { 0..<0 }
  var jointInputs: Range<Int> { 0..<0 }
  var replacesGradient: Bool { false }
}

/// A step that needs no memory beyond its inputs and results.
protocol LightStep: Step {}

extension LightStep {
  func scratch(threads: Int) -> Int { 0 }
  var savedCount: Int { 0 }
}

/// A step that has to know the placements of its values before it runs.
protocol SettlingStep: LightStep {
  /// Called once, when the plan has arranged the values of the frame.
  mutating func settle(_ values: LoweredValues)
}

/// A step that reads packed weights, made before the first inference.
protocol PackingStep: Step {
  /// The packed weights by part of the step; nil where a part reads weights unpacked.
  var packings: [Packing?] { get }

  /// Writes the packed weights of the part that the memory is of.
  func pack(_ memory: StepMemory)
}

/// Packed weights; steps that need equal ones share them.
struct Packing: Hashable, Sendable {
  let layer: Int
  /// The scales and shifts by channel that are folded in.
  let channels: [ChannelFolding.Term]
  /// The form of the filter in it: the name of the kernel that reads it; nil where there is none.
  let filter: String?
  /// The number of values.
  let count: Int
}

/// A step whose gradients come from separate kernels, so that each can be timed by itself.
protocol SeparableGradients: Step {
  /// Adds to the gradients of the weights.
  func backwardWeights(_ memory: StepMemory)

  /// Adds to the gradients of the inputs.
  func backwardInputs(_ memory: StepMemory)
}

extension SeparableGradients {
  func backward(_ memory: StepMemory) {
    if frame.trainsWeights { backwardWeights(memory) }
    backwardInputs(memory)
  }
}

/// What all steps have in common: their nodes, their values and their part in the backward pass.
struct StepFrame: Sendable {
  /// The nodes that it covers, in the order of the graph; the first gives its name.
  private(set) var nodes: [Int]
  /// The values that it reads, in the form that this step needs once the plan has arranged them.
  var inputs: [ValueID]
  /// The values that it makes, likewise.
  var outputs: [ValueID]
  /// The arrangement of the inputs; the plan copies those that have another.
  let taking: Arrangement
  /// Inputs that have an arrangement of their own, those of the others being `taking`.
  var exceptions: [Int: Arrangement] = [:]
  /// The arrangement of the results.
  let giving: Arrangement
  /// By input: whether its gradient is wanted, and whether it accumulates.
  var gradients: [GradientUse] = []
  /// Whether the weights of the step are trained.
  var trainsWeights = false
  /// Whether a step that ran earlier in this pass has written the weight gradients of the layer.
  var accumulatesWeights = false
  /// Values whose gradients are cleared before this step adds to parts of them.
  var clears: [ValueID] = []
  /// Whether the backward pass runs through the step.
  var isDifferentiated = false
  /// Whether the step runs once, before the first run; see `ConstantSteps`.
  var isConstant = false
  /// What has to hold for the step to run, the outermost condition first; see `BranchSteps`.
  var conditions: [StepCondition] = []
  /// Whether the plan is one for training.
  let trains: Bool

  init(
    nodes: [Int], inputs: [ValueID], outputs: [ValueID], taking: Arrangement,
    giving: Arrangement, trains: Bool
  ) {
    self.nodes = nodes
    self.inputs = inputs
    self.outputs = outputs
    self.taking = taking
    self.giving = giving
    self.trains = trains
    gradients = Array(repeating: .none, count: inputs.count)
  }

  enum GradientUse: Hashable, Sendable {
    case none
    case set
    case add
  }

  /// Names the nodes of the network that the plan is of, by those that were put in their place.
  mutating func replaceNodes(_ originals: [Int]) {
    var replaced: [Int] = []
    for node in nodes where replaced.last != originals[node] { replaced.append(originals[node]) }
    nodes = replaced
  }

  /// The first result.
  var output: ValueID { outputs[0] }

  func wants(_ input: Int) -> Bool { gradients[input] != .none }
  func adds(_ input: Int) -> Bool { gradients[input] == .add }
}

/// The memory of one step while it runs.
struct StepMemory {
  let session: SessionMemory
  let step: Int
  /// Which part of the step packed weights are of.
  var part = 0

  var pool: WorkerPool { session.pool }
  /// What random numbers of this pass follow from, for this step.
  var randomSeed: UInt64 { session.randomSeed &+ UInt64(step) }
  var workspace: Workspace { session.workspace }
  var saved: UnsafeMutablePointer<Float> { session.saved[step] }
  var packed: UnsafeMutablePointer<Float> { session.packed[step][part] }

  func value(_ id: ValueID) -> FeatureMap { session.value(id) }
  func gradient(_ id: ValueID) -> FeatureMap { session.gradient(id) }

  /// A value at its strides, of any rank and type.
  func tensor(_ id: ValueID) -> TensorView { session.tensor(id) }
  func gradientTensor(_ id: ValueID) -> TensorView { session.gradientTensor(id) }

  /// A map split along the channels into parts as wide as some values.
  func parts(of map: FeatureMap, like values: [ValueID]) -> [FeatureMap] {
    let parts = values.map(value)
    return zip(parts, parts.channelOffsets).map { map.slice($1, count: $0.channels) }
  }

  func weight(_ layer: Int, _ index: Int) -> UnsafeMutablePointer<Float> {
    session.parameters.pointer(layer: layer, weight: index)
  }

  /// The weights of a convolution or linear layer, as products read them.
  func filter(_ layer: Int) -> Filter { session.parameters.filter(layer: layer) }
  func filterGradient(_ layer: Int) -> Filter { session.parameters.filterGradient(layer: layer) }

  /// Sums the gradient of a result into that of the bias, the second weight of a layer.
  func addBiasGradient(_ dy: FeatureMap, of layer: Int, accumulating: Bool) {
    Elementwise.biasBackward(
      dy, to: weightGradient(layer, 1), accumulating: accumulating, on: pool)
  }

  func weightGradient(_ layer: Int, _ index: Int) -> UnsafeMutablePointer<Float> {
    session.parameters.gradientPointer(layer: layer, weight: index)
  }
}
