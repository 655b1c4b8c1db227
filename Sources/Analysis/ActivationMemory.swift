public import RLANetworks
public import RLASymbolic

/// The memory of the values of a network in PyTorch: which values share memory, and for how long it
/// lives.
///
/// A value made in place or as a view uses the memory of its source. Constants, and views of nothing
/// but a parameter, are data of the network rather than activations, so they take no memory here.
public struct ActivationMemory: Sendable {
  /// By value, the value whose memory it uses.
  public let home: [ValueID]
  /// By value, the number of the last node that reads it or another value with the same home; the
  /// number of nodes for an output.
  public let lastUse: [Int]
  private let shapes: InferredShapes
  private let precision: StoragePrecision
  /// By value, its bytes where all of them are numbers, and so are their sums; else nil.
  private let numbers: [Int]?
  /// By value, its bytes where some are no numbers; else empty.
  private let sizes: [Dim]
  /// Inputs with their own memory; those after them are values outside of a body.
  private let ownInputs: Range<Int>

  /// - Parameters:
  ///   - shapes: The network with its shapes.
  ///   - captures: How many of the last inputs are values that a body captures.
  ///   - precision: The type in which values and parameters are stored.
  public init(
    _ shapes: InferredShapes, captures: Int = 0, precision: StoragePrecision = .float32
  ) {
    let network = shapes.network
    ownInputs = 0..<network.inputs.count - captures
    var readers = [Int](repeating: -1, count: network.valueCount)
    for (index, node) in network.nodes.enumerated() {
      for value in node.reads { readers[value] = index }
    }
    for output in network.outputs { readers[output.value] = network.nodes.count }
    var home = (0..<network.valueCount).map { ValueID($0) }
    // By home, the last node that reads a value in it. Values from outside are never overwritten.
    var lastRead = readers
    for (value, origin) in network.origins.enumerated() {
      switch origin {
      case .input(let index) where !ownInputs.contains(index): lastRead[value] = .max
      case .constant: lastRead[value] = .max
      case .input, .node: continue
      }
    }
    for (index, node) in network.nodes.enumerated() {
      guard let first = node.reads.first else { continue }
      let storage = network.operator(of: node).storage
      if storage == .fresh { continue }
      // A later node still reads the old value, so it cannot be overwritten.
      if storage == .inPlace, lastRead[home[first]] != index { continue }
      for value in storage == .view ? node.outputs : node.output..<node.output.advanced(by: 1) {
        home[value] = home[first]
        lastRead[home[first]] = max(lastRead[home[first]], readers[value])
      }
    }
    var lastUse = [Int](repeating: -1, count: network.valueCount)
    for (value, origin) in network.origins.enumerated() {
      var moment = readers[value]
      if case .node(let node, _) = origin { moment = max(moment, node) }
      lastUse[home[value]] = max(lastUse[home[value]], moment)
    }
    for output in network.outputs { lastUse[home[output.value]] = network.nodes.count }
    self.home = home
    self.lastUse = lastUse
    self.shapes = shapes
    self.precision = precision
    let facts = Self.withoutParameters(shapes)
    numbers = Self.numbers(facts, precision)
    sizes = numbers == nil ? facts.map(precision.bytes(of:)) : []
  }

  /// By value, what is stored; nothing for a parameter of the network.
  private static func withoutParameters(_ shapes: InferredShapes) -> [Fact] {
    var facts = shapes.facts
    for node in shapes.network.nodes where node.reads.isEmpty {
      guard shapes.network.operator(of: node).storage == .view else { continue }
      for value in node.outputs { facts[value] = Fact(facts[value].type, [0]) }
    }
    return facts
  }

  private static func numbers(_ facts: [Fact], _ precision: StoragePrecision) -> [Int]? {
    var numbers: [Int] = []
    numbers.reserveCapacity(facts.count)
    var total = 0
    for fact in facts {
      guard let bytes = precision.bytes(of: fact).value else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(bytes)
      if overflow { return nil }
      total = sum
      numbers.append(bytes)
    }
    return numbers
  }

  /// Bytes of a value.
  public func bytes(of value: ValueID) -> Dim {
    if let numbers { Dim(numbers[value]) } else { sizes[value] }
  }

  /// Bytes of the inputs of the network.
  public var inputBytes: Dim {
    shapes.network.inputs.indices.reduce(0) { $0 + bytes(of: ValueID($1)) }
  }

  /// Bytes that a node writes into memory of its own; 0 for views and in place.
  public func bytesWritten(by node: Node) -> Dim {
    // Nearly every node has one result.
    if node.outputs.count == 1 {
      return home[node.output] == node.output ? bytes(of: node.output) : 0
    }
    return node.outputs.reduce(0) { home[$1] == $1 ? $0 + bytes(of: $1) : $0 }
  }

  /// Bytes that a node reads and writes, weights included, each once; 0 for views.
  ///
  /// Bytes moved in its bodies are not included.
  public func bytesMoved(by node: Node) -> Dim {
    bytesMoved(by: node, applying: shapes.network.operator(of: node))
  }

  /// Bytes that a node with its operator reads and writes.
  func bytesMoved(by node: Node, applying function: any Operator) -> Dim {
    let network = shapes.network
    if function.storage == .view || !node.isPlain && !node.bodies.isEmpty { return 0 }
    var bytes: Dim = 0
    if node.layer != nil {
      bytes = network.parameterCount(of: node) * Dim(precision.stored.bytes)
    }
    for value in node.outputs { bytes += self.bytes(of: value) }
    network.forEachRead(of: node) { value, use in
      if use == .elements { bytes += self.bytes(of: value) }
    }
    return bytes
  }

  /// By node, the live bytes while it runs in inference, without those inside its bodies.
  ///
  /// An input counts as long as a node still reads it; scratch memory of kernels does not count.
  public var liveBytes: [Dim] {
    if let numbers { live(numbers).map { Dim($0) } } else { live(sizes) }
  }

  /// By node, the sum of the sizes of what lives while it runs.
  private func live<Size: AdditiveArithmetic>(_ sizes: [Size]) -> [Size] {
    let network = shapes.network
    var expiring = [Size](repeating: .zero, count: network.nodes.count + 1)
    var live = Size.zero
    for index in ownInputs {
      expiring[max(0, lastUse[index])] += sizes[index]
      live += sizes[index]
    }
    return network.nodes.indices.map { index in
      for value in network.nodes[index].outputs where home[value] == value {
        live += sizes[value]
        expiring[lastUse[value]] += sizes[value]
      }
      let during = live
      live -= expiring[index]
      return during
    }
  }

  /// The live bytes at each moment of inference that may be the peak: the inputs alone, then each
  /// node with its number, again for each moment inside its bodies.
  public var moments: [(node: Int, bytes: Dim)] {
    let network = shapes.network
    let inputBytes = ownInputs.reduce(0) { $0 + bytes(of: ValueID($1)) }
    var moments = [(node: 0, bytes: inputBytes)]
    for (index, live) in liveBytes.enumerated() {
      moments.append((index, live))
      guard let bodies = shapes.bodies[index] else { continue }
      let node = network.nodes[index]
      // The results of a branch are those of its node; a loop has both at once.
      let around =
        (network.operator(of: node) as? any ControlOperator)?.returnsBodyResults == true
        ? live - bytesWritten(by: node) : live
      for (body, inferred) in zip(node.bodies, bodies) where inferred.runs != 0 {
        guard let inner = inferred.shapes else { continue }
        let memory = ActivationMemory(
          inner, captures: body.captures.count, precision: precision)
        for moment in memory.moments {
          moments.append((index, around + moment.bytes))
        }
      }
    }
    return moments
  }

  /// The peak of live bytes in inference, and the node that runs then; nil for symbolic sizes
  /// and where nothing runs.
  public var peak: (bytes: Int, node: Int)? {
    guard let atStart = inputBytes.value, !shapes.network.nodes.isEmpty else { return nil }
    var best = (bytes: atStart, node: 0)
    // Without bodies, no list of all moments is needed.
    if shapes.bodies.isEmpty, let numbers {
      for (node, bytes) in live(numbers).enumerated() where bytes > best.bytes {
        best = (bytes, node)
      }
      return best
    }
    for moment in moments {
      guard let bytes = moment.bytes.value else { return nil }
      if bytes > best.bytes { best = (bytes, moment.node) }
    }
    return best
  }
}
