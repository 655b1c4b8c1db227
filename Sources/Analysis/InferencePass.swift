import Networks
import Operators
import Symbolic

/// A run over the nodes of a network that asks each rule for its results.
struct InferencePass {
  let network: Network
  private(set) var facts: [Fact]
  private(set) var assumptions: [LocatedAssumption] = []
  private(set) var bodies: [Int: [InferredBody]] = [:]
  private var requirements: Requirements
  private let stretching: Bool

  init(_ network: Network, inputs: [Fact], stretching: Bool) {
    precondition(inputs.count == network.inputs.count, "Every input of a network has a fact.")
    self.network = network
    self.stretching = stretching
    requirements = Requirements(allowsStretching: stretching) {
      network.path(of: network.nodes[$0])
    }
    facts = []
    facts.reserveCapacity(network.valueCount)
    // Values are numbered in the order in which they come to be, so that each is appended in turn.
    for origin in network.origins {
      guard case .input(let index) = origin else { break }
      facts.append(inputs[index])
    }
    appendConstants()
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
          assumption: assumption, path: network.path(of: node), stage: network.stages[node.stage]))
    }
  }

  private func failure(_ index: Int, _ inputs: [Shape], _ mismatch: ShapeMismatch) -> ShapeFailure {
    let node = network.nodes[index]
    return ShapeFailure(
      path: network.path(of: node), stage: network.stages[node.stage],
      kind: network.operator(of: node).kind, inputs: inputs, mismatch: mismatch)
  }

  // MARK: - Bodies

  /// The operands of a node with what its bodies return.
  private mutating func inferBodies(
    _ index: Int, _ function: any Operator, _ inputs: Operands
  ) throws(ShapeFailure) -> Operands {
    guard let control = function as? any ControlOperator else { return inputs }
    var inferred: [InferredBody] = []
    for body in network.nodes[index].bodies.indices {
      let shapes = try infer(body, ofNode: index, control, inputs)
      inferred.append(
        InferredBody(
          shapes: shapes, runs: control.runs(of: body, on: inputs, requiring: requirements)))
    }
    bodies[index] = inferred
    return Operands(
      inputs.facts,
      bodies: inferred.map { body in
        body.shapes.network.outputs.map { body.shapes.facts[$0.value] }
      })
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
    let shapes = try inferred(body.network, given + captured, index)
    let returned = shapes.network.outputs.map { shapes.facts[$0.value] }
    guard
      let changed = control.changedInputs(given, returning: returned, requiring: &requirements)
    else { return shapes }
    given = changed
    return try inferred(body.network, given + captured, index)
  }

  /// A body's own pass; where it fails, the failure names the place in this network too.
  private func inferred(
    _ body: Network, _ inputs: [Fact], _ index: Int
  ) throws(ShapeFailure) -> InferredShapes {
    do throws(ShapeFailure) {
      return try InferredShapes(body, inputs: inputs, stretching: stretching)
    } catch {
      let node = network.nodes[index]
      throw ShapeFailure(
        path: "\(network.path(of: node)).\(error.path)", stage: network.stages[node.stage],
        kind: error.kind, inputs: error.inputs, mismatch: error.mismatch)
    }
  }
}
