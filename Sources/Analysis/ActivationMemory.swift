public import Networks
import Operators
public import Symbolic

/// Where the values of a network live, as PyTorch runs it: which share memory, and for how long.
///
/// Sizes are those of float32. A value in place or as a view lives in the memory of the value that
/// it came from.
public struct ActivationMemory: Sendable {
  public static let bytesPerElement = 4

  /// By value, the value whose memory it uses.
  public let home: [ValueID]
  /// By value, the number of the last node that reads it or another value with the same home; the
  /// number of nodes for an output.
  public let lastUse: [Int]
  private let shapes: InferredShapes

  public init(_ shapes: InferredShapes) {
    let network = shapes.network
    var readers = [Int](repeating: -1, count: network.valueCount)
    for (index, node) in network.nodes.enumerated() {
      for input in node.inputs { readers[input] = index }
    }
    var home = Array(0..<network.valueCount)
    for (index, node) in network.nodes.enumerated() {
      switch network.operator(of: node).storage {
      case .fresh: continue
      case .view: home[index + 1] = home[node.inputs[0]]
      case .inPlace:
        // Somebody still needs the old value: the result cannot take its place.
        if readers[node.inputs[0]] == index { home[index + 1] = home[node.inputs[0]] }
      }
    }
    var lastUse = [Int](repeating: -1, count: network.valueCount)
    for value in 0..<network.valueCount {
      lastUse[home[value]] = max(lastUse[home[value]], readers[value], value - 1)
    }
    for output in network.outputs { lastUse[home[output]] = network.nodes.count }
    self.home = home
    self.lastUse = lastUse
    self.shapes = shapes
  }

  /// Bytes of a value.
  public func bytes(of value: ValueID) -> Dim {
    shapes.shapes[value].elements * Dim(Self.bytesPerElement)
  }

  /// Bytes that the node with this number writes into memory of its own; 0 for views and in place.
  public func bytesWritten(byNode index: Int) -> Dim {
    home[index + 1] == index + 1 ? bytes(of: index + 1) : 0
  }

  /// Bytes that a node reads and writes, weights included, each once; 0 for views.
  public func bytesMoved(byNode index: Int) -> Dim {
    let node = shapes.network.nodes[index]
    let function = shapes.network.operator(of: node)
    if function.storage == .view { return 0 }
    let inputs = function.kind == .zeroState ? [] : node.inputs
    let weights = shapes.network.parameterCount(of: node) * Dim(Self.bytesPerElement)
    return inputs.reduce(weights + bytes(of: index + 1)) { $0 + bytes(of: $1) }
  }

  /// By node, the bytes that live while it runs during inference.
  ///
  /// The input counts while a node still reads it; scratch memory of kernels does not count.
  public var liveBytes: [Dim] {
    let nodes = shapes.network.nodes
    var expiring = [Dim](repeating: 0, count: nodes.count + 1)
    expiring[max(0, lastUse[0])] += bytes(of: 0)
    var live = bytes(of: 0)
    return nodes.indices.map { index in
      let value = index + 1
      if home[value] == value {
        let size = bytes(of: value)
        live += size
        expiring[lastUse[value]] += size
      }
      let during = live
      live = live - expiring[index]
      return during
    }
  }

  /// The most bytes that live at once during inference, and the node that runs then; nil for
  /// symbolic sizes.
  public var peak: (bytes: Int, node: Int)? {
    guard let inputBytes = bytes(of: 0).value else { return nil }
    var best = (bytes: inputBytes, node: 0)
    for (index, live) in liveBytes.enumerated() {
      guard let bytes = live.value else { return nil }
      if bytes > best.bytes { best = (bytes, index) }
    }
    return best
  }
}
