import RLAFiles
public import RLANetworks

/// The elements of a tensor in a few numbers.
public struct TensorStatistics: Hashable, Sendable {
  public private(set) var count = 0
  public private(set) var notNumbers = 0
  public private(set) var infinities = 0
  /// Elements that are nearer to zero than `nearZeroLimit`.
  public private(set) var nearZero = 0
  /// Of the finite elements; 0 where there are none.
  public private(set) var least = 0.0
  public private(set) var greatest = 0.0
  /// Sums over the finite elements of their distance from the first, which keeps digits.
  private var (first, sum, squares) = (0.0, 0.0, 0.0)

  /// A channel whose norm has a weight below this carries next to nothing.
  public static let nearZeroLimit = 1e-3

  /// - Throws: `TensorFailure` where the file cannot be read.
  public init(of tensor: FileTensor, in file: any TensorFile) throws(TensorFailure) {
    try file.forEachElement(of: tensor) { add($0) }
  }

  private mutating func add(_ number: Double) {
    count += 1
    guard number.isFinite else {
      if number.isNaN { notNumbers += 1 } else { infinities += 1 }
      return
    }
    if finite == 1 { (first, least, greatest) = (number, number, number) }
    least = min(least, number)
    greatest = max(greatest, number)
    if number.magnitude < Self.nearZeroLimit { nearZero += 1 }
    sum += number - first
    squares += (number - first) * (number - first)
  }

  /// Elements that are numbers and finite.
  public var finite: Int { count - notNumbers - infinities }

  /// The mean of the finite elements; nil where there are none.
  public var mean: Double? { finite == 0 ? nil : first + sum / Double(finite) }

  /// The standard deviation of the finite elements, the square of which is divided by their number.
  public var deviation: Double? {
    if finite == 0 { return nil }
    let mean = sum / Double(finite)
    return max(0, squares / Double(finite) - mean * mean).squareRoot()
  }
}

extension TensorFile {
  /// Calls `body` with each element of a tensor in row-major order.
  @inline(__always)
  func forEachElement(
    of tensor: FileTensor, _ body: (Double) -> Void
  ) throws(TensorFailure) {
    let type = tensor.type
    try read(tensor.request) { chunk in
      guard let base = chunk.baseAddress else { return }
      for index in 0..<chunk.count / type.bytes { body(type.number(base, index)) }
    }
  }
}
