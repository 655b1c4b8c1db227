import RLANetworks
import RLASymbolic

/// A random graph as a plain description, evaluated by itself and built as a network.
///
/// Values are numbered as in the network. Most are maps of 2×C×4×4.
final class GraphPlan {
  enum Operation {
    /// A 1x1 convolution with the weights of a layer.
    case convolution(Int)
    case sigmoid
    case relu
    case sum
    case scale
    case slice(start: Int, count: Int)
    case concatenation
    case split
  }

  enum Node {
    case operation(Operation, [Int?])
    /// Two bodies, and which of them is known to run.
    case branch(Bool?, [GraphPlan], condition: Int)
    case loop(Int, GraphPlan, count: Int, state: Int)
  }

  enum Source {
    case input(Fact)
    case constant(Fact)
    case node(Int, output: Int)
  }

  var sources: [Source]
  var nodes: [Node] = []
  /// Input and output channels.
  var layers: [(Int, Int)] = []
  var outputs: [Int] = []
  /// Values of the plan around this one, for which its last inputs stand.
  let captures: [Int]
  private var shapes: [Int: [Int]] = [:]

  /// The first size of maps: 2, or a symbol that stands for it.
  let batch: Dim

  init(inputs: [Fact], captures: [Int] = [], batch: Dim) {
    self.batch = batch
    sources = inputs.map { .input($0) }
    self.captures = captures
  }

  /// Adds a node and returns its first value.
  @discardableResult func add(_ node: Node, outputs: Int = 1) -> Int {
    nodes.append(node)
    for output in 0..<outputs { sources.append(.node(nodes.count - 1, output: output)) }
    return sources.count - outputs
  }

  func add(constant: Fact) -> Int {
    sources.append(.constant(constant))
    return sources.count - 1
  }

  /// The sizes of a value, from those of what it is made of.
  func shape(of value: Int) -> [Int] {
    if let known = shapes[value] { return known }
    let shape: [Int] =
      switch sources[value] {
      case .input(let fact), .constant(let fact):
        fact.shape.substituting([.batch: 2]).values ?? []
      case .node(let node, let output): self.shape(ofNode: nodes[node], output)
      }
    shapes[value] = shape
    return shape
  }

  private func shape(ofNode node: Node, _ output: Int) -> [Int] {
    switch node {
    case .branch(let flag, let bodies, _):
      let body = bodies[flag == false ? 1 : 0]
      return body.shape(of: body.outputs[output])
    case .loop(let runs, let body, _, _):
      let shape = body.shape(of: body.outputs[output + 1])
      return output == 0 ? shape : [runs] + shape
    case .operation(let operation, let inputs):
      var shape = self.shape(of: inputs[0] ?? 0)
      switch operation {
      case .convolution(let layer): shape[1] = layers[layer].1
      case .slice(_, let count): shape[1] = count
      case .concatenation: shape[1] += self.shape(of: inputs[1] ?? 0)[1]
      case .split: shape[1] = output == 0 ? shape[1] - shape[1] / 2 : shape[1] / 2
      case .sigmoid, .relu, .sum, .scale: break
      }
      return shape
    }
  }

  // MARK: - Network

  func network(_ name: String) -> Network {
    Network(name, inputs: inputs) { self.build($0, $1) }
  }

  private var inputs: [Input] {
    sources.compactMap { if case .input(let fact) = $0 { Input("x", fact) } else { nil } }
  }

  private func build(_ scope: Scope, _ inputs: [Value]) -> [(String, Value)] {
    var values = inputs
    let built = layers.enumerated().map { index, layer in
      scope.layer("layer\(index)", Convolution(Dim(layer.0), Dim(layer.1), Window(1)))
    }
    while values.count < sources.count {
      switch sources[values.count] {
      case .constant(let fact): values.append(scope.constant("constant", fact))
      case .node(let node, _): values += apply(nodes[node], scope, values, built)
      case .input: preconditionFailure("Inputs come first.")
      }
    }
    return outputs.map { ("y", values[$0]) }
  }

  private func apply(
    _ node: Node, _ scope: Scope, _ values: [Value], _ layers: [BuiltLayer]
  ) -> [Value] {
    switch node {
    case .operation(.convolution(let layer), let inputs):
      return [layers[layer](values[inputs[0] ?? 0])]
    case .operation(let operation, let inputs):
      let operands = inputs.map { $0.map { values[$0] } }
      return scope.apply(
        operation.function, to: operands, outputs: operation.function.kind.outputs.count)
    case .branch(_, let bodies, let condition):
      let built = bodies.map { $0.body(scope, values) }
      return scope.apply(If(), to: [values[condition]], bodies: built)
    case .loop(_, let body, let count, let state):
      return scope.apply(
        Loop(), to: [values[count], nil, values[state]], bodies: [body.body(scope, values)],
        outputs: 2)
    }
  }

  private func body(_ scope: Scope, _ values: [Value]) -> BuiltBody {
    let captured = zip(inputs.suffix(captures.count), captures.map { values[$0] })
    return scope.body(
      "body", inputs: inputs.dropLast(captures.count), capturing: captured.map { ($0, $1) }
    ) { self.build($0, $1) }
  }
}
