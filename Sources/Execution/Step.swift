import Kernels
import Networks

/// One kernel of a plan: it computes one value, on behalf of one or several nodes of the graph.
///
/// To add one: conform in a file of its own under Steps/, forward and backward side by side, and let
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
  var retained: [ValueID] { get }

  func forward(_ memory: StepMemory)

  /// Adds to the gradients of the inputs and of the weights.
  func backward(_ memory: StepMemory)

  /// Whether gradients go through at all.
  var passesGradient: Bool { get }

  /// Inputs whose gradient is computed whether or not somebody wants it.
  var inputsWithGradient: Range<Int> { get }
}

extension Step {
  var passesGradient: Bool { true }
  var inputsWithGradient: Range<Int> { 0..<0 }
}

/// A step that works in the memory of its inputs and results alone.
protocol LightStep: Step {}

extension LightStep {
  func scratch(threads: Int) -> Int { 0 }
  var savedCount: Int { 0 }
}

/// A step that reads weights in another form, made before the first inference.
protocol PreparingStep: Step {
  /// What is made; nil where the weights are read as they are.
  var preparation: Preparation? { get }

  /// Makes it.
  func derive(_ memory: StepMemory)
}

/// Prepared weights; steps that need equal ones share them.
struct Preparation: Hashable, Sendable {
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
    backwardWeights(memory)
    backwardInputs(memory)
  }
}

/// What all steps have in common.
struct StepFrame: Sendable {
  /// The nodes that it covers, in the order of the graph; the first gives its name.
  let nodes: [Int]
  /// The values that it reads.
  let inputs: [ValueID]
  let output: ValueID
  /// By input: whether its gradient is wanted, and added to what is there.
  var gradients: [GradientUse] = []
  /// Whether another step has written the weight gradients of the layer before, in this pass.
  var accumulatesWeights = false
  /// Values whose gradients are cleared before this step adds to parts of them.
  var clears: [ValueID] = []
  /// Whether the backward pass goes through.
  var isDifferentiated = false
  /// Whether the plan is one for training.
  let trains: Bool

  init(nodes: [Int], inputs: [ValueID], output: ValueID, trains: Bool) {
    self.nodes = nodes
    self.inputs = inputs
    self.output = output
    self.trains = trains
    gradients = Array(repeating: .none, count: inputs.count)
  }

  enum GradientUse: Hashable, Sendable {
    case none
    case set
    case add
  }

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
  var derived: UnsafeMutablePointer<Float> { session.derived[step] }

  func value(_ id: ValueID) -> FeatureMap { session.value(id) }
  func gradient(_ id: ValueID) -> FeatureMap { session.gradient(id) }

  /// A map cut along the channels into pieces as wide as some values.
  func pieces(of map: FeatureMap, like values: [ValueID]) -> [FeatureMap] {
    let parts = values.map(value)
    return zip(parts, parts.channelOffsets).map { map.slice($1, count: $0.channels) }
  }

  func weight(_ layer: Int, _ index: Int) -> UnsafeMutablePointer<Float> {
    session.parameters.pointer(layer: layer, weight: index)
  }

  /// The weights of a convolution or linear layer, as products read them.
  func filter(_ layer: Int) -> Filter { session.parameters.filter(layer: layer) }
  func filterGradient(_ layer: Int) -> Filter { session.parameters.filterGradient(layer: layer) }

  func weightGradient(_ layer: Int, _ index: Int) -> UnsafeMutablePointer<Float> {
    session.parameters.gradientPointer(layer: layer, weight: index)
  }
}

extension Network {
  /// The value that holds the images of a network with one input.
  var image: ValueID { ValueID(0) }
}
