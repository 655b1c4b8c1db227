/// One application of an operator.
public struct Node: Sendable {
  public enum Action: Sendable {
    /// Applies the layer with this number.
    case layer(Int)
    /// Applies an operator without weights that is written in the code of a scope.
    case function(any Operator, scope: String)
  }

  public let action: Action
  /// Every value that the node reads: the inputs that are there, then what its bodies capture.
  public let reads: [ValueID]
  public let callStyle: CallStyle
  // Large networks have half a million nodes: numbers of 4 bytes keep them in the caches.
  private let firstOutput: Int32
  private let outputCount: Int32
  private let moduleNumber: Int32
  /// What few nodes have; the others are cheap to copy without it.
  private let extras: Extras?

  private final class Extras: Sendable {
    let inputs: [ValueID?]
    let bodies: [Body]

    init(_ inputs: [ValueID?], _ bodies: [Body]) {
      self.inputs = inputs
      self.bodies = bodies
    }
  }

  init(
    action: Action, inputs: [ValueID?], outputs: Range<ValueID>, bodies: [Body],
    callStyle: CallStyle, module: Int
  ) {
    self.action = action
    self.callStyle = callStyle
    firstOutput = Int32(outputs.lowerBound.index)
    outputCount = Int32(outputs.count)
    moduleNumber = Int32(module)
    reads = inputs.compactMap(\.self) + bodies.flatMap(\.captures)
    extras = Extras(inputs, bodies)
  }

  /// A node whose inputs are all there, and that runs no bodies.
  init(
    action: Action, reads: [ValueID], outputs: Range<ValueID>, callStyle: CallStyle, module: Int
  ) {
    self.action = action
    self.reads = reads
    self.callStyle = callStyle
    firstOutput = Int32(outputs.lowerBound.index)
    outputCount = Int32(outputs.count)
    moduleNumber = Int32(module)
    extras = nil
  }

  /// By position; nil where an optional input is left out.
  public var inputs: [ValueID?] { extras?.inputs ?? reads.map { $0 } }

  /// The networks that it runs: branches, the body of a loop.
  public var bodies: [Body] { extras?.bodies ?? [] }

  /// Whether every input is there and nothing is read beside them.
  public var isPlain: Bool { extras == nil }

  /// The layer that is applied, where there is one.
  public var layer: Int? {
    if case .layer(let index) = action { index } else { nil }
  }

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
