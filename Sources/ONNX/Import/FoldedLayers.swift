import RLANetworks
import RLASymbolic

/// What an exporter folded into the layers of a network or left out of them, as far as the file
/// tells.
struct FoldedLayers: Hashable, Sendable {
  /// Batch norms that became a part of the layer before them.
  private(set) var norms = 0
  /// Learned values that the file has fewer for them.
  private(set) var normValues = 0
  /// Whether layers in front of norms are taken to have had no bias of their own.
  private(set) var assumesNoBias = false
  /// Biases of zeros that were left out.
  private(set) var droppedBiases = 0
  /// Elements of these biases.
  private(set) var droppedValues = 0
  /// Whether a bias was computed from tensors that the file no longer has; those that were joined, as
  /// timm's eva02 does, need not all be parameters.
  private(set) var computesBiases = false

  /// Notes a layer that reads its tensors from the file.
  ///
  /// - Parameters:
  ///   - function: The operator.
  ///   - tensors: Its filter, and its bias where it has one.
  ///   - node: The first node that applies it.
  ///   - text: The text of a name of the model.
  mutating func note(
    _ function: any Operator, _ tensors: [StoredTensor?], of node: ONNXNode,
    _ text: (ONNXName) -> String
  ) {
    let bias = tensors.count > 1 ? tensors[1] : nil
    // No norm is folded into a product whose bias a node of its own adds.
    if let bias, bias.name.isResult || bias.name.isInvented && node.inputs.count < 3 {
      computesBiases = true
    }
    guard let channels = Self.channels(of: function)?.value else { return }
    guard let scopes = node.scopes else {
      noteNames(tensors, channels, node.inputs.dropFirst().map(text))
      return
    }
    let isNew = bias.map { $0.name.hasSuffix(".weight_bias") || $0.name.isInvented } ?? false
    let isNorm = isNew || ModulePath.call(inList: scopes).contains("batch_norm")
    if isNorm {
      norms += 1
      // A bias of the layer itself took up the shift of the norm.
      normValues += bias == nil || isNew ? channels : 2 * channels
    }
    if bias == nil, isNorm || node.dropsBias {
      droppedBiases += 1
      droppedValues += channels
    }
  }

  /// PyTorch's older exporter gives both tensors of a folded layer new names.
  ///
  /// A tensor that equals another one stands under the name of that, and the node reads it under its
  /// own.
  private mutating func noteNames(
    _ tensors: [StoredTensor?], _ channels: Int, _ names: [String]
  ) {
    guard tensors.count == 2, names.count > 1 else { return }
    for (tensor, name) in zip(tensors, names) {
      guard let tensor, tensor.name.isInvented || name.isInvented else { return }
    }
    norms += 1
    normValues += channels
    assumesNoBias = true
  }

  /// The outputs of what norms are folded into; nil for any other operator.
  private static func channels(of function: any Operator) -> Dim? {
    switch function {
    case let convolution as Convolution: convolution.outputChannels
    case let convolution as TransposedConvolution: convolution.outputChannels
    case let linear as Linear where !linear.isTransposed: linear.outputFeatures
    default: nil
    }
  }
}

extension ModulePath {
  /// The call in what PyTorch's newer exporter writes, a list of Python: `conv2d_3` of
  /// `['', 'layer1', 'layer1.0', 'conv2d_3']`.
  static func call(inList list: String) -> Substring {
    list.split { " []'\",".contains($0) }.last ?? ""
  }
}
