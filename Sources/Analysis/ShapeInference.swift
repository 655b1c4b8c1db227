public import Networks
public import Operators
public import Symbolic

/// Why a network cannot take an input, as facts.
public struct ShapeFailure: Error, Hashable, Sendable {
  /// Where in the network, as `Network.path(of:)` names it.
  public let path: String
  /// The stage of the network that it belongs to.
  public let stage: String
  public let kind: OperatorKind
  public let inputs: [Shape]
  public let mismatch: ShapeMismatch
}

/// An assumption and the place in the network that needs it first.
public struct LocatedAssumption: Hashable, Sendable {
  public let assumption: Assumption
  public let path: String
  /// The stage of the network that the place belongs to.
  public let stage: String
}

/// The shapes of all values of a network for one input, and what they take for granted.
public struct InferredShapes: Sendable {
  public let network: Network
  /// By value: the input, then the result of each node.
  public let shapes: [Shape]
  /// What no rule could prove; empty for concrete inputs.
  public let assumptions: [LocatedAssumption]

  /// Runs the shape rule of every node.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - input: Its input, N×C×H×W, in symbols or numbers.
  /// - Throws: `ShapeFailure` at the first node whose inputs cannot fit.
  /// - Complexity: Linear in the number of nodes.
  public init(_ network: Network, input: Shape) throws(ShapeFailure) {
    try self.init(network, input: input, stretching: false)
  }

  /// Whether PyTorch would run a network that refuses `input`, by stretching axes of size 1.
  ///
  /// The published networks run so at a few small sizes by accident, with a state that no longer
  /// has the resolution of the features.
  public static func runsByStretching(_ network: Network, input: Shape) -> Bool {
    (try? InferredShapes(network, input: input, stretching: true)) != nil
  }

  private init(_ network: Network, input: Shape, stretching: Bool) throws(ShapeFailure) {
    var shapes = [input]
    shapes.reserveCapacity(network.valueCount)
    var requirements = Requirements()
    var assumptions: [LocatedAssumption] = []
    for node in network.nodes {
      let function = network.operator(of: node)
      let inputs = node.inputs.map { shapes[$0] }
      do throws(ShapeMismatch) {
        let output = try function.outputShape(of: inputs, requiring: &requirements)
        if output.elements.isOverflowed { throw .overflow }
        shapes.append(output)
      } catch {
        if stretching, function.kind == .addition, let output = inputs[0].stretched(to: inputs[1]) {
          shapes.append(output)
          continue
        }
        throw ShapeFailure(
          path: network.path(of: node), stage: network.stages[node.stage], kind: function.kind,
          inputs: inputs, mismatch: error)
      }
      for assumption in requirements.assumptions.dropFirst(assumptions.count) {
        assumptions.append(
          LocatedAssumption(
            assumption: assumption, path: network.path(of: node),
            stage: network.stages[node.stage]))
      }
    }
    self.network = network
    self.shapes = shapes
    self.assumptions = assumptions
  }

  public var input: Shape { shapes[0] }

  /// The shape that the node with this number makes.
  public func output(ofNode index: Int) -> Shape { shapes[index + 1] }

  public func inputs(ofNode index: Int) -> [Shape] {
    network.nodes[index].inputs.map { shapes[$0] }
  }

  /// The work of one node, gradients included as if all were wanted.
  public func work(ofNode index: Int) -> Work {
    network.operator(of: network.nodes[index]).work(
      on: inputs(ofNode: index), output: output(ofNode: index))
  }
}

extension Shape {
  /// The shape of a sum in which axes of size 1 repeat, as PyTorch stretches them; nil where axes
  /// differ otherwise.
  fileprivate func stretched(to other: Shape) -> Shape? {
    guard rank == other.rank else { return nil }
    var result = self
    for axis in dims.indices where dims[axis] != other.dims[axis] {
      guard dims[axis] == 1 || other.dims[axis] == 1 else { return nil }
      result.dims[axis] = dims[axis] == 1 ? other.dims[axis] : dims[axis]
    }
    return result
  }
}
