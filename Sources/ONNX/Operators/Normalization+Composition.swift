import RLANetworks
import RLASymbolic

/// Norms whose scale or shift the network computes, as from quantized numbers: a norm without them,
/// a product and a sum.
extension NodeImport {
  /// A norm over the last axes.
  ///
  /// - Parameter norm: The norm without weights, of these axes and with this ε.
  /// - Returns: The results; nil where there is no such axis or there are further results.
  /// - Throws: `ONNXFailure` where the rank of the input is not known.
  func composedRowNorm(
    _ norm: (Shape, Double) -> any Operator
  ) throws(ONNXFailure) -> [ImportedValue]? {
    let shape = try shape(0, "X")
    let given = try int("axis", default: -1)
    let axis = given < 0 ? given + shape.rank : given
    guard let scale = optional(1), shape.dims.indices.contains(axis),
      node.outputs.dropFirst().allSatisfy(\.isEmpty)
    else { return nil }
    let norm = norm(
      Shape(Array(shape.dims[axis...])), try float("epsilon", default: 1e-5))
    let normal = try apply(norm, to: [try input(0, "X")])[0]
    let scaled = try pair(.multiply, normal, scale)
    guard let shift = optional(2) else { return [scaled] }
    return [try pair(.add, scaled, shift)]
  }

  /// A norm of each channel of each sample.
  func composedInstanceNorm() throws(ONNXFailure) -> [ImportedValue]? {
    let shape = try shape(0, "input")
    guard (3...5).contains(shape.rank), optional(1) != nil, optional(2) != nil else { return nil }
    let norm = InstanceNormalization(
      shape.channels, axes: shape.rank - 2, epsilon: try float("epsilon", default: 1e-5),
      affine: false)
    let normal = try apply(norm, to: [try input(0, "input")])[0]
    let scaled = try pair(.multiply, normal, try channels(1, shape.rank))
    return [try pair(.add, scaled, try channels(2, shape.rank))]
  }
}
