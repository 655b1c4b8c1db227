import RLANetworks
import RLASymbolic

/// What the modules of an aggregation do when they are called.
protocol AggregationCalls {
  /// Channels of the features, C.
  var channels: Dim { get }

  /// A module that is one layer.
  func layer(_ name: String) -> BuiltLayer

  /// A module applied; a cell reads the states and stores nothing.
  func call(
    _ name: String, _ inputs: [AggregationTensor], _ states: AggregationStates
  ) -> AggregationTensor

  /// The next states of a cell; nil stands for a state that no block has changed.
  func advance(
    _ name: String, _ input: AggregationTensor, _ states: [AggregationTensor?]
  ) -> [AggregationTensor]
}

/// The run of the statements of one block: from the point where it begins to its output.
struct AggregationRun {
  private let aggregation: LayerAggregation
  private let scope: Scope
  private let modules: any AggregationCalls
  private(set) var states: AggregationStates
  private var tensors: [BlockValue: AggregationTensor] = [:]
  private var locals: [String: AggregationTensor] = [:]
  private var entry: AggregationTensor?

  /// - Parameters:
  ///   - aggregation: What runs.
  ///   - scope: The module whose code the functions are.
  ///   - modules: The modules of the block, the stage and the network.
  ///   - states: What earlier blocks handed on.
  init(
    _ aggregation: LayerAggregation, _ scope: Scope, _ modules: some AggregationCalls,
    _ states: AggregationStates
  ) {
    self.aggregation = aggregation
    self.scope = scope
    self.modules = modules
    self.states = states
  }

  /// A tensor of the block, as the statements left it.
  subscript(value: BlockValue) -> Value {
    get { tensor(value).value }
    set { tensors[value] = AggregationTensor(newValue, .map) }
  }

  /// Runs the statements of a point, in their order.
  mutating func run(_ point: LayerAggregation.Point) {
    for statement in aggregation.statements[point] ?? [] { run(statement) }
  }

  private mutating func run(_ statement: LayerAggregation.Statement) {
    switch statement {
    case .let(let name, let term): locals[name] = evaluate(term)
    case .set(let value, let term): tensors[value] = evaluate(term)
    case .store(let name, let term): states[name] = .one(evaluate(term))
    case .append(let name, let term):
      states[name] = .many((states[name]?.all ?? []) + [evaluate(term)])
    case .refresh(let name, let term):
      guard let list = states[name]?.all else { return }
      states[name] = .many(list.map { entry in evaluate(term, for: entry) })
    case .advance(let name, let cell, let term):
      let input = evaluate(term)
      let next = modules.advance(name, input, cell.map { states[$0]?.all[0] })
      for (name, tensor) in zip(cell, next) { states[name] = .one(tensor) }
    }
  }

  private func tensor(_ value: BlockValue) -> AggregationTensor {
    guard let tensor = tensors[value] else {
      preconditionFailure("\(value.rawValue) is not there yet at this point of a block.")
    }
    return tensor
  }

  private func evaluate(
    _ term: LayerAggregation.Term, for entry: AggregationTensor
  ) -> AggregationTensor {
    var run = self
    run.entry = entry
    return run.evaluate(term)
  }

  private func evaluate(_ term: LayerAggregation.Term) -> AggregationTensor {
    switch term {
    case .value(let value): return tensor(value)
    case .state, .each:
      guard let one = list(term).first else {
        preconditionFailure("\(term) is read before a block has changed it.")
      }
      return one
    case .local(let name):
      guard let local = locals[name] else { preconditionFailure("There is no \(name).") }
      return local
    case .entry:
      guard let entry else { preconditionFailure("Only lists have entries.") }
      return entry
    case .call(let name, let terms): return modules.call(name, terms.map(evaluate), states)
    case .sum(let left, let right):
      let first = evaluate(left)
      return first + evaluate(right)
    case .product(let left, let right):
      let first = evaluate(left)
      return first.times(evaluate(right), in: scope)
    case .joined(let left, let right):
      let first = evaluate(left).value
      return AggregationTensor(first.joined(by: evaluate(right).value), .map)
    case .gated(let query, let key, let values, let d):
      let (q, k, v) = (evaluate(query).value, evaluate(key).value, evaluate(values).value)
      let result = attention(d).gated(q, k, v, by: modules.layer("σ"))
      return AggregationTensor(result, .map)
    case .attended(let query, let keys, let values, let d):
      let (q, k) = (evaluate(query).value, list(keys).map(\.value))
      let result = attention(d).attended(
        q, k, list(values).map(\.value), by: modules.layer("softmax"))
      return AggregationTensor(result, .map)
    }
  }

  /// The entries of a state or of a term over one.
  private func list(_ term: LayerAggregation.Term) -> [AggregationTensor] {
    switch term {
    case .state(let name): states[name]?.all ?? []
    case .each(let name, let inner):
      (states[name]?.all ?? []).map { evaluate(inner, for: $0) }
    default: [evaluate(term)]
    }
  }

  private func attention(_ channelsPerHead: Int) -> HeadAttention {
    HeadAttention(
      scope: scope, channels: modules.channels, channelsPerHead: channelsPerHead,
      sizeProducts: aggregation.sizeProducts, viewsLists: aggregation.viewsLists)
  }
}
