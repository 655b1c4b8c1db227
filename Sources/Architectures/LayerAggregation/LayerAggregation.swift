public import RLASymbolic

/// How the blocks of a residual network hand what they made to later ones, beside the features: a
/// state, the modules that change it, and where it changes the features.
///
/// It is data: the trunk of a family runs the statements of each point of a block, and knows no kind
/// of aggregation. RLA, MRLA, DIA and DLA are values; two values add up to one network with both.
public struct LayerAggregation: Hashable, Sendable {
  /// A point in the course of a block at which statements run.
  public enum Point: String, CaseIterable, Sendable {
    /// Before the branch reads x; `set(.input)` changes what it reads, not the shortcut.
    case input
    /// When the residual branch r and the shortcut s are there, before they are added.
    case branch
    /// When the output y is there.
    case output
  }

  /// Who has one module of its own.
  public enum Scope: String, CaseIterable, Sendable {
    case block
    case stage
    case network
  }

  /// What later blocks read.
  public struct State: Hashable, Sendable {
    public enum Form: Hashable, Sendable {
      /// N×channels×H×W, at the resolution of the features.
      case map(channels: Dim)
      /// N×C for the channels of the stage.
      case vector
      /// One tensor of each block so far.
      case list
    }

    public enum HandOver: String, Sendable {
      /// Pooled 2x2 where a block halves the resolution.
      case pooled
      /// The next stage begins anew.
      case dropped
    }

    /// Its letter in equations.
    public var name: String
    public var form: Form
    /// Who begins with a new one; a list begins empty, all others with zeros.
    public var reset: Scope
    public var handOver: HandOver

    public init(_ name: String, _ form: Form, reset: Scope = .stage) {
      self.name = name
      self.form = form
      self.reset = reset
      handOver = reset == .network ? .pooled : .dropped
    }
  }

  /// Layers with a scope.
  public struct Module: Hashable, Sendable {
    /// Its name in equations.
    public var name: String
    public var part: Part
    public var scope: Scope
    /// Where it stands below the module of its scope, as the state_dict spells it.
    public var path: String

    public init(_ name: String, _ part: Part, at path: String, scope: Scope = .block) {
      self.name = name
      self.part = part
      self.scope = scope
      self.path = path
    }
  }

  /// Where the published code puts blocks and their own modules within a stage; nil for the module
  /// of the stage or block itself.
  public struct Layout: Hashable, Sendable {
    /// The list that holds the blocks: `layers`.
    public var blocks: String?
    /// The list beside it that holds what blocks own of the aggregation: `attention`.
    public var modules: String?

    public init(blocks: String? = nil, modules: String? = nil) {
      self.blocks = blocks
      self.modules = modules
    }
  }

  /// The name that the field gives it: `MRLA-light`.
  public var name: String
  public var states: [State]
  /// In the order of the state_dict.
  public var modules: [Module]
  /// By point, what runs there, in this order.
  public var statements: [Point: [Statement]]
  /// How the state joins the features in the head; nil for one that the head does not read.
  public var readout: Term?
  public var layout: Layout
  /// Products of sizes that einops computes in a block of the published code, which traces hold.
  public var sizeProducts = 0
  /// Whether attention takes lists, N×t×C, for N×h×t×d as they lie in memory, so that a head has
  /// channels of several blocks.
  public var viewsLists = false
  /// What the published code does unexpectedly.
  public var codeFacts: [CodeFact] = []

  public init(
    _ name: String, states: [State] = [], modules: [Module],
    _ statements: [Point: [Statement]], readout: Term? = nil, layout: Layout = Layout()
  ) {
    self.name = name
    self.states = states
    self.modules = modules
    self.statements = statements
    self.readout = readout
    self.layout = layout
  }

  /// A copy with some fields changed.
  public func with(_ change: (inout LayerAggregation) -> Void) -> LayerAggregation {
    var copy = self
    change(&copy)
    return copy
  }

  /// Names of states and modules that both have, in the order of this one, so that they cannot be in
  /// one network; of modules also paths.
  public func names(sharedWith other: LayerAggregation) -> [String] {
    let others = Set(other.names)
    return names.filter { others.contains($0) }
  }

  private var names: [String] {
    states.map(\.name) + modules.map(\.name) + modules.map(\.path)
  }

  /// Both in one network: at each point first the statements of the left one.
  public static func + (left: LayerAggregation, right: LayerAggregation) -> LayerAggregation {
    precondition(
      left.names(sharedWith: right).isEmpty, "\(left.name) and \(right.name) share a name.")
    var sum = left
    sum.name = "\(left.name) + \(right.name)"
    sum.states += right.states
    sum.modules += right.modules
    sum.statements.merge(right.statements) { $0 + $1 }
    sum.readout = left.readout ?? right.readout
    sum.sizeProducts += right.sizeProducts
    sum.codeFacts += right.codeFacts.filter { !left.codeFacts.contains($0) }
    sum.viewsLists = left.viewsLists || right.viewsLists
    if left.layout != right.layout { sum.layout = Layout() }
    return sum
  }
}

extension LayerAggregation: CustomStringConvertible {
  /// The equations of a block, from the first point to the last.
  public var description: String {
    Point.allCases.flatMap { statements[$0] ?? [] }.map(\.description).joined(separator: "; ")
  }
}
