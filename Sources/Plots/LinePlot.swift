/// Points in a coordinate system, joined or not, as data; `scene` draws them.
package struct LinePlot: Hashable, Sendable {
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

  /// Points that belong together.
  package struct Series: Hashable, Sendable {
    /// The entry in the legend; nil for none.
    package var name: String?
    /// Those that are no numbers, or have no place on a logarithmic axis, are left out and interrupt
    /// the line.
    package var points: [Point]
    /// Whether a line joins the points in their order.
    package var isJoined: Bool
    /// The number of its look, so that it has the same in several plots; nil for its place.
    package var look: Int?

    package init(name: String?, points: [Point], isJoined: Bool = true, look: Int? = nil) {
      self.name = name
      self.points = points
      self.isJoined = isJoined
      self.look = look
    }

    func style(at place: Int) -> SeriesStyle { SeriesStyle(look ?? place) }
  }

  /// A line that is no data, such as a limit: gray, and named in the legend.
  package struct Guide: Hashable, Sendable {
    package var name: String
    package var points: [Point]

    package init(name: String, points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  /// Words beside a point.
  package struct Label: Hashable, Sendable {
    package var text: String
    package var x: Double
    package var y: Double

    package init(_ text: String, x: Double, y: Double) {
      self.text = text
      self.x = x
      self.y = y
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
  package var guides: [Guide]
  /// The first ones have the best places; what has no place left is not drawn.
  package var labels: [Label]
  /// What marked points are; nil where none is marked.
  package var mark: String?
  /// nil where both axes are linear.
  package var logarithmicAxes: LogarithmicAxes?

  package init(
    title: String, subtitle: String, xLabel: String, yLabel: String, series: [Series],
    guides: [Guide] = [], labels: [Label] = [], mark: String? = nil,
    logarithmicAxes: LogarithmicAxes? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.guides = guides
    self.labels = labels
    self.mark = mark
    self.logarithmicAxes = logarithmicAxes
  }

  /// Whether a point has a place on the axes.
  func hasPlace(_ point: Point) -> Bool {
    guard point.x.isFinite, point.y.isFinite else { return false }
    return (logarithmicAxes?.hasX != true || point.x > 0)
      && (logarithmicAxes?.hasY != true || point.y > 0)
  }
}
