public import Operators
public import Symbolic

/// A network as plain data: layers that own weights and nodes that apply them.
///
/// Two nodes that name the same layer share its weights: sharing is identity. Value 0 is the input;
/// node i makes value i + 1, so the nodes stand in an order in which they can run.
public struct Network: Sendable {
  public let name: String
  /// Channels of the input images.
  public let inputChannels: Dim
  /// Every layer once, in the order of registration.
  public let layers: [Layer]
  /// The names of a state_dict in its order; a shared layer stands under each of its names.
  public let registrations: [Registration]
  public let nodes: [Node]
  /// What the network returns.
  public let outputs: [ValueID]
  /// The stages in the order of execution, by the numbers that nodes carry.
  public let stages: [String]

  /// The number of values: the input and one per node.
  public var valueCount: Int { nodes.count + 1 }

  /// The operator that a node applies.
  public func `operator`(of node: Node) -> any Operator {
    switch node.action {
    case .layer(let index): layers[index].operator
    case .function(let function, _): function
    }
  }

  /// Where a node stands: the path of its layer, or of the function in its scope.
  public func path(of node: Node) -> String {
    switch node.action {
    case .layer(let index): layers[index].path
    case .function(let function, let scope):
      scope.isEmpty ? function.torchName : "\(scope).\(function.torchName)"
    }
  }

  /// Learned values of the layer that a node applies; 0 for a function.
  public func parameterCount(of node: Node) -> Dim {
    node.layer.map { layers[$0].parameterCount } ?? 0
  }

  /// Learned values, those of shared layers once.
  public var parameterCount: Dim {
    layers.reduce(0) { $0 + $1.parameterCount }
  }
}

/// The number of a value: 0 is the input, node i makes value i + 1.
public typealias ValueID = Int

/// A module instance: an operator with its weights, under the first of its names.
public struct Layer: Sendable {
  public let path: String
  public let `operator`: any Operator
  /// `module`, or `subclass` for a wrapper around the class of PyTorch.
  public let spelling: Spelling
  /// Learned values.
  public let parameterCount: Dim

  init(path: String, operator: any Operator, spelling: Spelling) {
    self.path = path
    self.operator = `operator`
    self.spelling = spelling
    parameterCount = `operator`.parameterCount
  }
}

/// A name in the state_dict and the layer that it stands for.
public struct Registration: Hashable, Sendable {
  public let path: String
  public let layer: Int
}

/// One application of an operator.
public struct Node: Sendable {
  public enum Action: Sendable {
    /// Applies the layer with this number.
    case layer(Int)
    /// Applies an operator without weights that is written in the code of a scope.
    case function(any Operator, scope: String)
  }

  public let action: Action
  public let inputs: [ValueID]
  public let spelling: Spelling
  public let part: Part
  /// A number in `Network.stages`.
  public let stage: Int

  /// The layer that is applied, where there is one.
  public var layer: Int? {
    if case .layer(let index) = action { index } else { nil }
  }
}

/// How the published code writes an operation, which decides what a counting tool can see.
public enum Spelling: Int, CaseIterable, Sendable {
  /// A call of an `nn.Module`: hooks see it.
  case module
  /// A call of a subclass of an `nn.Module`: hooks that ask for the exact class miss it.
  case subclass
  /// A call in `torch` or `torch.nn.functional`, or a method: patched functions see it.
  case function
  /// An operator such as `+` or `*`: only tracing sees it.
  case `operator`
}

/// Which part of an RLA network a node belongs to.
public enum Part: Int, CaseIterable, Sendable {
  case backbone
  /// The share of backbone layers that reads the state beside the features; no node as a whole.
  case stateInput
  /// The 1x1 convolution from the block's output to the state (conv_out, g₁).
  case stateOutput
  /// The convolution or cell that updates the state (recurrent_conv, g₂).
  case recurrentConvolution
  /// Batch normalisation of the state, private to each block, and the one before the head.
  case stateNormalization
  /// The activation behind a state norm.
  case stateActivation
  /// Average pooling of the state where a block halves the resolution.
  case statePooling
  /// Zeros, additions and concatenations of the state.
  case stateRouting
}

extension Spelling {
  /// The name that reports print.
  public var name: String {
    switch self {
    case .module: "module"
    case .subclass: "subclass"
    case .function: "function"
    case .operator: "operator"
    }
  }
}

extension Part {
  /// The name that reports print.
  public var name: String {
    switch self {
    case .backbone: "backbone"
    case .stateInput: "state input"
    case .stateOutput: "conv_out"
    case .recurrentConvolution: "recurrent conv"
    case .stateNormalization: "state norm"
    case .stateActivation: "state activation"
    case .statePooling: "state pooling"
    case .stateRouting: "state routing"
    }
  }
}
