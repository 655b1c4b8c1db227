import Foundation
import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Branches of which a run takes one.
@Suite struct BranchTests {
  /// Notes which steps ran.
  private final class Notes: StepObserver {
    private(set) var steps: [Int] = []

    func willRun() {}

    func didRun(_ step: Int, _ pass: Session.Pass, _ session: Session) { steps.append(step) }
  }

  private static let x: [Float] = [0.5, -0.25, 1, -2]

  private func function(_ function: ElementFunction, _ value: Value, _ net: Scope) -> Value {
    net.apply(Activation(function), to: [value])[0]
  }

  private func chosen(_ condition: Value, _ one: Value, _ other: Value, _ net: Scope) -> Value {
    net.apply(Where(), to: [condition, one, other])[0]
  }

  /// The names of the nodes whose steps ran, and the results.
  private func run(
    _ network: Network, _ conditions: [Int], _ fusion: PlanOptions.Fusion,
    _ purpose: PlanOptions.Purpose = .inference
  ) throws -> (nodes: Set<String>, outputs: [[Float]]) {
    let plan = try ExecutionPlan(
      network, inputs: network.inputs.map(\.fact),
      PlanOptions(batch: 1, height: 1, width: 1, purpose: purpose, fusion: fusion))
    let session = try Session(plan)
    session.setInput(0, Self.x)
    for (index, condition) in conditions.enumerated() { session.setInput(index + 1, [condition]) }
    let notes = Notes()
    // What a run before left in memory changes nothing.
    session.forward()
    session.observer = notes
    session.forward()
    session.observer = nil
    let descriptions = plan.stepDescriptions
    let nodes = notes.steps.flatMap { descriptions[$0].nodes }
    return (Set(nodes.map { network.nodes[$0].kind.name }), session.outputs)
  }

  private func network(
    conditions: Int, _ body: (Scope, [Value]) -> [Value]
  ) -> Network {
    let inputs =
      [Input("x", .float([2, 2]), batchAxis: nil)]
      + (0..<conditions).map { Input("c\($0)", Fact(.bool, []), batchAxis: nil) }
    return Network("branches", inputs: inputs) { net, values in
      body(net, values).enumerated().map { ("y\($0)", $1) }
    }
  }

  @Test(arguments: [0, 1], PlanOptions.Fusion.allCases)
  func `Only the branch that is chosen runs, and what others read`(
    condition: Int, fusion: PlanOptions.Fusion
  ) throws {
    let network = network(conditions: 1) { net, values in
      let shared = function(.cosine, values[0], net)
      let one = function(.tanh, function(.exponential, values[0], net), net)
      let other = net.apply(
        Arithmetic(.multiply), to: [function(.sine, values[0], net), shared])[0]
      return [chosen(values[1], one, other, net), shared]
    }
    let (nodes, outputs) = try run(network, [condition], fusion)
    #expect(nodes.isSuperset(of: ["Cos", "Where"]))
    #expect(nodes.contains("Exp") == (condition == 1))
    #expect(nodes.contains("Sin") == (condition == 0))
    for (value, x) in zip(outputs[0], Self.x.map(Double.init)) {
      let wanted = condition == 1 ? tanh(exp(x)) : sin(x) * cos(x)
      #expect(abs(Double(value) - wanted) < 1e-5)
    }
  }

  @Test(arguments: [0, 1], [0, 1])
  func `A branch inside of another one runs only with it`(outer: Int, inner: Int) throws {
    let network = network(conditions: 2) { net, values in
      let second = chosen(
        values[2], function(.sine, values[0], net), function(.cosine, values[0], net), net)
      let one = function(.tanh, second, net)
      return [chosen(values[1], one, function(.exponential, values[0], net), net)]
    }
    let (nodes, outputs) = try run(network, [outer, inner], .eager)
    #expect(nodes.contains("Exp") == (outer == 0))
    #expect(nodes.contains("Sin") == (outer == 1 && inner == 1))
    #expect(nodes.contains("Cos") == (outer == 1 && inner == 0))
    for (value, x) in zip(outputs[0], Self.x.map(Double.init)) {
      let wanted = outer == 0 ? exp(x) : tanh(inner == 1 ? sin(x) : cos(x))
      #expect(abs(Double(value) - wanted) < 1e-5)
    }
  }

  /// Both ways need a value, one of them another result, and training all.
  @Test func `What both ways, a result or a gradient need runs always`() throws {
    let network = network(conditions: 1) { net, values in
      let both = function(.exponential, values[0], net)
      let result = function(.cosine, values[0], net)
      let one = net.apply(Arithmetic(.add), to: [both, result])[0]
      return [chosen(values[1], one, function(.sine, both, net), net), result]
    }
    #expect(try run(network, [0], .eager).nodes == ["Exp", "Cos", "Sin", "Where"])
    #expect(try run(network, [1], .eager).nodes == ["Exp", "Cos", "Addition", "Where"])
    let trained = self.network(conditions: 1) { net, values in
      [chosen(values[1], function(.cosine, values[0], net), function(.sine, values[0], net), net)]
    }
    #expect(try run(trained, [0], .fused, .training).nodes == ["Cos", "Sin", "Where"])
  }

  /// The condition has to be known before the branch runs.
  @Test func `A branch that runs before its condition is known runs always`() throws {
    let network = network(conditions: 0) { net, values in
      let one = function(.exponential, values[0], net)
      let other = function(.sine, values[0], net)
      let sum = net.apply(
        Reduction(.sum, keepingAxes: false), to: [function(.cosine, values[0], net)])[0]
      let zero = net.constant("zero", Fact(.float32, [], elements: [0]))
      let condition = net.apply(Arithmetic(.less), to: [sum, zero])[0]
      let late = function(.tanh, values[0], net)
      return [chosen(condition, one, net.apply(Arithmetic(.add), to: [other, late])[0], net)]
    }
    let (nodes, outputs) = try run(network, [], .eager)
    // The sum of the cosines is above 0.
    #expect(nodes.isSuperset(of: ["Exp", "Sin", "Cos", "Tanh", "Addition"]))
    for (value, x) in zip(outputs[0], Self.x.map(Double.init)) {
      #expect(abs(Double(value) - sin(x) - tanh(x)) < 1e-5)
    }
  }
}
