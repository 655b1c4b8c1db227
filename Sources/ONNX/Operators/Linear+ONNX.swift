import RLANetworks
import RLASymbolic

/// A product with a stored matrix, with the addition of a stored bias where one follows: what PyTorch
/// calls a linear layer.
extension NodeImport {
  /// The linear layer that a product is; nil for a product of another form.
  ///
  /// - Parameters:
  ///   - isTransposed: Whether the second input is in×out.
  ///   - hasBias: Whether the third input is a bias.
  ///   - form: What the node makes of the layer.
  /// - Returns: The results of the node.
  /// - Throws: `ONNXFailure` where the layer cannot be applied.
  func linear(
    transposed isTransposed: Bool, hasBias: Bool = false,
    as form: (Linear) -> any Operator = { $0 }
  ) throws(ONNXFailure) -> [ImportedValue]? {
    guard case .computed? = optional(0), let weight = stored(1), weight.isFromFile,
      weight.fact.type.isFloating, weight.fact.shape.rank == 2
    else { return nil }
    let sizes = weight.fact.shape.dims
    let (inputs, outputs) = isTransposed ? (sizes[0], sizes[1]) : (sizes[1], sizes[0])
    var weights = [weight]
    if hasBias {
      guard let bias = stored(2), bias.isBias(of: weight, count: outputs) else { return nil }
      weights.append(bias)
    } else if let bias = try absorbedBias(of: weight, count: outputs) {
      weights.append(bias)
    }
    let layer = Linear(inputs, outputs, bias: weights.count == 2, transposed: isTransposed)
    return try self.layer(form(layer), weights, to: [optional(0)])
  }

  /// The stored vector that the only reader of the product adds to it; its node is then absorbed.
  private func absorbedBias(
    of weight: StoredTensor, count: Dim
  ) throws(ONNXFailure) -> StoredTensor? {
    guard let product = node.outputs.first, let addition = frame.readers.addition(to: product)
    else { return nil }
    guard case .stored(let bias)? = try importer.addend(of: addition, in: frame),
      bias.isBias(of: weight, count: count)
    else { return nil }
    frame.absorb(addition.node, into: product)
    return bias
  }
}

extension NetworkImporter {
  /// What an addition adds to a product, where it is known before the product.
  fileprivate func addend(
    of addition: (node: Int, addend: ONNXName), in frame: Frame
  ) throws(ONNXFailure) -> ImportedValue? {
    if let value = frame.value(addition.addend) { return value }
    guard let node = frame.readers.constant(addition.addend, before: addition.node) else {
      return nil
    }
    return try results(of: node, [], frame, frame.path).first
  }
}

extension StoredTensor {
  fileprivate func isBias(of weight: StoredTensor, count: Dim) -> Bool {
    isFromFile && fact.type == weight.fact.type && fact.shape == [count]
  }
}
