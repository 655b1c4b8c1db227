import RLANetworks
import RLASymbolic

/// What an exporter changed of the tensors of a network, as far as the names in the file tell.
public struct ExportTraces: Hashable, Sendable {
  /// Batch norms that became a part of the layer before them.
  public let foldedNorms: Int
  /// Learned values that the file has fewer for these norms.
  public let foldedValues: Int
  /// Biases of zeros that the exporter left out.
  public let droppedBiases: Int
  /// Elements of these biases.
  public let droppedValues: Int
  /// Names of tensors that the exporter replaced by equal tensors, each as an Identity node.
  public let mergedTensors: Int
  /// Elements of the tensors that they were.
  public let mergedElements: Int
  /// What PyTorch called parameters before the export; nil where the file does not tell.
  ///
  /// A tensor that no layer owns is taken to have been a parameter.
  public let torchParameters: Int?
  /// Whether that holds only if no layer in front of a folded norm had a bias of its own, which
  /// nothing tells in files of PyTorch's older exporter.
  public let assumesNoBias: Bool

  /// - Parameters:
  ///   - network: The network of the file.
  ///   - producer: The program that wrote the file.
  ///   - graph: The graph of the file; nil where it was not read.
  ///   - folded: What was folded into its layers.
  ///   - merged: The elements of each tensor that was replaced by an equal one.
  init(
    _ network: Network, producer: String, graph: ONNXGraph?, folded: FoldedLayers = FoldedLayers(),
    merged: [Int] = []
  ) {
    foldedNorms = folded.norms
    foldedValues = folded.normValues
    droppedBiases = folded.droppedBiases
    droppedValues = folded.droppedValues
    assumesNoBias = folded.assumesNoBias
    mergedTensors = merged.count
    mergedElements = merged.reduce(0, +)
    let isKnown =
      producer.isOfPyTorch && !network.hasInventedParameters && !network.hasCopies
      && graph?.mayMergeInSilence == false && graph?.hasAmbiguousNumbers == false
      && !folded.computesBiases
    let changed = foldedValues + droppedValues + mergedElements
    torchParameters = isKnown ? network.parameterCount.value.map { $0 + changed } : nil
  }
}

extension ONNXGraph {
  /// Whether modules share a tensor: the newer exporter gives equal tensors one name, and nothing
  /// tells them from a tensor that the modules share in PyTorch.
  fileprivate var mayMergeInSilence: Bool {
    let tensors = Set(
      initializers.lazy.filter { $0.type.isFloating && $0.mayBeLearned }.map(\.id))
    var users: [ONNXName: String] = [:]
    for node in nodes {
      guard let scopes = node.scopes else { continue }
      for input in node.inputs where tensors.contains(input) {
        let module = ModulePath.path(inList: scopes)
        if let other = users.updateValue(module, forKey: input), other != module { return true }
      }
    }
    return false
  }

  /// Whether a few numbers may be a parameter or belong to a formula: no module names them, and neither
  /// does an exporter, or they have axes of their own as the scale of a group norm has.
  fileprivate var hasAmbiguousNumbers: Bool {
    initializers.contains { tensor in
      guard tensor.type.isFloating, !tensor.mayBeLearned else { return false }
      if tensor.name.isInvented { return tensor.count > 1 && tensor.dims.count > 1 }
      return !tensor.name.isResult && !tensor.name.contains("/")
    }
  }
}

extension ONNXTensor {
  /// Whether it may be learned, as far as its size and its name tell.
  fileprivate var mayBeLearned: Bool {
    count >= StoredTensor.fewestWeights || ModulePath.path(ofTensor: name) != nil
  }
}

extension Network {
  /// Whether a layer may be the copy of a shared one, of which an exporter folded one application:
  /// `rec.3_2` beside `rec.3`.
  fileprivate var hasCopies: Bool {
    let paths = Set(layers.map(\.path))
    return layers.contains { layer in
      guard let mark = layer.path.lastIndex(of: "_"),
        layer.path[mark...].dropFirst().allSatisfy(\.isNumber)
      else { return false }
      return paths.contains(String(layer.path[..<mark]))
    } || nodes.contains { $0.bodies.contains { $0.network.hasCopies } }
  }

  /// Whether learned values stand under names that the exporter invented, where no layer tells that
  /// they are those of a weight.
  fileprivate var hasInventedParameters: Bool {
    constants.contains { $0.role == .parameter && ($0.name.isInvented || $0.name.isResult) }
      || nodes.contains { $0.bodies.contains { $0.network.hasInventedParameters } }
  }
}

extension String {
  /// Whether a producer is one of the exporters of PyTorch, which name parameters as a state_dict does.
  var isOfPyTorch: Bool { hasPrefix("pytorch") }

  /// Whether a tensor has the name of a value, `onnx::Conv_497` or `val_75`, and not of a module.
  var isInvented: Bool {
    contains("::") || hasPrefix("val_") && dropFirst(4).allSatisfy(\.isNumber)
  }

  /// Whether a tensor has the name that PyTorch's newer exporter gives the result of a function, such
  /// as `index_3`: it was computed from parameters, which the file no longer has.
  var isResult: Bool {
    let digits = reversed().prefix(while: \.isNumber).count
    let number = "_\(suffix(digits))"
    return Self.functions.contains(
      digits > 0 && hasSuffix(number) ? String(dropLast(number.count)) : self)
  }

  /// Functions that make or rearrange tensors.
  private static let functions: Set<String> = [
    "add", "arange", "cat", "clone", "cos", "cumsum", "div", "embedding", "exp", "expand",
    "flatten",
    "flip", "full", "gather", "index", "index_select", "linspace", "masked_fill", "matmul", "mul",
    "neg", "ones", "ones_like", "pad", "permute", "pow", "repeat", "reshape", "roll", "rsqrt",
    "scalar_tensor_default", "select", "sigmoid", "sin", "slice", "softmax", "split", "sqrt",
    "squeeze", "stack", "sub",
    "sum",
    "tanh", "transpose", "tril", "triu", "unsqueeze", "view", "where", "zeros", "zeros_like",
  ]
}
