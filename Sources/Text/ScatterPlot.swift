/// Points in a coordinate system, as data; `svg` draws them.
package struct ScatterPlot: Hashable, Sendable {
  package struct Point: Hashable, Sendable {
    package var x: Double
    package var y: Double
    /// Whether the point is drawn to stand out.
    package var isMarked: Bool

    package init(x: Double, y: Double, isMarked: Bool = false) {
      self.x = x
      self.y = y
      self.isMarked = isMarked
    }
  }

  /// Points that belong together and are joined in order.
  package struct Series: Hashable, Sendable {
    /// The entry in the legend; nil for none.
    package var name: String?
    package var points: [Point]

    package init(name: String?, points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  package var title: String
  /// Conditions under which the numbers hold, below the title.
  package var subtitle: String
  /// What the horizontal axis shows, with its unit: `macs (G)`.
  package var xLabel: String
  /// What the vertical axis shows, with its unit.
  package var yLabel: String
  package var series: [Series]
  /// What marked points are; nil where none is marked.
  package var mark: String?
  /// nil where both axes are linear.
  package var logarithmicAxes: LogarithmicAxes?

  package init(
    title: String, subtitle: String, xLabel: String, yLabel: String, series: [Series],
    mark: String? = nil, logarithmicAxes: LogarithmicAxes? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.mark = mark
    self.logarithmicAxes = logarithmicAxes
  }
}
