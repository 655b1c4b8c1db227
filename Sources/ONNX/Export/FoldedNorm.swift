import RLANetworks
import RLASymbolic

/// A batch norm that a model has as part of the convolution before it:
/// `w' = w·γ/√(σ² + ε)`, `b' = (b − μ)·γ/√(σ² + ε) + β`.
struct FoldedNorm: Hashable, Sendable {
  let filter: String
  /// The bias of the convolution; nil for one without.
  let bias: String?
  /// The names of γ, β, μ and σ².
  let statistics: [String]
  let epsilon: Double
  let channels: Int

  /// The tensors of the network that it has in others.
  fileprivate var tensors: [String] { [filter] + (bias.map { [$0] } ?? []) + statistics }

  /// The name of the bias that is written; PyTorch's exporter names one so that no layer had.
  var writtenBias: String { bias ?? "\(filter)_bias" }
}

/// The batch norms of a network that alone read the result of a convolution, by which both are applied
/// once.
struct FoldedNorms {
  /// The numbers of their nodes.
  private(set) var nodes: Set<Int> = []
  /// By the number of the convolution's node, what the norm behind it makes.
  private(set) var results: [Int: Range<ValueID>] = [:]
  /// By the number of the convolution's node.
  private(set) var norms: [Int: FoldedNorm] = [:]
  /// The layers of the norms.
  private(set) var layers: Set<Int> = []

  init() {}

  init(_ network: Network) {
    let counts = network.applicationCounts
    var readers = [Int](repeating: 0, count: network.valueCount)
    for value in network.nodes.flatMap(\.reads) + network.outputs.map(\.value) {
      readers[value] += 1
    }
    // Layers of a file may own one tensor together, and nodes may read it beside them.
    var owners: [String: Int] = [:]
    for constant in network.constants { owners[constant.name, default: 0] += 1 }
    for layer in network.layers {
      for weight in layer.operator.weights.indices {
        if let name = layer.name(ofWeight: weight) { owners[name, default: 0] += 1 }
      }
    }
    for (number, node) in network.nodes.enumerated() {
      guard let layer = node.layer, counts[layer] == 1,
        let norm = network.layers[layer].operator as? BatchNormalization,
        let input = node.reads.first, readers[input] == 1,
        let producer = network.producer(of: input),
        let source = network.nodes[producer].layer, counts[source] == 1,
        network.layers[source].operator is Convolution,
        let folded = FoldedNorm(norm, network.layers[layer], in: network.layers[source]),
        folded.tensors.allSatisfy({ owners[$0] == 1 })
      else { continue }
      nodes.insert(number)
      results[producer] = node.outputs
      norms[producer] = folded
      layers.insert(layer)
    }
  }
}

extension FoldedNorm {
  /// Nil where a tensor has no name or no numbers for sizes.
  fileprivate init?(_ norm: BatchNormalization, _ layer: Layer, in convolution: Layer) {
    let names = (0..<4).compactMap { layer.name(ofWeight: $0) }
    let hasBias = convolution.operator.weights.count > 1
    guard names.count == 4, let channels = norm.channels.value,
      let filter = convolution.name(ofWeight: 0)
    else { return nil }
    self.filter = filter
    self.channels = channels
    bias = hasBias ? convolution.name(ofWeight: 1) : nil
    statistics = names
    epsilon = norm.epsilon
  }
}

/// The elements of a model with folded norms, from those of the network.
struct FoldedElements<Base: ONNXElements>: ONNXElements {
  private let base: Base
  private let byFilter: [String: FoldedNorm]
  private let byBias: [String: FoldedNorm]

  init(_ base: Base, _ norms: [FoldedNorm]) {
    self.base = base
    byFilter = Dictionary(uniqueKeysWithValues: norms.map { ($0.filter, $0) })
    byBias = Dictionary(uniqueKeysWithValues: norms.map { ($0.writtenBias, $0) })
  }

  func read(_ tensor: ONNXTensor, _ accept: (UnsafeRawBufferPointer) -> Void) {
    if let norm = byFilter[tensor.name] {
      scaled(tensor, norm, accept)
    } else if let norm = byBias[tensor.name] {
      bias(norm).withUnsafeBytes(accept)
    } else {
      base.read(tensor, accept)
    }
  }

  /// The elements of a filter, piece by piece.
  private func scaled(
    _ tensor: ONNXTensor, _ norm: FoldedNorm, _ accept: (UnsafeRawBufferPointer) -> Void
  ) {
    let factors = factors(norm)
    let elementsOfOutput = tensor.count / norm.channels
    var place = 0
    base.read(tensor) { chunk in
      let values = chunk.bindMemory(to: Float.self).map { value in
        defer { place += 1 }
        return Float(Double(value) * factors[place / elementsOfOutput])
      }
      values.withUnsafeBytes(accept)
    }
  }

  private func bias(_ norm: FoldedNorm) -> [Float] {
    let factors = factors(norm)
    let (shift, mean) = (vector(norm, norm.statistics[1]), vector(norm, norm.statistics[2]))
    let own = norm.bias.map { vector(norm, $0) }
    return factors.indices.map { channel in
      let centered = Double(own?[channel] ?? 0) - Double(mean[channel])
      return Float(centered * factors[channel] + Double(shift[channel]))
    }
  }

  /// `γ/√(σ² + ε)` by channel.
  private func factors(_ norm: FoldedNorm) -> [Double] {
    let (scale, variance) = (vector(norm, norm.statistics[0]), vector(norm, norm.statistics[3]))
    return zip(scale, variance).map { Double($0) / (Double($1) + norm.epsilon).squareRoot() }
  }

  private func vector(_ norm: FoldedNorm, _ name: String) -> [Float] {
    var values: [Float] = []
    base.read(ONNXTensor(name, [norm.channels])) { chunk in
      values += chunk.bindMemory(to: Float.self)
    }
    return values
  }
}
