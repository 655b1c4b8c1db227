public import RLAKernels
public import RLANetworks
import RLASymbolic

/// The weights of a network in memory, those of a shared layer once, with memory for gradients.
///
/// Tensors are read and written in the order of PyTorch's state_dict; in memory they have the
/// layout that kernels read.
public final class Parameters: @unchecked Sendable {
  /// A tensor: one weight of one layer.
  public struct Entry: Sendable {
    /// The first of its names in the state_dict.
    public let name: String
    /// What the file of a network calls it, which layers with the same tensor share; elsewhere its
    /// name.
    public let tensor: String
    public let count: Int
    /// The index of the layer that owns it.
    public let layer: Int
    /// Whether the optimizer updates it.
    public let isLearned: Bool
    /// Sizes along the axes, as in the state_dict.
    public let shape: [Int]
    let offset: Int
    let layout: WeightLayout

    /// The request for the tensor to a source.
    public var request: TensorRequest { TensorRequest(tensor, shape) }

    /// The request by the name that does not depend on a file.
    var pathRequest: TensorRequest { TensorRequest(name, shape) }
  }

  public let network: Network
  /// In the order of the layers.
  public let entries: [Entry]
  /// Values of all tensors, buffers included.
  public let count: Int
  /// The width of the panels of filters; see `PanelMatrix`.
  let panelWidth: Int
  private let firstEntry: [Int]
  private let indices: [String: Int]
  private let buffer: ValueBuffer
  private var values: UnsafeMutablePointer<Float> { buffer.base }
  private var training: (gradients: ValueBuffer, velocity: ValueBuffer)?

  /// Allocates the weights, all zero.
  ///
  /// - Parameters:
  ///   - network: A network whose sizes are numbers.
  ///   - products: The product style that the memory layout suits best; any plan can run with any.
  /// - Throws: `PlanFailure.symbolic` where a weight has a size that is not a number,
  ///   `PlanFailure.resources` where the system refuses the memory.
  public init(
    _ network: Network, products: ProductStyle = .forProcessor
  ) throws(PlanFailure) {
    panelWidth = products.panelWidth
    var entries: [Entry] = []
    var first: [Int] = []
    var offset = 0
    for (number, layer) in network.layers.enumerated() {
      first.append(entries.count)
      for (index, weight) in layer.operator.weights.enumerated() where weight.shape.rank > 0 {
        guard let shape = weight.shape.values else { throw .symbolic(layer.path) }
        let count = shape.reduce(1, *)
        let name = weight.name(at: layer.path)
        entries.append(
          Entry(
            name: name, tensor: layer.name(ofWeight: index) ?? name, count: count, layer: number,
            isLearned: weight.role == .parameter, shape: shape, offset: offset,
            layout: (layer.operator as? any Executable)?
              .layout(ofWeight: index, panelWidth: panelWidth) ?? .plain))
        offset += MemoryPlanner.alignedFloats(count)
      }
    }
    self.network = network
    self.entries = entries
    count = offset
    firstEntry = first
    indices = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })
    buffer = try PlanFailure.refusing { () throws(ResourceFailure) in
      try ValueBuffer(offset, .whenWritten)
    }
  }

  // MARK: - Tensors by name

  /// The entry with a name of the state_dict; nil where there is none.
  public func index(of name: String) -> Int? { indices[name] }

  /// The values of a tensor in the order of the state_dict.
  public subscript(index: Int) -> [Float] {
    get { read(values, entries[index]) }
    set {
      precondition(newValue.count == entries[index].count, "The tensor has another size.")
      var writer = writer(of: entries[index])
      newValue.withUnsafeBufferPointer { writer.write($0) }
    }
  }

  /// The gradient of a tensor as the last backward pass left it, in the order of the state_dict.
  public func gradient(_ index: Int) -> [Float] {
    guard let training else { return Array(repeating: 0, count: entries[index].count) }
    return read(training.gradients.base, entries[index])
  }

  /// The momentum of a tensor, in the order of the state_dict; zeros before the first step.
  public func momentum(_ index: Int) -> [Float] {
    guard let training else { return Array(repeating: 0, count: entries[index].count) }
    return read(training.velocity.base, entries[index])
  }

  /// Sets the momentum of a tensor, once a session trains these weights.
  public func setMomentum(_ index: Int, _ values: [Float]) {
    let entry = entries[index]
    precondition(values.count == entry.count, "The tensor has another size.")
    var writer = TensorWriter(
      trainingBase.velocity + entry.offset, entry.layout, count: entry.count)
    values.withUnsafeBufferPointer { writer.write($0) }
  }

  private func read(_ base: UnsafeMutablePointer<Float>, _ entry: Entry) -> [Float] {
    Array(unsafeUninitializedCapacity: entry.count) { result, count in
      guard let target = result.baseAddress else { return }
      copy(base, entry, to: target)
      count = entry.count
    }
  }

  private func copy(
    _ base: UnsafeMutablePointer<Float>, _ entry: Entry, to target: UnsafeMutablePointer<Float>
  ) {
    let source = base + entry.offset
    entry.layout.forEachRun(0..<entry.count) { run in
      for step in 0..<run.count {
        target[run.element + step] = source[run.place + step * run.stride]
      }
    }
  }

  /// Copies the gradient of a tensor, in the order of the state_dict.
  package func copyGradient(_ index: Int, to target: UnsafeMutablePointer<Float>) {
    copy(trainingBase.gradients, entries[index], to: target)
  }

  /// Sets the gradient of a tensor, in the order of the state_dict.
  package func setGradient(_ index: Int, from values: UnsafePointer<Float>) {
    let entry = entries[index]
    var writer = TensorWriter(
      trainingBase.gradients + entry.offset, entry.layout, count: entry.count)
    writer.write(UnsafeBufferPointer(start: values, count: entry.count))
  }

  // MARK: - Memory

  func pointer(layer: Int, weight: Int) -> UnsafeMutablePointer<Float> {
    values + entries[firstEntry[layer] + weight].offset
  }

  /// The weights of a convolution or linear layer.
  func filter(layer: Int) -> Filter {
    Filter(pointer(layer: layer, weight: 0), panelWidth: panelWidth)
  }

  func filterGradient(layer: Int) -> Filter {
    Filter(gradientPointer(layer: layer, weight: 0), panelWidth: panelWidth)
  }

  func gradientPointer(layer: Int, weight: Int) -> UnsafeMutablePointer<Float> {
    trainingBase.gradients + entries[firstEntry[layer] + weight].offset
  }

  private var trainingBase:
    (gradients: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>)
  {
    guard let training else { preconditionFailure("No session trains these weights.") }
    return (training.gradients.base, training.velocity.base)
  }

  func valuePointer(_ entry: Entry) -> UnsafeMutablePointer<Float> { values + entry.offset }

  func trainingPointers(
    _ entry: Entry
  ) -> (gradient: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>)? {
    training.map { ($0.gradients.base + entry.offset, $0.velocity.base + entry.offset) }
  }

  /// Allocates gradients and momentum, once.
  func prepareForTraining() throws(ResourceFailure) {
    if training == nil { training = (try ValueBuffer(count), try ValueBuffer(count)) }
  }
}
