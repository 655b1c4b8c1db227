import RLANetworks

/// Tensors made from their names, so that a run needs no file of weights; see `FormulaWeights`.
///
/// It has a tensor of 32-bit numbers for every name and shape. Norm weights and running variances lie
/// in 0.5 ..< 1.5, biases and running means in −0.1 ..< 0.1, filters are uniform with variance
/// 1 / fan-in.
public struct FormulaSource: TensorSource {
  public init() {}

  public func read(
    _ request: TensorRequest, _ accept: (UnsafeRawBufferPointer) -> Void
  ) throws(TensorFailure) {
    guard request.type == .float32 else {
      throw TensorFailure(expected: request, found: .nothing)
    }
    Self.fill(request) { accept(UnsafeRawBufferPointer($0)) }
  }

  /// Elements of a piece: few enough to stay in the first cache.
  private static let pieceCount = 2048

  /// Makes the elements of a tensor of 32-bit numbers.
  static func fill(_ request: TensorRequest, _ accept: (UnsafeBufferPointer<Float>) -> Void) {
    let formula = FormulaWeights(request.name)
    switch request.name.split(separator: ".").last ?? "" {
    case "running_var":
      pieces(formula, request.count, { 0.5 + $0 }, accept)
    case "running_mean", "bias":
      pieces(formula, request.count, { 0.2 * $0 - 0.1 }, accept)
    default:
      if request.shape.count == 1 { return pieces(formula, request.count, { 0.5 + $0 }, accept) }
      let fanIn = request.shape.dropFirst().reduce(1, *)
      let bound = (3 / Double(fanIn)).squareRoot()
      pieces(formula, request.count, { (2 * $0 - 1) * bound }, accept)
    }
  }

  @inline(__always)
  private static func pieces(
    _ formula: FormulaWeights, _ count: Int, _ value: (Double) -> Double,
    _ accept: (UnsafeBufferPointer<Float>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: pieceCount) { buffer in
      for first in stride(from: 0, to: count, by: pieceCount) {
        let length = min(pieceCount, count - first)
        for place in 0..<length {
          buffer.initializeElement(at: place, to: Float(value(formula.unit(first + place))))
        }
        accept(UnsafeBufferPointer(rebasing: buffer[..<length]))
      }
    }
  }
}
