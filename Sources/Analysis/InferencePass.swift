import RLANetworks
import RLASymbolic

/// A pass over the nodes of a network that applies the rule of each.
struct InferencePass {
  let network: Network
  private(set) var facts: [Fact]
  private(set) var assumptions: [LocatedAssumption] = []
  private(set) var bodies: [Int: [InferredBody]] = [:]
  /// The largest value of sizes known only at run time, where it is known.
  var bounds: [Symbol: Dim] { requirements.bounds }
  private var requirements: Requirements
  private let stretching: Bool
  /// The place of the network, if it is a body; empty for a whole network.
  private let place: [String]
  private let names: Once<[String]>

  init(_ network: Network, inputs: [Fact], stretching: Bool, at place: [String] = []) {
    precondition(inputs.count == network.inputs.count, "Every input of a network has a fact.")
    self.network = network
    self.stretching = stretching
    self.place = place
    let names = Once<[String]>()
    self.names = names
    requirements = Requirements(allowsStretching: stretching) {
      place + [Self.name(ofNode: $0, in: network, names)]
    }
    facts = []
    facts.reserveCapacity(network.valueCount)
    // Values are numbered in the order in which they are made, so each is appended in turn.
    for origin in network.origins {
      guard case .input(let index) = origin else { break }
      facts.append(inputs[index])
    }
    appendConstants()
  }

  /// The name of a node that the symbols of its unknown sizes have.
  private static func name(
    ofNode index: Int, in network: Network, _ names: Once<[String]>
  ) -> String {
    names.value { Self.names(in: network) }[index]
  }

  /// By node, an identifier with a number where an earlier node has the same, since their unknown
  /// sizes differ.
  private static func names(in network: Network) -> [String] {
    var names = UniqueNames()
    return network.nodes.indices.map { index in
      let name = Symbol.identifier(of: network.name(ofNode: index))
      return names.take(name.isEmpty ? "node" : name) { "\($0)_\($1)" }
    }
  }

  /// The constants that follow the values made so far.
  private mutating func appendConstants() {
    while facts.count < network.valueCount,
      case .constant(let index) = network.origins[facts.count]
    {
      facts.append(network.constants[index].fact)
    }
  }

  mutating func infer(_ index: Int) throws(ShapeFailure) {
    let node = network.nodes[index]
    let function = network.operator(of: node)
    requirements.node = index
    var inputs = node.operands(in: facts)
    if !node.isPlain { inputs = try inferBodies(index, function, inputs) }
    do throws(ShapeMismatch) {
      let outputs = try function.outputs(of: inputs, requiring: &requirements)
      guard outputs.count >= node.outputs.count else {
        throw .outputs(expected: node.outputs.count, actual: outputs.count)
      }
      for position in 0..<node.outputs.count {
        if outputs[position].shape.elements.isOverflowed { throw .overflow }
        facts.append(outputs[position])
      }
    } catch {
      throw failure(index, inputs.present.map(\.shape), error)
    }
    appendConstants()
    recordAssumptions(index)
  }

  private mutating func recordAssumptions(_ index: Int) {
    if requirements.assumptions.count == assumptions.count { return }
    let node = network.nodes[index]
    for assumption in requirements.assumptions.dropFirst(assumptions.count) {
      assumptions.append(
        LocatedAssumption(
          assumption: assumption, path: network.name(ofNode: index),
          stage: network.stageName(of: node)))
    }
  }

  private func failure(_ index: Int, _ inputs: [Shape], _ mismatch: ShapeMismatch) -> ShapeFailure {
    let node = network.nodes[index]
    return ShapeFailure(
      path: network.name(ofNode: index), stage: network.stageName(of: node),
      kind: node.kind, inputs: inputs, mismatch: mismatch)
  }

  // MARK: - Bodies

  /// The operands of a node with what its bodies return.
  private mutating func inferBodies(
    _ index: Int, _ function: any Operator, _ inputs: Operands
  ) throws(ShapeFailure) -> Operands {
    guard let control = function as? any ControlOperator else { return inputs }
    var inferred: [InferredBody] = []
    for number in network.nodes[index].bodies.indices {
      let runs = control.runs(of: number, on: inputs, requiring: requirements)
      let shapes: InferredShapes?
      if runs == 0 {
        // Exporters use conditions to guard branches whose shapes would not fit.
        shapes = try? infer(number, ofNode: index, control, inputs)
      } else {
        let running = try infer(number, ofNode: index, control, inputs)
        recordAssumptions(of: running, index)
        shapes = running
      }
      if let shapes { requirements.adopt(bounds: shapes.bounds) }
      inferred.append(InferredBody(shapes: shapes, runs: runs))
    }
    bodies[index] = inferred
    return Operands(inputs.facts, bodies: inferred.map { $0.shapes?.returned ?? [] })
  }

  /// Adopts the assumptions of a body; each is recorded at the first place that needs it.
  private mutating func recordAssumptions(of body: InferredShapes, _ index: Int) {
    let node = network.nodes[index]
    for located in body.assumptions {
      // What is undecided in the body is undecided here.
      try? requirements.require(located.assumption, otherwise: .overflow)
      if requirements.assumptions.count == assumptions.count { continue }
      assumptions.append(
        LocatedAssumption(
          assumption: located.assumption, path: "\(network.name(ofNode: index)).\(located.path)",
          stage: network.stageName(of: node)))
    }
  }

  private mutating func infer(
    _ number: Int, ofNode index: Int, _ control: any ControlOperator, _ inputs: Operands
  ) throws(ShapeFailure) -> InferredShapes {
    let body = network.nodes[index].bodies[number]
    let captured = body.captures.map { facts[$0] }
    var given = control.bodyInputs(number, of: inputs)
    guard given.count + captured.count == body.network.inputs.count else {
      throw failure(
        index, inputs.present.map(\.shape),
        .outputs(expected: body.network.inputs.count - captured.count, actual: given.count))
    }
    let place = place + [Self.name(ofNode: index, in: network, names), "body\(number)"]
    var shapes = try inferred(body.network, given + captured, index, place)
    // A size that one run changes may change another in the next run. Each time at least one more
    // size becomes unknown for good, unless ranks differ, which more runs cannot resolve.
    let most = given.reduce(2) { $0 + $1.shape.rank }
    for _ in 0..<most {
      guard
        let changed = control.changedInputs(
          given, returning: shapes.returned, requiring: &requirements)
      else { break }
      given = changed
      shapes = try inferred(body.network, given + captured, index, place)
    }
    return shapes
  }

  /// The pass over a body; its failures include the place in this network.
  private func inferred(
    _ body: Network, _ inputs: [Fact], _ index: Int, _ place: [String]
  ) throws(ShapeFailure) -> InferredShapes {
    do throws(ShapeFailure) {
      return try InferredShapes(body, inputs: inputs, stretching: stretching, at: place)
    } catch {
      let node = network.nodes[index]
      throw ShapeFailure(
        path: "\(network.name(ofNode: index)).\(error.path)", stage: network.stageName(of: node),
        kind: error.kind, inputs: error.inputs, mismatch: error.mismatch)
    }
  }
}

extension InferredShapes {
  /// What is known of the outputs of the network.
  fileprivate var returned: [Fact] { network.outputs.map { facts[$0.value] } }
}
