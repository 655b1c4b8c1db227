import RLAKernels
import RLANetworks

/// One kernel of a plan, on behalf of one or several nodes of the graph.
///
/// To add one: conform beside the operator that it runs, forward and backward side by side, and let
/// `Executable` make it.
protocol Step: Sendable {
  /// What it stands for and reads; see `StepFrame`.
  var frame: StepFrame { get set }

  /// The name that reports print: `Winograd F(4x4, 3x3)`.
  var algorithm: String { get }

  /// Scratch values of the forward pass and of the backward pass.
  func scratch(threads: Int) -> Int

  /// Values kept from the forward pass for the backward pass.
  var savedCount: Int { get }

  /// Values that the backward pass reads.
  var savedValues: [ValueID] { get }

  func forward(_ memory: StepMemory)

  /// Adds to the gradients of the inputs and of the weights.
  func backward(_ memory: StepMemory)

  /// Whether gradients go through at all.
  var passesGradient: Bool { get }

  /// Inputs whose gradient is computed whether or not somebody wants it.
  var inputsWithGradient: Range<Int> { get }

  /// Inputs whose gradients are computed together as soon as somebody wants one of them.
  var jointInputs: Range<Int> { get }
}

extension Step {
  var passesGradient: Bool { true }
  var inputsWithGradient: Range<Int> { 0..<0 }
  var jointInputs: Range<Int> { 0..<0 }
}

/// A step that works in the memory of its inputs and results alone.
protocol LightStep: Step {}

extension LightStep {
  func scratch(threads: Int) -> Int { 0 }
  var savedCount: Int { 0 }
}

/// A step that has to know where its values lie before it runs.
protocol SettlingStep: LightStep {
  /// Called once, when the plan has arranged the values of the frame.
  mutating func settle(_ values: LoweredValues)
}

/// A step that reads weights in another form, made before the first inference.
protocol PackingStep: Step {
  /// What is made; nil where the weights are read as they are.
  var packing: Packing? { get }

  /// Makes it.
  func pack(_ memory: StepMemory)
}

/// Prepared weights; steps that need equal ones share them.
struct Packing: Hashable, Sendable {
  let layer: Int
  /// The batch normalisation that is folded in, by layer.
  let norm: Int?
  let isTransformed: Bool
  /// How many values they are.
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

/// What all steps have in common.
struct StepFrame: Sendable {
  /// The nodes that it covers, in the order of the graph; the first gives its name.
  let nodes: [Int]
  /// The values that it reads; once the plan has arranged them, as they lie for this step.
  var inputs: [ValueID]
  /// The values that it makes, likewise.
  var outputs: [ValueID]
  /// How the inputs have to lie; the plan copies those that lie otherwise.
  let taking: Arrangement
  /// How the results lie.
  let giving: Arrangement
  /// By input: whether its gradient is wanted, and added to what is there.
  var gradients: [GradientUse] = []
  /// Whether the weights of the step are trained.
  var trainsWeights = false
  /// Whether another step has written the weight gradients of the layer before, in this pass.
  var accumulatesWeights = false
  /// Values whose gradients are cleared before this step adds to parts of them.
  var clears: [ValueID] = []
  /// Whether the backward pass goes through.
  var isDifferentiated = false
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

  /// The first result.
  var output: ValueID { outputs[0] }

  func wants(_ input: Int) -> Bool { gradients[input] != .none }
  func adds(_ input: Int) -> Bool { gradients[input] == .add }
}

/// The memory of one step while it runs.
struct StepMemory {
  let session: SessionMemory
  let step: Int

  var pool: WorkerPool { session.pool }
  var workspace: Workspace { session.workspace }
  var saved: UnsafeMutablePointer<Float> { session.saved[step] }
  var packed: UnsafeMutablePointer<Float> { session.packed[step] }

  func value(_ id: ValueID) -> FeatureMap { session.value(id) }
  func gradient(_ id: ValueID) -> FeatureMap { session.gradient(id) }

  /// A value at its strides, whatever its rank and type are.
  func tensor(_ id: ValueID) -> TensorView { session.tensor(id) }
  func gradientTensor(_ id: ValueID) -> TensorView { session.gradientTensor(id) }

  /// A map cut along the channels into parts as wide as some values.
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

  /// Adds up the gradient of a result to that of the bias, the second weight of a layer.
  func passBack(_ dy: FeatureMap, toBiasOf layer: Int, accumulating: Bool) {
    Elementwise.biasBackward(
      dy, to: weightGradient(layer, 1), accumulating: accumulating, on: pool)
  }

  func weightGradient(_ layer: Int, _ index: Int) -> UnsafeMutablePointer<Float> {
    session.parameters.gradientPointer(layer: layer, weight: index)
  }
}
