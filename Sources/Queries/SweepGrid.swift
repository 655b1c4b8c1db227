public import RLASymbolic

/// The points of a grid of inputs and variants.
public struct SweepGrid: Hashable, Sendable {
  /// Samples per batch; nil where the batch is no coordinate of its own.
  public var batches: [Int]?
  /// Heights and widths of images; nil where they are no coordinates of their own.
  public var sizes: [NumberList.Size]?
  /// Sizes that a network has a name for, the first outermost.
  public var namedSizes: [NamedSize]
  /// Channels of the state; nil where they are not swept.
  public var stateChannels: [Int]?
  /// Classes; nil where they are not swept.
  public var classes: [Int]?

  /// What a size with a name of its own goes over.
  public struct NamedSize: Hashable, Sendable {
    public let symbol: Symbol
    public let values: [Int]

    public init(_ symbol: Symbol, _ values: [Int]) {
      self.symbol = symbol
      self.values = values
    }
  }

  /// The sizes of the inputs at a point, whatever the batch and the variant.
  public struct InputSizes: Hashable, Sendable {
    /// Height and width of images; nil where they are no coordinates.
    public let image: NumberList.Size?
    /// One number for each of the grid's `namedSizes`.
    public let named: [Int]
  }

  /// More points than this are a mistake.
  public static let limit = 1_000_000

  public init(
    batches: [Int]?, sizes: [NumberList.Size]?, namedSizes: [NamedSize] = [],
    stateChannels: [Int]? = nil, classes: [Int]? = nil
  ) {
    self.batches = batches
    self.sizes = sizes
    self.namedSizes = namedSizes
    self.stateChannels = stateChannels
    self.classes = classes
  }

  /// The coordinates of a point, in order.
  public var symbols: [Symbol] {
    (batches == nil ? [] : [.batch]) + (sizes == nil ? [] : [.height, .width])
      + namedSizes.map(\.symbol) + (stateChannels == nil ? [] : [.stateChannels])
      + (classes == nil ? [] : [.classes])
  }

  /// The sizes that vary along one series of a plot: those of images, else those named last.
  var symbolsAlongSeries: Set<Symbol> {
    sizes == nil ? Set(namedSizes.suffix(1).map(\.symbol)) : [.height, .width]
  }

  /// How many points the grid has; nil where the number leaves the 64-bit range.
  public var count: Int? {
    let counts =
      [batches, stateChannels, classes].map { $0?.count ?? 1 } + [sizes?.count ?? 1]
      + namedSizes.map(\.values.count)
    return counts.reduce(1) { product, count -> Int? in
      guard let product else { return nil }
      let (next, overflow) = product.multipliedReportingOverflow(by: count)
      return overflow ? nil : next
    }
  }

  /// The points, the batch innermost.
  func forEachPoint<Failure: Error>(
    _ body: (_ point: [Int], _ sizes: InputSizes) throws(Failure) -> Void
  ) throws(Failure) {
    let variants = Self.choices(of: stateChannels).flatMap { channels in
      Self.choices(of: classes).map { channels + $0 }
    }
    let named = namedSizes.reduce([[]]) { points, size in
      points.flatMap { point in size.values.map { point + [$0] } }
    }
    let images = sizes.map { $0.map(Optional.some) } ?? [nil]
    for variant in variants {
      for numbers in named {
        for image in images {
          let size = image.map { [$0.height, $0.width] } ?? []
          for batch in Self.choices(of: batches) {
            try body(
              batch + size + numbers + variant, InputSizes(image: image, named: numbers))
          }
        }
      }
    }
  }

  /// Each number alone; nothing where there are none to choose from.
  private static func choices(of numbers: [Int]?) -> [[Int]] {
    numbers.map { $0.map { [$0] } } ?? [[]]
  }
}
