public import RLANetworks

/// Weights that follow from the names of their tensors, so that a run needs no file; see
/// `SyntheticValues`.
///
/// The source has a tensor of 32-bit numbers for every name and shape. Norm weights and running variances lie
/// in 0.5 ..< 1.5, biases and running means in −0.1 ..< 0.1, filters are uniform with variance
/// 1 / fan-in.
public struct SyntheticWeights: TensorSource {
  public init() {}

  public func read(
    _ request: TensorRequest, _ accept: (UnsafeRawBufferPointer) -> Void
  ) throws(TensorFailure) {
    guard request.type == .float32 else {
      throw TensorFailure(expected: request, found: .nothing)
    }
    Self.fill(request) { accept(UnsafeRawBufferPointer($0)) }
  }

  /// Makes the elements of a tensor of 32-bit numbers.
  static func fill(_ request: TensorRequest, _ accept: (UnsafeBufferPointer<Float>) -> Void) {
    let values = SyntheticValues(request.name)
    switch request.name.split(separator: ".").last ?? "" {
    case "running_var":
      values.floats(request.count, { 0.5 + $0 }, accept)
    case "running_mean", "bias":
      values.floats(request.count, { 0.2 * $0 - 0.1 }, accept)
    default:
      if request.shape.count == 1 { return values.floats(request.count, { 0.5 + $0 }, accept) }
      let fanIn = request.shape.dropFirst().reduce(1, *)
      let bound = (3 / Double(fanIn)).squareRoot()
      values.floats(request.count, { (2 * $0 - 1) * bound }, accept)
    }
  }
}
