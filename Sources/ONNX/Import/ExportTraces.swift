import RLANetworks
import RLASymbolic

/// What an exporter changed of the tensors of a network, as far as the names in the file tell.
public struct ExportTraces: Hashable, Sendable {
  /// Convolutions with a bias that an exporter made of the batch norm behind them.
  public let foldedNorms: Int
  /// Elements of these biases; the norms had two learned values for each.
  public let foldedChannels: Int
  /// Names of tensors that the exporter replaced by equal tensors, each as an Identity node.
  public let mergedTensors: Int
  /// Elements of the tensors that they were.
  public let mergedElements: Int
  /// What PyTorch called parameters before the export; nil where names do not tell.
  ///
  /// A convolution in front of a norm is taken to have had no bias of its own, and a tensor that no
  /// layer owns to have been a parameter.
  public let torchParameters: Int?

  /// - Parameters:
  ///   - network: The network of the file.
  ///   - producer: The program that wrote the file.
  ///   - graph: The graph of the file; nil where it was not read.
  ///   - merged: The elements of each tensor that was replaced by an equal one.
  init(_ network: Network, producer: String, graph: ONNXGraph?, merged: [Int]) {
    let norms = network.foldedNorms
    foldedNorms = norms.count
    foldedChannels = norms.reduce(0, +)
    mergedTensors = merged.count
    mergedElements = merged.reduce(0, +)
    let isKnown =
      producer.hasPrefix("pytorch") && !network.hasInventedParameters && !network.hasCopies
      && graph?.mayMergeInSilence == false
    let changed = foldedChannels + mergedElements
    torchParameters = isKnown ? network.parameterCount.value.map { $0 + changed } : nil
  }
}

extension ONNXGraph {
  /// Whether modules share a tensor: the newer exporter gives equal tensors one name, and nothing
  /// tells them from a tensor that the modules share in PyTorch.
  fileprivate var mayMergeInSilence: Bool {
    let tensors = Set(
      initializers.lazy.filter { $0.type.isFloating && !$0.dims.isEmpty }.map(\.id))
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
}

extension Network {
  /// The channels of each batch norm that became the bias of a convolution, those in bodies included.
  fileprivate var foldedNorms: [Int] {
    let own = layers.compactMap { layer -> Int? in
      let weights = layer.operator.weights
      guard weights.count == 2, layer.tensors.count == 2, weights[0].shape.rank > 2,
        let filter = layer.tensors[0].name, let bias = layer.tensors[1].name,
        Self.isFolded(filter: filter, bias: bias)
      else { return nil }
      return weights[1].shape.elements.value
    }
    return own + nodes.lazy.flatMap(\.bodies).flatMap(\.network.foldedNorms)
  }

  /// PyTorch's newer exporter names a bias that no layer had after the filter; the older one gives
  /// both tensors of a folded convolution new names.
  private static func isFolded(filter: String, bias: String) -> Bool {
    bias.hasSuffix(".weight_bias") || filter.isInvented && bias.isInvented
  }

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
  /// Whether a tensor has the name of a value, `onnx::Conv_497` or `val_75`, and not of a module.
  fileprivate var isInvented: Bool {
    contains("::") || hasPrefix("val_") && dropFirst(4).allSatisfy(\.isNumber)
  }

  /// Whether a tensor has the name that PyTorch's newer exporter gives the result of a function, such
  /// as `index_3`: it was computed from parameters, which the file no longer has.
  fileprivate var isResult: Bool {
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
    "select", "sigmoid", "sin", "slice", "softmax", "split", "sqrt", "squeeze", "stack", "sub",
    "sum",
    "tanh", "transpose", "tril", "triu", "unsqueeze", "view", "where", "zeros", "zeros_like",
  ]
}
