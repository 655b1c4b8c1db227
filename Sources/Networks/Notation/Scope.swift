public import RLASymbolic

/// A module of the published code: the place where layers get their names.
///
/// `layer` creates weights under a name; calling the layer applies them.
public struct Scope {
  private let builder: NetworkBuilder
  private let path: String
  private let isFrozen: Bool

  init(_ builder: NetworkBuilder, path: String = "", isFrozen: Bool = false) {
    self.builder = builder
    self.path = path
    self.isFrozen = isFrozen
  }

  /// The scope of a submodule.
  public func scope(_ name: String) -> Scope {
    Scope(builder, path: path(of: name), isFrozen: isFrozen)
  }

  /// The same scope; where `condition` holds, training leaves the layers that it creates as they
  /// are.
  public func frozen(if condition: Bool) -> Scope {
    Scope(builder, path: path, isFrozen: isFrozen || condition)
  }

  /// Creates a layer under the attribute that holds it, as the state_dict spells it.
  ///
  /// Its applications have `role`, by default that of the code around each call.
  /// `callStyle` is `subclass` where the published code wraps the class of PyTorch. `background`
  /// gives the outputs that a layer with outputs for each class has in addition in code that has
  /// the background among the classes.
  public func layer(
    _ name: String, _ operator: some Operator, background: (any Operator)? = nil,
    role: Role? = nil, callStyle: CallStyle = .module
  ) -> BuiltLayer {
    builder.layer(
      path(of: name), `operator`, background: background, role: role, callStyle: callStyle,
      isFrozen: isFrozen)
  }

  /// Creates a learned tensor that this module keeps as a bare `nn.Parameter`; called with no input,
  /// it is that tensor.
  public func parameter(_ name: String, _ shape: Shape) -> BuiltLayer {
    builder.layer(
      path, BareParameter(name, shape), role: nil, callStyle: .operator, isFrozen: isFrozen)
  }

  /// Gives an existing layer one more name: both names own the same weights.
  public func register(_ name: String, _ layer: BuiltLayer) {
    builder.register(path(of: name), layer)
  }

  /// Runs `body` as the code of this module, so that its functions stand under the module's path.
  public func run<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try builder.running(path, body)
  }

  /// Runs `body` as a stage, under the name that reports print.
  public func stage<Result>(_ name: String, _ body: () -> Result) -> Result {
    builder.inStage(name, at: path, body)
  }

  /// Runs `body` as a block of a stage, numbered from 0.
  public func block<Result>(_ number: Int, _ body: () -> Result) -> Result {
    builder.inModule(.block(number), at: path, body)
  }

  /// Runs `body` as a part of the network that has `role`.
  public func inRole<Result>(_ role: Role, _ body: () -> Result) -> Result {
    builder.inModule(.part, at: path, role: role, body)
  }

  /// Runs `body` as a part of the network that its path tells from others, such as the backbone of
  /// a detector.
  public func part<Result>(_ body: () -> Result) -> Result {
    builder.inModule(.part, at: path, body)
  }

  /// A tensor that no layer owns; `role` says whether it is learned or tracked, and `number` is the
  /// only element of a tensor of one.
  public func constant(
    _ name: String, _ fact: Fact, role: Weight.Role? = nil, number: Double? = nil
  ) -> Value {
    builder.constant(Constant(path(of: name), fact, role, number: number))
  }

  /// Creates a layer whose weights are tensors of a file, one for each weight.
  package func layer(
    _ name: String, _ operator: any Operator, tensors: [Layer.Tensor], callStyle: CallStyle
  ) -> BuiltLayer {
    builder.layer(
      path(of: name), `operator`, role: nil, callStyle: callStyle, isFrozen: isFrozen,
      tensors: tensors)
  }

  /// Makes room for as many nodes that a file names.
  package func reserve(_ nodeCount: Int) { builder.reserve(nodeCount) }

  /// Whether nodes were recorded since the last call of `nameNodes`.
  package var hasUnnamedNodes: Bool { builder.labels.count < builder.nodes.count }

  /// Gives the nodes recorded since the last call the name and the type that a file gives them.
  package func nameNodes(_ name: String, type: String) { builder.nameNodes(name, type: type) }

  /// Notes the work of a node of a file whose results are known before anything runs.
  package func note(_ work: Work, of function: any Operator, type: String) {
    builder.note(work, of: function, type: type)
  }

  /// Applies an operator without weights: one of several inputs, of which some may be absent, of
  /// several outputs, or with bodies.
  public func apply(
    _ function: any Operator, to inputs: [Value?], bodies: [BuiltBody] = [], outputs: Int = 1,
    callStyle: CallStyle = .function
  ) -> [Value] {
    builder.apply(
      function, to: inputs, bodies: bodies.map(\.body), outputs: outputs, callStyle: callStyle)
  }

  /// Applies an operator without weights or bodies as the code of a submodule.
  package func apply(
    _ function: any Operator, to inputs: [Value?], in submodule: String, outputs: Int,
    callStyle: CallStyle
  ) -> [Value] {
    builder.apply(
      function, to: inputs, bodies: [], outputs: outputs, callStyle: callStyle,
      scope: path(of: submodule))
  }

  /// Applies an operator of one result, without weights or bodies, as the code of a submodule.
  package func apply(
    _ function: any Operator, reading values: [ValueID], in submodule: String,
    callStyle: CallStyle
  ) -> Value {
    builder.apply(function, reading: values, callStyle: callStyle, scope: path(of: submodule))
  }

  /// A network that a node of this one runs.
  ///
  /// - Parameters:
  ///   - name: The name of the body.
  ///   - inputs: What the operator hands to it.
  ///   - captures: Values of this network that it reads, each under a name.
  ///   - definition: Takes its scope, its inputs and the captured values; returns its outputs.
  /// - Returns: The body, for the node that runs it.
  /// - Throws: What the definition throws.
  public func body<Failure: Error>(
    _ name: String, inputs: [Input] = [], capturing captures: [(Input, Value)] = [],
    definition: (Scope, [Value]) throws(Failure) -> [(String, Value)]
  ) throws(Failure) -> BuiltBody {
    let network = try Network(name, inputs: inputs + captures.map(\.0), definition: definition)
    return BuiltBody(body: Body(network, captures: captures.map(\.1.id)))
  }

  private func path(of name: String) -> String {
    path.isEmpty ? name : "\(path).\(name)"
  }
}

/// A body while the definition runs.
public struct BuiltBody {
  let body: Body
}
