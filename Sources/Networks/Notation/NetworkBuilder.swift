import RLASymbolic

/// Records a network while its definition runs.
///
/// The builder lives only inside `Network.init(_:inputs:definition:)`, behind `Scope`; what leaves is
/// a value.
final class NetworkBuilder {
  private(set) var layers: [Layer] = []
  private(set) var registrations: [Registration] = []
  // Unchecked, as all below that every node of a large network touches: appending calls nothing.
  @exclusivity(unchecked) private(set) var nodes: [Node] = []
  @exclusivity(unchecked) private(set) var origins: [Network.Origin] = []
  @exclusivity(unchecked) private(set) var constants: [Constant] = []
  @exclusivity(unchecked) private(set) var modules = [Module()]
  private(set) var roles = [Role.main]
  private(set) var stages: [String] = []
  @exclusivity(unchecked) private(set) var parameterCount: Dim = 0
  @exclusivity(unchecked) private(set) var labels = NodeLabels()
  private var constantWork: [Int: [ConstantWork]] = [:]
  private var layerRoles: [Int?] = []
  /// The scope whose code is running.
  private var path = ""
  /// The module whose code is running.
  @exclusivity(unchecked) private var module = 0
  /// The stage of the nodes for which the definition opens none.
  @exclusivity(unchecked) private var remainingStage: Int?

  init(inputs: [Input]) {
    origins = inputs.indices.map { .input($0) }
  }

  func layer(
    _ path: String, _ operator: any Operator, background: (any Operator)? = nil, role: Role?,
    callStyle: CallStyle, isFrozen: Bool, tensors: [Layer.Tensor] = []
  ) -> BuiltLayer {
    layers.append(
      Layer(
        path: path, operator: `operator`, callStyle: callStyle, isFrozen: isFrozen,
        background: background, tensors: tensors))
    parameterCount += layers[layers.count - 1].parameterCount
    layerRoles.append(role.map(number(of:)))
    let layer = BuiltLayer(index: layers.count - 1, builder: self)
    register(path, layer)
    return layer
  }

  func register(_ path: String, _ layer: BuiltLayer) {
    registrations.append(Registration(path: path, layer: layer.index))
  }

  func constant(_ constant: Constant) -> Value {
    constants.append(constant)
    parameterCount += constant.parameterCount
    return value(.constant(constants.count - 1))
  }

  /// Makes room for as many nodes that a file names.
  func reserve(_ nodeCount: Int) {
    nodes.reserveCapacity(nodeCount)
    origins.reserveCapacity(origins.count + nodeCount)
    labels.reserve(nodeCount)
  }

  /// Gives the nodes recorded since the last call the name and the type that a file gives them.
  func nameNodes(_ name: String, type: String) {
    labels.extend(to: nodes.count, name, type)
  }

  /// Notes the work of a node of a file whose results are known before anything runs.
  func note(_ work: Work, of function: any Operator, type: String) {
    var noted = constantWork[nodes.count] ?? []
    if let place = noted.firstIndex(where: { $0.type == type }) {
      noted[place].work += work
    } else {
      noted.append(ConstantWork(operator: function, type: type, work: work))
    }
    constantWork[nodes.count] = noted
  }

  /// By the node after it, or the last one, the work of what is known before anything runs.
  var finishedConstantWork: [Int: [ConstantWork]] {
    var result = constantWork
    if let last = result.removeValue(forKey: nodes.count), !nodes.isEmpty {
      result[nodes.count - 1, default: []] += last
    }
    return result
  }

  func running<Result, Failure: Error>(
    _ path: String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let outer = self.path
    self.path = path
    defer { self.path = outer }
    return try body()
  }

  /// Runs `body` as the code of a new module at `path`; nil for the path of the running code.
  func inModule<Result>(
    _ kind: Module.Kind, at path: String? = nil, role: Role? = nil, _ body: () -> Result
  ) -> Result {
    let outer = module
    module = open(kind, at: path ?? self.path, role: role.map(number(of:)))
    defer { module = outer }
    return body()
  }

  func inStage<Result>(_ name: String, at path: String, _ body: () -> Result) -> Result {
    stages.append(name)
    return inModule(.stage, at: path, body)
  }

  private func open(_ kind: Module.Kind, at path: String, role: Int?) -> Int {
    let number = modules.count
    modules.append(
      Module(
        kind, at: path, number: number, in: (module, modules[module]),
        role: role.map { ($0, roles[$0]) }, stage: kind == .stage ? stages.count - 1 : nil))
    return number
  }

  private func number(of role: Role) -> Int {
    if let number = roles.firstIndex(of: role) { return number }
    roles.append(role)
    return roles.count - 1
  }

  func apply(_ function: any Operator, to inputs: [Value], callStyle: CallStyle) -> Value {
    apply(function, reading: inputs.map(\.id), callStyle: callStyle, scope: path)
  }

  func apply(
    _ function: any Operator, reading reads: [ValueID], callStyle: CallStyle, scope: String
  ) -> Value {
    let output = record(
      .function(function, scope: scope), function.kind, reads, callStyle, module)
    return Value(id: output.lowerBound, builder: self)
  }

  func apply(
    _ function: any Operator, to inputs: [Value?], bodies: [Body], outputs: Int,
    callStyle: CallStyle, scope: String? = nil
  ) -> [Value] {
    let action = Node.Action.function(function, scope: scope ?? path)
    if bodies.isEmpty, function.kind.category != .control, let reads = Self.numbers(of: inputs) {
      return values(record(action, function.kind, reads, callStyle, module, outputs: outputs))
    }
    let ids = inputs.map { $0?.id }
    let wanted = (function as? any ControlOperator)?.bodyCount ?? 0
    precondition(
      wanted == bodies.count, "\(function.kind) runs \(wanted) bodies, not \(bodies.count).")
    return values(
      record(action, function.kind, ids, bodies, callStyle, module, outputs: outputs))
  }

  /// The numbers of the inputs of a node; nil where one is left out.
  private static func numbers(of inputs: [Value?]) -> [ValueID]? {
    var numbers: [ValueID] = []
    numbers.reserveCapacity(inputs.count)
    for input in inputs {
      guard let input else { return nil }
      numbers.append(input.id)
    }
    return numbers
  }

  fileprivate func apply(_ layer: BuiltLayer, to input: ValueID) -> Value {
    let (kind, callStyle, module) = traits(of: layer)
    let output = record(.layer(layer.index), kind, [input], callStyle, module)
    return Value(id: output.lowerBound, builder: self)
  }

  fileprivate func apply(_ layer: BuiltLayer, to inputs: [ValueID?], outputs: Int) -> [Value] {
    let (kind, callStyle, module) = traits(of: layer)
    if inputs.contains(nil) {
      return values(
        record(.layer(layer.index), kind, inputs, [], callStyle, module, outputs: outputs))
    }
    let reads = inputs.compactMap(\.self)
    return values(record(.layer(layer.index), kind, reads, callStyle, module, outputs: outputs))
  }

  private func traits(of layer: BuiltLayer) -> (OperatorKind, CallStyle, Int) {
    let index = layer.index
    return (layers[index].operator.kind, layers[index].callStyle, module(ofLayer: index))
  }

  /// The module of an application: one of its own where the layer has a role.
  private func module(ofLayer index: Int) -> Int {
    guard let role = layerRoles[index], modules[module].role != role else { return module }
    return open(.part, at: layers[index].path, role: role)
  }

  private func values(_ ids: Range<ValueID>) -> [Value] {
    ids.map { Value(id: $0, builder: self) }
  }

  /// Records a node whose inputs are all there, and that runs no bodies.
  private func record(
    _ action: Node.Action, _ kind: OperatorKind, _ reads: [ValueID], _ callStyle: CallStyle,
    _ module: Int, outputs count: Int = 1
  ) -> Range<ValueID> {
    let outputs = makeOutputs(kind, inputs: reads.count, count)
    nodes.append(
      Node(
        action: action, kind: kind, reads: reads, outputs: outputs, callStyle: callStyle,
        module: module))
    return outputs
  }

  private func record(
    _ action: Node.Action, _ kind: OperatorKind, _ inputs: [ValueID?], _ bodies: [Body],
    _ callStyle: CallStyle, _ module: Int, outputs count: Int
  ) -> Range<ValueID> {
    let outputs = makeOutputs(kind, inputs: inputs.count, count)
    for body in bodies { parameterCount += body.network.parameterCount }
    nodes.append(
      Node(
        action: action, kind: kind, inputs: inputs, outputs: outputs, bodies: bodies,
        callStyle: callStyle, module: module))
    return outputs
  }

  /// The values of the next node.
  private func makeOutputs(
    _ kind: OperatorKind, inputs: Int, _ count: Int
  ) -> Range<ValueID> {
    precondition(
      kind.inputLimits.contains(inputs), "\(kind) takes \(kind.inputLimits) inputs, not \(inputs).")
    if remainingStage == nil, modules[module].stage == nil {
      remainingStage = stages.count
      stages.append(Network.remainingStage)
    }
    let first = ValueID(origins.count)
    for output in 0..<count { origins.append(.node(nodes.count, output: output)) }
    return first..<first.advanced(by: count)
  }

  /// The modules when all nodes are there, each in a stage where it has nodes.
  var finishedModules: [Module] {
    guard let remainingStage else { return modules }
    return modules.map { $0.standing(inStage: remainingStage) }
  }

  private func value(_ origin: Network.Origin) -> Value {
    origins.append(origin)
    return Value(id: ValueID(origins.count - 1), builder: self)
  }
}

/// The names and types that a file gives nodes.
struct NodeLabels {
  private(set) var names: [String] = []
  private(set) var types: [String] = []

  var count: Int { names.count }

  /// Makes room for as many nodes.
  mutating func reserve(_ nodeCount: Int) {
    names.reserveCapacity(nodeCount)
    types.reserveCapacity(nodeCount)
  }

  /// Gives those of the first `count` nodes that have none a name and a type.
  mutating func extend(to count: Int, _ name: String, _ type: String) {
    while names.count < count {
      names.append(name)
      types.append(type)
    }
  }
}

/// A value while the definition runs.
public struct Value {
  package let id: ValueID
  let builder: NetworkBuilder

  /// Runs `body` as a part of the network that has `role`.
  public func inRole<Result>(_ role: Role, _ body: () -> Result) -> Result {
    builder.inModule(.part, role: role, body)
  }
}

/// A layer while the definition runs; calling it applies it.
public struct BuiltLayer {
  fileprivate let index: Int
  fileprivate let builder: NetworkBuilder

  public func callAsFunction(_ input: Value) -> Value {
    builder.apply(self, to: input.id)
  }

  /// Applies a layer of several inputs, of which some may be absent, or of several outputs.
  public func callAsFunction(_ inputs: [Value?], outputs: Int = 1) -> [Value] {
    builder.apply(self, to: inputs.map { $0?.id }, outputs: outputs)
  }
}
