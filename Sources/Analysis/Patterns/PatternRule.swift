import RLANetworks
import RLASymbolic

/// How one kind of pattern is recognized: what its file in this folder states.
struct PatternRule: Sendable {
  let kind: Pattern.Kind
  /// The spellings of it, those with more nodes first.
  let forms: [Form]
  /// The attributes of a match; nil where shapes or attributes do not fit.
  let attributes: @Sendable (PatternMatch) -> [Pattern.Attribute]?

  /// One spelling, with the kinds of the operator that makes its result.
  struct Form: Sendable {
    let term: PatternTerm
    let rootKinds: [OperatorKind]
  }

  init(
    _ kind: Pattern.Kind, _ forms: [PatternTerm],
    attributes: @escaping @Sendable (PatternMatch) -> [Pattern.Attribute]? = { _ in [] }
  ) {
    self.kind = kind
    self.forms = forms.map { Form(term: $0, rootKinds: $0.rootKinds) }
    self.attributes = attributes
  }

  /// One line for each file, patterns that contain others before those.
  static let all: [PatternRule] = [
    [squeezeExcitation], [efficientChannelAttention], [attention], [layerNormalization],
    [rmsNormalization], [groupNormalization], gelus, [hardSwish], [mish], [silu], [hardSigmoid],
    [channelShuffle], [spaceToDepth],
  ].flatMap(\.self)
}

/// What the names in the terms of a rule stand for, once a form of it fits.
struct PatternMatch {
  let shapes: InferredShapes
  let names: PatternNames
  /// The node that makes the result.
  let root: Int

  /// What is known of the value under a name; nil where the form does not have it.
  func fact(_ name: String) -> Fact? { names.value(name).map { shapes.facts[$0] } }

  func shape(_ name: String) -> Shape? { fact(name)?.shape }

  /// The stored number under a name; nil for any other value.
  func number(_ name: String) -> Double? {
    names.value(name).flatMap { shapes.network.constant(of: $0)?.number }
  }

  /// The operators under a name, which may stand in several places.
  func operators<Function: Operator>(_ name: String, as type: Function.Type) -> [Function] {
    names.nodes.filter { $0.name == name }.compactMap {
      shapes.network.operator(of: shapes.network.nodes[$0.node]) as? Function
    }
  }

  /// The shape that the operator under a name makes; nil where the form does not have it.
  func output(_ name: String) -> Shape? {
    names.nodes.first { $0.name == name }.map { shapes.output(ofNode: $0.node) }
  }

  /// The shape of the result.
  var result: Shape { shapes.output(ofNode: root) }
}

/// The values and nodes that the names in a term have found so far.
struct PatternNames {
  private(set) var values: [(name: String, value: ValueID)] = []
  private(set) var nodes: [(name: String, node: Int)] = []

  func value(_ name: String) -> ValueID? { values.first { $0.name == name }?.value }

  /// Gives a name its value; false where it has another one.
  mutating func bind(_ name: String, _ value: ValueID) -> Bool {
    if let known = self.value(name) { return known == value }
    values.append((name, value))
    return true
  }

  mutating func add(_ name: String, node: Int) { nodes.append((name, node)) }
}
