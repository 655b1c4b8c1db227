import Analysis
import Kernels
import Networks
import Operators
import Symbolic

/// Which nodes of a network can run here.
///
/// The others are only counted; a plan refuses them by name.
struct Runnable {
  private let shapes: InferredShapes
  private let network: Network

  init(_ shapes: InferredShapes) {
    self.shapes = shapes
    network = shapes.network
  }

  /// The first node that is only counted.
  var firstUnsupported: Node? {
    network.nodes.first { !supports($0) }
  }

  private func supports(_ node: Node) -> Bool {
    guard node.outputs.count == 1, node.bodies.isEmpty, !node.reads.isEmpty,
      node.reads.count == node.inputs.count, shapes.facts[node.output].type == .float32,
      node.reads.allSatisfy({ isMap(shapes.facts[$0]) }), isMap(shapes.facts[node.output])
    else { return false }
    switch network.operator(of: node) {
    case let convolution as Convolution: return plain(convolution.windows)
    case let transposed as TransposedConvolution:
      return transposed.windows.count == 2 && plain(transposed.windows) && transposed.groups == 1
        && transposed.outputPadding.allSatisfy { $0 == 0 }
        && transposed.windows[0] == transposed.windows[1]
    case is Linear: return rank(node, 2)
    case is BatchNormalization: return rank(node, 4)
    case let norm as GroupNormalization: return rank(node, 4) && norm.groups == 1
    case let activation as Activation:
      return activation.function == .complement || ElementLoop(activation.function) != nil
    case let pooling as Pooling:
      return pooling.function != .l2 && pooling.windows.count == 2 && plain(pooling.windows)
    case let pooling as GlobalPooling: return pooling.function == .average && pooling.axes == 2
    case let arithmetic as Arithmetic: return supports(arithmetic, node)
    case let slice as Slice: return slice.axis == 1 && slice.step == 1 && rank(node, 4)
    case let concatenation as Concatenation: return concatenation.axis == 1
    case let reshape as Reshape: return supports(reshape, node)
    case is ZeroState, is Dropout, is NearestResize, is RegionAlignment: return true
    default: return false
    }
  }

  /// Vectors, sequences and maps of images.
  private func isMap(_ fact: Fact) -> Bool {
    fact.type == .float32 && (2...4).contains(fact.shape.rank)
  }

  private func rank(_ node: Node, _ rank: Int) -> Bool { shapes[node.reads[0]].rank == rank }

  private func plain(_ windows: [Window]) -> Bool {
    windows.count <= 2 && windows.allSatisfy { $0.symmetricPadding != nil }
  }

  /// Sums and products of two tensors of one shape, and products with one factor per channel.
  private func supports(_ arithmetic: Arithmetic, _ node: Node) -> Bool {
    let (left, right) = (shapes[node.reads[0]], shapes[node.reads[1]])
    if left == right { return arithmetic.function == .add || arithmetic.function == .multiply }
    return arithmetic.function == .multiply && left.rank == 4 && right.rank == 4
      && right == [left.batch, left.channels, 1, 1]
  }

  /// Reshapes that keep the batch, and move channels and positions in no other way than flattening.
  private func supports(_ reshape: Reshape, _ node: Node) -> Bool {
    let (input, output) = (shapes[node.reads[0]], shapes[node.output])
    guard input.batch == output.batch else { return false }
    let isVector = input.dims.dropFirst().filter { $0 != 1 }.count <= 1
    return isVector || output.rank == 2 && input.rank == 4
  }
}

extension Network {
  /// The value that holds the images of a network with one input.
  var image: ValueID { ValueID(0) }
}
