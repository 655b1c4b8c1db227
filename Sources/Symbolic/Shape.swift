/// The sizes of a tensor along its axes, batch first: N×C, N×C×L or N×C×H×W.
public struct Shape: Hashable, Sendable {
  public var dims: [Dim]

  public init(_ dims: [Dim]) {
    self.dims = dims
  }

  /// The shape N×C×H×W of a batch of images or feature maps.
  public init(batch: Dim, channels: Dim, height: Dim, width: Dim) {
    dims = [batch, channels, height, width]
  }

  public var rank: Int { dims.count }
  public var batch: Dim { dims[0] }
  public var channels: Dim { dims[1] }
  /// The axes after batch and channels.
  public var spatial: ArraySlice<Dim> { dims.dropFirst(2) }

  /// The number of elements, the batch included.
  public var elements: Dim { Dim.product(of: dims) }

  public var symbols: Set<Symbol> { dims.reduce(into: []) { $0.formUnion($1.symbols) } }

  public func substituting(_ replacements: [Symbol: Dim]) -> Shape {
    Shape(dims.map { $0.substituting(replacements) })
  }

  /// The sizes as numbers; nil where one is symbolic or overflowed.
  public var values: [Int]? {
    let values = dims.compactMap(\.value)
    return values.count == dims.count ? values : nil
  }
}

extension Shape: ExpressibleByArrayLiteral {
  public init(arrayLiteral dims: Dim...) { self.init(dims) }
}

extension Shape: CustomStringConvertible {
  /// Sizes joined by ` x ` where one is symbolic, by `x` where all are numbers.
  public var description: String {
    if dims.isEmpty { return "scalar" }
    if let values { return values.map(String.init).joined(separator: "x") }
    return dims.map { $0.isSum ? "(\($0))" : "\($0)" }.joined(separator: " x ")
  }
}
