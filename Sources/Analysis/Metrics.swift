import RLANetworks
public import RLASymbolic

/// What a set of nodes costs.
public struct Metrics: Sendable {
  public var tally: WorkTally
  /// Parameters of the layers whose first application is in the set.
  public var parameters: Dim = 0
  /// Bytes of results that have their own memory.
  public var bytesWritten: Dim = 0
  /// Bytes read and written, weights included.
  public var bytesMoved: Dim = 0
  /// Bytes that training saves for the backward pass.
  public var savedTensorBytes: Dim = 0

  public init(batch: Dim) {
    tally = WorkTally(batch: batch)
  }

  /// Applications of operators.
  public var calls: Int { tally.entries.values.reduce(0) { $0 + $1.calls } }

  /// The cost of a number of runs over the same nodes, with their parameters only once.
  func repeated(_ times: Dim) -> Metrics {
    var product = self
    product.tally = tally.repeated(times)
    product.bytesWritten *= times
    product.bytesMoved *= times
    product.savedTensorBytes *= times
    return product
  }

  public static func += (left: inout Metrics, right: Metrics) {
    left.tally += right.tally
    left.parameters += right.parameters
    left.bytesWritten += right.bytesWritten
    left.bytesMoved += right.bytesMoved
    left.savedTensorBytes += right.savedTensorBytes
  }

  /// Whether some number left the 64-bit range.
  public var isOverflowed: Bool {
    let work = tally.total
    return [parameters, bytesWritten, bytesMoved, savedTensorBytes].contains(where: \.isOverflowed)
      || Quantity.allCases.contains { work[$0].isOverflowed }
  }
}
