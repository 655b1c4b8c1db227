/// One application of an operator.
public struct Node: Sendable {
  public enum Action: Sendable {
    /// Applies the layer with this number.
    case layer(Int)
    /// Applies an operator without weights that is written in the code of a scope.
    case function(any Operator, scope: String)
  }

  // Large networks have half a million nodes, which passes copy: one reference and numbers of 4 bytes
  // are cheap to copy.
  private let content: Content
  private let firstOutput: Int32
  private let outputCount: Int32
  private let moduleNumber: Int32
  public let callStyle: CallStyle

  private final class Content: Sendable {
    let action: Action
    /// The layer that is applied, which most passes ask for; -1 for a function.
    let layer: Int32
    /// That of the operator, which most passes need nothing else of.
    let kind: OperatorKind
    let reads: [ValueID]
    /// Nil for a node whose inputs are all there, and that runs no bodies.
    let inputs: [ValueID?]?
    let bodies: [Body]

    init(
      _ action: Action, _ kind: OperatorKind, _ reads: [ValueID], _ inputs: [ValueID?]?,
      _ bodies: [Body]
    ) {
      self.action = action
      if case .layer(let index) = action { layer = Int32(index) } else { layer = -1 }
      self.kind = kind
      self.reads = reads
      self.inputs = inputs
      self.bodies = bodies
    }
  }

  private init(
    _ content: Content, outputs: Range<ValueID>, callStyle: CallStyle, module: Int
  ) {
    self.content = content
    self.callStyle = callStyle
    firstOutput = Int32(outputs.lowerBound.index)
    outputCount = Int32(outputs.count)
    moduleNumber = Int32(module)
  }

  init(
    action: Action, kind: OperatorKind, inputs: [ValueID?], outputs: Range<ValueID>,
    bodies: [Body], callStyle: CallStyle, module: Int
  ) {
    let reads = inputs.compactMap(\.self) + bodies.flatMap(\.captures)
    self.init(
      Content(action, kind, reads, inputs, bodies), outputs: outputs, callStyle: callStyle,
      module: module)
  }

  /// A node whose inputs are all there, and that runs no bodies.
  init(
    action: Action, kind: OperatorKind, reads: [ValueID], outputs: Range<ValueID>,
    callStyle: CallStyle, module: Int
  ) {
    self.init(
      Content(action, kind, reads, nil, []), outputs: outputs, callStyle: callStyle,
      module: module)
  }

  /// The application of an operator without weights that is no node of a network, but makes the
  /// results of one from other values.
  package init(applying function: some Operator, to reads: [ValueID], inPlaceOf node: Node) {
    self.init(
      action: .function(function, scope: ""), kind: function.kind, reads: reads,
      outputs: node.outputs, callStyle: node.callStyle, module: node.module)
  }

  public var action: Action { content.action }

  /// The kind of the operator that it applies.
  public var kind: OperatorKind { content.kind }

  /// Every value that the node reads: the inputs that are there, then what its bodies capture.
  public var reads: [ValueID] { content.reads }

  /// By position; nil where an optional input is left out.
  public var inputs: [ValueID?] { content.inputs ?? reads.map { $0 } }

  /// The networks that it runs: branches, the body of a loop.
  public var bodies: [Body] { content.bodies }

  /// Whether every input is there and nothing is read beside them.
  public var isPlain: Bool { content.inputs == nil }

  /// The layer that is applied, where there is one.
  public var layer: Int? { content.layer < 0 ? nil : Int(content.layer) }

  /// The values that it makes, numbered one after the other.
  public var outputs: Range<ValueID> { output..<ValueID(Int(firstOutput + outputCount)) }

  /// The first value that the node makes, which reports show.
  public var output: ValueID { ValueID(Int(firstOutput)) }

  /// The innermost module that it belongs to, by its number in `Network.modules`.
  public var module: Int { Int(moduleNumber) }
}

/// A network that a node runs.
///
/// What it takes from outside is listed, so that lifetimes, gradients and drawings see it.
public struct Body: Sendable {
  /// Its last inputs stand for the captured values.
  public let network: Network
  /// Values of the outer network.
  public let captures: [ValueID]

  public init(_ network: Network, captures: [ValueID]) {
    precondition(
      captures.count <= network.inputs.count, "Every captured value is an input of the body.")
    self.network = network
    self.captures = captures
  }
}

/// How the published code writes an operation, which decides what a counting tool can see.
public enum CallStyle: Int, CaseIterable, Sendable {
  /// A call of an `nn.Module`: hooks see it.
  case module
  /// A call of a subclass of an `nn.Module`: hooks that ask for the exact class miss it.
  case subclass
  /// A call in `torch` or `torch.nn.functional`, or a method: patched functions see it.
  case function
  /// An operator such as `+` or `*`, or a call such as `torch.relu` that no tool patches: only tracing
  /// sees it.
  case `operator`
  /// In no code: a file has it, and its result is known before anything runs.
  case constant
}

extension CallStyle {
  /// The name that reports print.
  public var name: String {
    switch self {
    case .module: "module"
    case .subclass: "subclass"
    case .function: "function"
    case .operator: "operator"
    case .constant: "constant"
    }
  }
}
