/// Points in a coordinate system, as data; `svg` draws them.
public struct ScatterPlot: Hashable, Sendable {
  public struct Point: Hashable, Sendable {
    public var x: Double
    public var y: Double
    /// Whether the point is drawn to stand out.
    public var isMarked: Bool

    public init(x: Double, y: Double, isMarked: Bool = false) {
      self.x = x
      self.y = y
      self.isMarked = isMarked
    }
  }

  /// Points that belong together and are joined in order.
  public struct Series: Hashable, Sendable {
    /// The entry in the legend; nil for none.
    public var name: String?
    public var points: [Point]

    public init(name: String?, points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  public var title: String
  /// Conditions under which the numbers hold, below the title.
  public var subtitle: String
  /// What the horizontal axis shows, with its unit: `macs (G)`.
  public var xLabel: String
  /// What the vertical axis shows, with its unit.
  public var yLabel: String
  public var series: [Series]
  /// What marked points are; nil where none is marked.
  public var mark: String?

  public init(
    title: String, subtitle: String, xLabel: String, yLabel: String, series: [Series],
    mark: String? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.mark = mark
  }
}
