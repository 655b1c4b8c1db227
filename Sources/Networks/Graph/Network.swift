public import RLASymbolic

/// A network as plain data: layers that own weights and nodes that apply them.
///
/// Two nodes that name the same layer share its weights: sharing is identity. Values are made by
/// inputs, constants and nodes; only `origins` knows which. Large data stays where it came from: a
/// weight or a constant is known by its name and shape.
public struct Network: Sendable {
  /// Where a value comes from.
  public enum Origin: Hashable, Sendable {
    case input(Int)
    case constant(Int)
    case node(Int, output: Int)
  }

  public let name: String
  public let inputs: [Input]
  public let outputs: [Output]
  /// By value.
  public let origins: [Origin]
  /// In an order in which they can run.
  public let nodes: [Node]
  /// Every layer once, in the order of registration.
  public let layers: [Layer]
  /// The names of a state_dict in its order; a shared layer stands under each of its names.
  public let registrations: [Registration]
  /// Tensors that no layer owns.
  public let constants: [Constant]
  /// What the definition knew of its own structure: a tree, every module after the one around it,
  /// the whole network first.
  public let modules: [Module]
  /// What modules are there for, by the numbers that they carry; the main role is the first.
  public let roles: [Role]
  /// The names of the stages in the order of execution.
  public let stages: [String]
  /// Learned values, those of shared layers once and those of bodies included.
  public let parameterCount: Dim
  /// By node, the name that a file gives it; empty for a network that no file names the nodes of.
  public let nodeNames: [String]
  /// By node, the type that a file gives it, without the domain; empty for a network that no file
  /// has the nodes of.
  public let nodeTypes: [String]
  /// By node, what a file computes before it from constants alone.
  public let constantWork: [Int: [ConstantWork]]

  public var valueCount: Int { origins.count }

  /// The operator that a node applies.
  public func `operator`(of node: Node) -> any Operator {
    switch node.action {
    case .layer(let index): layers[index].operator
    case .function(let function, _): function
    }
  }

  /// The node that makes a value; nil for inputs and constants.
  public func producer(of value: ValueID) -> Int? {
    if case .node(let node, _) = origins[value] { node } else { nil }
  }

  /// Whether a value is a tensor that no layer owns.
  public func isConstant(_ value: ValueID) -> Bool {
    if case .constant = origins[value] { true } else { false }
  }

  /// The tensor of no layer that a value is; nil for any other value.
  public func constant(of value: ValueID) -> Constant? {
    if case .constant(let index) = origins[value] { constants[index] } else { nil }
  }

  /// Where a node stands: the path of its layer, or of the function in its scope.
  public func path(of node: Node) -> String {
    switch node.action {
    case .layer(let index): layers[index].path
    case .function(let function, let scope):
      scope.isEmpty ? function.torch.name : "\(scope).\(function.torch.name)"
    }
  }

  /// How sentences name a node: as its file does, else by its path.
  public func name(ofNode index: Int) -> String {
    let given = index < nodeNames.count ? nodeNames[index] : ""
    return given.isEmpty ? path(of: nodes[index]) : given
  }

  /// The type that a file gives a node; nil where no file has it.
  public func type(ofNode index: Int) -> String? {
    index < nodeTypes.count ? nodeTypes[index] : nil
  }

  /// Where a value comes from, in words: the name of an input or constant, the path of a node.
  public func place(of value: ValueID) -> String {
    switch origins[value] {
    case .input(let index): inputs[index].name
    case .constant(let index): constants[index].name
    case .node(let index, _): path(of: nodes[index])
    }
  }

  /// Learned values of the layer that a node applies; 0 for a function.
  public func parameterCount(of node: Node) -> Dim {
    node.layer.map { layers[$0].parameterCount } ?? 0
  }

  /// The layers with weights that the published training leaves as they are.
  public var frozenLayers: Set<Int> {
    Set(layers.indices.filter { layers[$0].isFrozen && layers[$0].parameterCount != 0 })
  }

  /// By value, the nodes that read it, each as often as it does.
  package var readers: [[Int]] {
    var readers = [[Int]](repeating: [], count: valueCount)
    for (index, node) in nodes.enumerated() {
      for value in node.reads { readers[value].append(index) }
    }
    return readers
  }

  /// Whether the network takes one batch of images of real numbers.
  package var takesImages: Bool { imageChannels != nil && inputs[0].fact.type.isFloating }

  /// The channels of a network that takes one batch of images, N×C×H×W; nil for any other.
  public var imageChannels: Dim? {
    guard inputs.count == 1, inputs[0].fact.shape.rank == 4 else { return nil }
    return inputs[0].fact.shape.channels
  }
}

/// What a network takes.
public struct Input: Hashable, Sendable {
  public let name: String
  /// In symbols where sizes are free.
  public let fact: Fact
  /// The axis along which the input holds independent samples; nil where there is none.
  public let batchAxis: Int?

  public init(_ name: String, _ fact: Fact, batchAxis: Int? = 0) {
    self.name = name
    self.fact = fact
    self.batchAxis = batchAxis
  }

  /// A batch of images, N×channels×H×W.
  public static func images(channels: Dim) -> Input {
    Input(
      "input",
      .float(
        Shape(
          batch: Dim(.batch), channels: channels, height: Dim(.height), width: Dim(.width))))
  }
}

/// What a network returns.
public struct Output: Hashable, Sendable {
  public let name: String
  public let value: ValueID

  public init(_ name: String, _ value: ValueID) {
    self.name = name
    self.value = value
  }
}

/// Nodes of one type in a file whose results are known before anything runs, so that they are no
/// nodes of the network.
///
/// Tools that read the file count them all the same.
public struct ConstantWork: Sendable {
  public let `operator`: any Operator
  /// The type in the file, without the domain.
  public let type: String
  /// The work of all of them.
  public internal(set) var work: Work
}

/// A tensor that no layer owns.
///
/// Its elements are known only where they are sizes, or one number.
public struct Constant: Hashable, Sendable {
  public let name: String
  public let fact: Fact
  /// Whether it is learned or tracked, as a file may have it; nil for what is neither.
  public let role: Weight.Role?
  /// The only element of a tensor of one, as far as it is known: a factor, an exponent, an ε.
  public let number: Double?

  public init(
    _ name: String, _ fact: Fact, _ role: Weight.Role? = nil, number: Double? = nil
  ) {
    self.name = name
    self.fact = fact
    self.role = role
    self.number = number
  }

  /// Learned values.
  public var parameterCount: Dim { role == .parameter ? fact.shape.elements : 0 }
}

/// A module instance: an operator with its weights, under the first of its names.
public struct Layer: Sendable {
  public let path: String
  public let `operator`: any Operator
  /// `module`, or `subclass` for a wrapper around the class of PyTorch.
  public let callStyle: CallStyle
  /// Whether the published training leaves it as it is.
  public let isFrozen: Bool
  /// Learned values, without those of tensors that another layer or constant owns.
  public let parameterCount: Dim
  /// What gives the further outputs of a layer with outputs for each class, in code that has the
  /// background among the classes; nil for any other layer.
  public let background: (any Operator)?

  /// By weight, the tensor of a file that it is; empty where names follow from the path.
  public let tensors: [Tensor]

  /// A tensor of a file under its own name.
  public struct Tensor: Hashable, Sendable {
    /// Nil for a weight that the file does not have, such as a counter of batches.
    public let name: String?
    /// Whether another layer or constant owns it too, and before this one.
    public let isTied: Bool

    public init(_ name: String?, isTied: Bool = false) {
      self.name = name
      self.isTied = isTied
    }
  }

  init(
    path: String, operator: any Operator, callStyle: CallStyle, isFrozen: Bool,
    background: (any Operator)?, tensors: [Tensor] = []
  ) {
    self.path = path
    self.operator = `operator`
    self.callStyle = callStyle
    self.isFrozen = isFrozen
    self.background = background
    self.tensors = tensors
    let weights = `operator`.weights
    precondition(
      tensors.isEmpty || tensors.count == weights.count, "Every weight is a tensor of the file.")
    parameterCount = zip(weights, tensors).reduce(`operator`.parameterCount) { sum, pair in
      pair.1.isTied && pair.0.role == .parameter ? sum - pair.0.shape.elements : sum
    }
  }

  /// The full name of a weight, by its number: `stages.0.0.conv1.weight`; nil for one that the file
  /// does not have.
  public func name(ofWeight index: Int) -> String? {
    tensors.isEmpty ? `operator`.weights[index].name(at: path) : tensors[index].name
  }
}

/// A name in the state_dict and the layer that it stands for.
public struct Registration: Hashable, Sendable {
  public let path: String
  public let layer: Int
}

extension String {
  /// Whether a path is another one or lies below it, component by component.
  package func isPath(atOrBelow other: String) -> Bool {
    self == other || hasPrefix(other + ".")
  }
}
