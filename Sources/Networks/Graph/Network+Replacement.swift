extension Network {
  /// A network with other nodes in place of some, and the node of the original for each of its
  /// own.
  package struct Replacement: Sendable {
    package let network: Network
    /// By node, that of the original network.
    package let originals: [Int]
    /// The values that are not of the original network, in order: the node that was replaced, and the
    /// value of what stands in its place.
    package let added: [(node: Int, value: ValueID)]
  }

  /// Puts networks in place of nodes that compute the same.
  ///
  /// Values keep their numbers, and those within the replacements follow them. A replacement takes
  /// what its node reads and returns what its node makes; its only layer, if it has one, is the layer
  /// of the node under another operator.
  ///
  /// - Parameters:
  ///   - replacements: By node.
  ///   - rank: The number of axes of a value.
  /// - Returns: The network.
  package func replacing(
    _ replacements: [Int: Network], rank: (ValueID) -> Int
  ) -> Replacement {
    var splice = Splice(self)
    for (index, node) in nodes.enumerated() {
      if let inner = replacements[index] {
        splice.append(inner, inPlaceOf: node, index, rank)
      } else {
        splice.append(node, index)
      }
    }
    return Replacement(
      network: Network(self, splice), originals: splice.originals, added: splice.added)
  }

  private init(_ original: Network, _ splice: Splice) {
    name = original.name
    inputs = original.inputs
    outputs = original.outputs
    origins = splice.origins
    nodes = splice.nodes
    layers = splice.layers
    registrations = original.registrations
    constants = splice.constants
    modules = original.modules
    roles = original.roles
    stages = original.stages
    parameterCount = original.parameterCount
    nodeNames = original.nodeNames.isEmpty ? [] : splice.originals.map { original.nodeNames[$0] }
    nodeTypes = original.nodeTypes.isEmpty ? [] : splice.originals.map { original.nodeTypes[$0] }
    constantWork = [:]
  }
}

/// The parts of a network while nodes are replaced.
private struct Splice {
  var nodes: [Node] = []
  var originals: [Int] = []
  var added: [(node: Int, value: ValueID)] = []
  var origins: [Network.Origin]
  var layers: [Layer]
  var constants: [Constant]

  init(_ network: Network) {
    origins = network.origins
    layers = network.layers
    constants = network.constants
  }

  mutating func append(_ node: Node, _ original: Int) {
    for (place, value) in node.outputs.enumerated() {
      origins[value] = .node(nodes.count, output: place)
    }
    nodes.append(node)
    originals.append(original)
  }

  mutating func append(
    _ inner: Network, inPlaceOf node: Node, _ original: Int, _ rank: (ValueID) -> Int
  ) {
    if let layer = node.layer, let replaced = inner.layers.first {
      layers[layer] = layers[layer].with(replaced.operator)
    }
    var places = [ValueID?](repeating: nil, count: inner.valueCount)
    for (value, origin) in inner.origins.enumerated() {
      switch origin {
      case .input(let index): places[value] = node.reads[index]
      case .constant(let index):
        places[value] = add(.constant(constants.count), original, ValueID(value))
        constants.append(inner.constants[index])
      case .node: break
      }
    }
    // A result that one node makes alone takes the place of that of the replaced node.
    for (output, target) in zip(inner.outputs, node.outputs) {
      guard let maker = inner.producer(of: output.value), places[output.value] == nil,
        inner.nodes[maker].outputs.count == 1
      else { continue }
      places[output.value] = target
    }
    for part in inner.nodes { append(part, of: inner, node, original, &places) }
    for (output, target) in zip(inner.outputs, node.outputs) {
      guard let value = places[output.value], value != target else { continue }
      append(.unchanged(value, as: target, rank: rank(target), like: node), original)
    }
  }

  private mutating func append(
    _ part: Node, of inner: Network, _ node: Node, _ original: Int, _ places: inout [ValueID?]
  ) {
    let outputs: Range<ValueID>
    if let place = places[part.output] {
      outputs = place..<place.advanced(by: 1)
    } else {
      let first = ValueID(origins.count)
      for output in part.outputs {
        places[output] = add(.node(nodes.count, output: 0), original, output)
      }
      outputs = first..<first.advanced(by: part.outputs.count)
    }
    let action: Node.Action =
      if part.layer != nil, let layer = node.layer {
        .layer(layer)
      } else {
        part.action
      }
    let inputs = part.inputs.map { $0.flatMap { places[$0] } }
    let replaced =
      part.isPlain
      ? Node(
        action: action, kind: part.kind, reads: inputs.compactMap(\.self), outputs: outputs,
        callStyle: node.callStyle, module: node.module)
      : Node(
        action: action, kind: part.kind, inputs: inputs, outputs: outputs, bodies: [],
        callStyle: node.callStyle, module: node.module)
    append(replaced, original)
  }

  private mutating func add(
    _ origin: Network.Origin, _ node: Int, _ value: ValueID
  ) -> ValueID {
    added.append((node, value))
    origins.append(origin)
    return ValueID(origins.count - 1)
  }
}

extension Node {
  /// A node that gives a value a further number.
  fileprivate static func unchanged(
    _ value: ValueID, as target: ValueID, rank: Int, like node: Node
  ) -> Node {
    let copy = Reshape(to: (0..<rank).map { .axis($0) })
    return Node(
      action: .function(copy, scope: ""), kind: copy.kind, reads: [value],
      outputs: target..<target.advanced(by: 1), callStyle: node.callStyle,
      module: node.module)
  }
}

extension Layer {
  /// The layer under another operator with the same weights.
  fileprivate func with(_ function: any Operator) -> Layer {
    Layer(
      path: path, operator: function, callStyle: callStyle, isFrozen: isFrozen,
      background: background, tensors: tensors)
  }
}
