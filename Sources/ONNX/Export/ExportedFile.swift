import RLANetworks
import RLASymbolic

/// What all graphs of a model that is written share.
final class ExportedFile {
  private var names = UniqueNames()
  /// Tensors of all graphs, which the outermost one has.
  private(set) var initializers: [ONNXTensor] = []
  /// Tensors whose elements are supplied later, by the names that these have.
  private var supplied: [String: ONNXTensor] = [:]
  /// By name, that of the elements of a tensor where it is another.
  private(set) var sources: [String: String] = [:]
  /// Vectors of sizes by their numbers.
  private var vectors: [[Int]: String] = [:]
  /// What nodes call.
  private(set) var functions: [WrittenFunction] = []
  /// Those of the operators of all nodes.
  private(set) var domains: Set<String> = []

  /// A name that nothing else of the model has.
  func unique(_ name: String) -> String { names.take(name) { "\($0)#\($1)" } }

  /// Notes that a node or a function is of a domain.
  func note(domain: String) { domains.insert(domain) }

  /// Adds a function, once.
  func append(_ function: WrittenFunction) {
    if functions.contains(where: { $0.name == function.name }) { return }
    functions.append(function)
    note(domain: function.domain)
  }

  // MARK: - Tensors

  /// The name of a vector of whole numbers, one for all equal ones.
  func vector(_ numbers: [Int]) -> String {
    if let name = vectors[numbers] { return name }
    let name = unique("sizes_" + numbers.map { "\($0)" }.joined(separator: "_"))
    initializers.append(ONNXTensor(name, wholes: numbers))
    vectors[numbers] = name
    return name
  }

  /// By layer, the names of its weights; empty for a counter of batches, which ONNX does not have.
  static func names(ofWeightsIn network: Network) throws(ONNXExportFailure) -> [[String]] {
    var result: [[String]] = []
    for layer in network.layers {
      var names: [String] = []
      for (index, weight) in layer.operator.weights.enumerated() {
        let name = weight.shape.rank > 0 ? layer.name(ofWeight: index) : nil
        if name != nil, weight.shape.values == nil {
          throw ONNXExportFailure(.openSize, layer.path, layer.operator.kind)
        }
        names.append(name ?? "")
      }
      result.append(names)
    }
    return result
  }

  /// Adds the weights in the order of the state_dict, those of a shared layer once.
  ///
  /// - Parameters:
  ///   - network: The outermost network.
  ///   - norms: Norms that become parts of the convolutions before them.
  /// - Returns: By layer, the names of its weights, with those that norms add.
  /// - Throws: `ONNXExportFailure` at a weight of unknown size.
  func addWeights(
    of network: Network, folding norms: FoldedNorms
  ) throws(ONNXExportFailure) -> [[String]] {
    let written = Dictionary(
      norms.norms.map { (network.nodes[$0].layer, $1) }
    ) { first, _ in first }
    var allNames = try Self.names(ofWeightsIn: network)
    for (number, layer) in network.layers.enumerated() {
      if !norms.layers.contains(number) { addWeights(of: layer, allNames[number]) }
      if let norm = written[number], norm.bias == nil {
        allNames[number].append(norm.writtenBias)
        initializers.append(ONNXTensor(unique(norm.writtenBias), [norm.channels]))
      }
    }
    return allNames
  }

  /// Adds the weights of layers in bodies, which may be those of layers outside.
  func addWeights(ofBodiesIn network: Network) throws(ONNXExportFailure) {
    for node in network.nodes {
      for body in node.bodies {
        let names = try Self.names(ofWeightsIn: body.network)
        for (layer, names) in zip(body.network.layers, names) { addWeights(of: layer, names) }
        try addWeights(ofBodiesIn: body.network)
      }
    }
  }

  private func addWeights(of layer: Layer, _ names: [String]) {
    for (weight, name) in zip(layer.operator.weights, names)
    where !name.isEmpty && supplied[name] == nil {
      _ = add(ONNXTensor(name, weight.shape.values ?? []))
    }
  }

  /// Adds a tensor whose elements are supplied when the model is written, once for all that read it.
  ///
  /// - Parameter tensor: The tensor under the name of its elements.
  /// - Returns: The name that it has, which is another one where something else took that.
  private func add(_ tensor: ONNXTensor) -> String {
    let known = supplied[tensor.name]
    if let known, known.dims == tensor.dims, known.type == tensor.type { return known.name }
    var written = tensor
    written.name = unique(tensor.name)
    if written.name != tensor.name { sources[written.name] = tensor.name }
    if known == nil { supplied[tensor.name] = written }
    initializers.append(written)
    return written.name
  }

  /// Adds the tensors that no layer owns.
  ///
  /// - Returns: The names of the values that they are.
  /// - Throws: `ONNXExportFailure` at one of unknown size, or whose elements are no whole bytes.
  func addConstants(of network: Network) throws(ONNXExportFailure) -> [Int: String] {
    var valueNames: [Int: String] = [:]
    for (value, origin) in network.origins.enumerated() {
      guard case .constant(let index) = origin else { continue }
      let constant = network.constants[index]
      guard let dims = constant.fact.shape.values else {
        throw ONNXExportFailure(.openSize, constant.name)
      }
      var tensor = ONNXTensor(constant.name, dims, constant.fact.type)
      tensor.numbers = constant.numbers
      if tensor.numbers == nil {
        if !constant.fact.type.bits.isMultiple(of: 8) {
          throw ONNXExportFailure(.elements, constant.name)
        }
        valueNames[value] = add(tensor)
      } else {
        tensor.name = unique(constant.name)
        initializers.append(tensor)
        valueNames[value] = tensor.name
      }
    }
    return valueNames
  }
}

extension Constant {
  /// The elements, where all of them are known; nil for data of a file.
  fileprivate var numbers: [ONNXNumber]? {
    if let elements = fact.elements {
      let wholes = elements.compactMap(\.value)
      return wholes.count == elements.count ? wholes.map { .whole($0) } : nil
    }
    if let reals = fact.reals { return reals.map { .real($0) } }
    return number.map { [.real($0)] }
  }
}
