import RLAAnalysis
import RLANetworks
import RLASymbolic
import RLAText

/// The calls of a network with what each costs, as columns.
struct ReportCalls {
  private var columns: [Column: [JSONValue]] = [:]
  private(set) var modules: ReportModules
  private(set) var tallies = ReportTallies(ReportConventions.measures)
  private var labels = NumberedTexts()
  private var operators = NumberedTexts()

  private enum Column: String, CaseIterable {
    case module
    case label
    case layer
    case `operator`
    case stage
    case role
    case shape
    case works
    case parameters
    case activationBytes = "activation_bytes"
    case movedBytes = "moved_bytes"
    case savedBytes = "saved_bytes"
    case node
  }

  /// - Parameters:
  ///   - profile: The network, in symbols where sizes are free.
  ///   - expressions: Where the forms go.
  init(_ profile: Profile, _ expressions: inout ReportExpressions) {
    let network = profile.network
    modules = ReportModules(network.name)
    let roles = Dictionary(
      zip(network.roles, network.roles.indices), uniquingKeysWith: { first, _ in first })
    for (index, node) in network.nodes.enumerated() {
      let function = network.operator(of: node)
      addPlace(of: node, function, network)
      add(.integer(labels.number(of: function.torch.name)), .label)
      add(.integer(operators.number(of: function.kind.name)), .operator)
      add(.integer(network.stage(of: node)), .stage)
      add(.integer(roles[network.role(of: node)] ?? 0), .role)
      add(.integer(expressions.number(of: profile.shapes.output(ofNode: index))), .shape)
      addCost(ofNode: index, profile, &expressions)
      if !network.nodeNames.isEmpty { add(.string(network.name(ofNode: index)), .node) }
    }
  }

  private mutating func add(_ value: JSONValue, _ column: Column) {
    columns[column, default: []].append(value)
  }

  /// Adds where a node stands: at the module of its layer, or in the scope of its function.
  private mutating func addPlace(
    of node: Node, _ function: any Operator, _ network: Network
  ) {
    switch node.action {
    case .layer(let layer):
      let module = modules.number(of: network.layers[layer].path)
      modules.note(function.kind.name, of: module)
      add(.integer(module), .module)
      add(.integer(layer), .layer)
    case .function(_, let scope):
      add(.integer(modules.number(of: scope)), .module)
      add(.integer(-1), .layer)
    }
  }

  private mutating func addCost(
    ofNode index: Int, _ profile: Profile, _ expressions: inout ReportExpressions
  ) {
    var metrics = profile.none
    profile.add(node: index, to: &metrics)
    let works = tallies.numbers(of: metrics.tally, &expressions)
    add(.array(works.map { .integer($0) }), .works)
    add(expressions.json(metrics.parameters), .parameters)
    add(expressions.json(metrics.bytesWritten), .activationBytes)
    add(expressions.json(metrics.bytesMoved), .movedBytes)
    add(expressions.json(metrics.savedTensorBytes), .savedBytes)
  }

  /// `modules`, `calls` and what they refer to.
  mutating func members(_ network: Network) -> [JSONValue.Member] {
    let calls = Column.allCases.map { column in
      JSONValue.Member(
        column.rawValue,
        column == .node && network.nodeNames.isEmpty ? .null : .array(columns[column] ?? []))
    }
    let counting = tallies.members(&operators)
    return [
      .init("modules", modules.json), .init("labels", labels.json),
      .init("operators", operators.json),
      .init("stages", .array(network.stages.map { .string($0) })),
      .init("roles", .array(network.roles.map { .string($0.name) })),
      .init("calls", .object(calls)),
    ] + counting
  }
}
