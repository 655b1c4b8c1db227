import Analysis
import Kernels
import Networks
public import Operators
import Symbolic

/// An operator that runs: what a plan has to know of it beyond its room in Operators.
///
/// To make an operator run, conform to it in `Operators/X+Execution.swift`, with its step, forward
/// beside backward, in the same folder. An operator without a conformance is counted only, and a
/// plan refuses it by name.
protocol Executable: Operator {
  /// Whether there is a kernel for this application; only maps of 32-bit numbers are asked about.
  func runs(at site: Site) -> Bool

  /// Whether the step has a way back.
  func isDifferentiable(at site: Site) -> Bool

  /// Where the result lies if it is only another look at the input; nil where it is made.
  func view(of source: Placement, at site: Site) -> Placement?

  /// Whether a step can stand for the parts of a concatenation instead of the whole.
  var takesParts: Bool { get }

  /// Whether the result may stay in parts where every reader takes them.
  var leavesParts: Bool { get }

  /// What the operator is behind a product; nil where it cannot be absorbed.
  func epilogueTerm(at site: Site) -> EpilogueTerm?

  /// The step that computes the result, with what it absorbs of the nodes that follow.
  func step(at site: Site, in lowering: inout Lowering) -> any Step

  /// Where the elements of a weight lie in memory.
  func layout(ofWeight weight: Int, panelWidth: Int) -> WeightLayout

  /// Whether a benchmark can run one application by itself, on one input.
  var runsAlone: Bool { get }
}

extension Executable {
  func isDifferentiable(at site: Site) -> Bool { true }
  func view(of source: Placement, at site: Site) -> Placement? { nil }
  var takesParts: Bool { false }
  var leavesParts: Bool { false }
  func epilogueTerm(at site: Site) -> EpilogueTerm? { nil }
  func layout(ofWeight weight: Int, panelWidth: Int) -> WeightLayout { .plain }
  var runsAlone: Bool { false }
}

extension Operator {
  /// Whether the operator is counted only: no plan runs it, whatever its attributes.
  public var isCountedOnly: Bool { !(self is any Executable) }
}

/// What a kernel of a product can do to its result while it is in the cache.
enum EpilogueTerm {
  /// The sum with another value of the same size.
  case sum
  /// Running statistics, scale and shift by channel.
  case scaleShift(epsilon: Double)
  case function(ElementLoop)
}

/// One application of an operator in a network of known sizes.
struct Site {
  let shapes: InferredShapes
  /// The number of the node.
  let index: Int
  let node: Node

  init(_ shapes: InferredShapes, _ index: Int) {
    self.shapes = shapes
    self.index = index
    node = shapes.network.nodes[index]
  }

  var inputs: [ValueID] { node.reads }
  var input: ValueID { node.reads[0] }
  var output: ValueID { node.output }

  /// The size of an input as a map.
  func size(_ position: Int = 0) -> MapSize { size(of: node.reads[position]) }

  /// The size of the result as a map.
  var outputSize: MapSize { size(of: output) }

  private func size(of value: ValueID) -> MapSize {
    guard let size = MapSize(shapes[value]) else {
      preconditionFailure("A plan asks about maps of known sizes only.")
    }
    return size
  }

  /// The axes of an input.
  func rank(_ position: Int = 0) -> Int { shapes[node.reads[position]].rank }

  /// The layer that the node applies.
  var layer: Int {
    guard let layer = node.layer else { preconditionFailure("Weights belong to a layer.") }
    return layer
  }

  /// The operator as it runs; nil where it is counted only.
  var executable: (any Executable)? { shapes.network.operator(of: node) as? any Executable }

  /// Whether there is a kernel for the application.
  ///
  /// Kernels take and give maps of 32-bit floating-point numbers, every input present.
  var isSupported: Bool {
    guard node.isPlain, node.outputs.count == 1, !node.reads.isEmpty,
      (node.reads + [output]).allSatisfy({ isMap(shapes.facts[$0]) })
    else { return false }
    return executable?.runs(at: self) ?? false
  }

  /// Vectors, sequences and maps of images.
  private func isMap(_ fact: Fact) -> Bool {
    fact.type == .float32 && (2...5).contains(fact.shape.rank)
  }
}
