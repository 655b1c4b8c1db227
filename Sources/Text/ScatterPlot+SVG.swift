extension ScatterPlot {
  /// The plot as an SVG 1.1 document of 720 x 460 pixels, readable in black and white.
  package var svg: String {
    var canvas = Canvas(plot: self)
    canvas.drawHeading()
    canvas.drawAxes()
    for (index, series) in series.enumerated() { canvas.draw(series, number: index) }
    canvas.drawLegend()
    return canvas.document
  }
}

/// The state of a drawing: scales and what is drawn so far.
private struct Canvas {
  private static let width = 720.0
  private static let height = 460.0
  private static let left = 84.0
  private static let top = 64.0
  private static let bottom = 396.0

  private let plot: ScatterPlot
  private let xAxis: PlotAxis
  private let yAxis: PlotAxis
  private var elements: [String] = []

  /// The right end of the axes; a legend stands to the right of it.
  private let right: Double
  /// More series than this are named by their number.
  private static let legendLimit = 15
  /// An estimate for the legend, whose font is not known here.
  private static let letterWidth = 6.2

  init(plot: ScatterPlot) {
    self.plot = plot
    let points = plot.series.flatMap(\.points)
    xAxis = PlotAxis(
      points.map(\.x), count: 7, isLogarithmic: plot.logarithmicAxes?.hasX == true)
    yAxis = PlotAxis(
      points.map(\.y), count: 6, isLogarithmic: plot.logarithmicAxes?.hasY == true)
    let words = plot.series.compactMap(\.name) + (plot.mark.map { [$0] } ?? [])
    let longest = words.map(\.count).max().map { 64 + Double($0) * Self.letterWidth } ?? 24
    right = max(Self.width - longest, Self.width / 2)
  }

  private func x(_ value: Double) -> Double {
    xAxis.position(value) * (right - Self.left) + Self.left
  }

  private func y(_ value: Double) -> Double {
    Self.bottom - yAxis.position(value) * (Self.bottom - Self.top)
  }

  mutating func drawHeading() {
    text(plot.title, Self.left, 26, size: 15, weight: "bold")
    text(plot.subtitle, Self.left, 46, size: 11, color: "#555555")
  }

  mutating func drawAxes() {
    for (value, label) in zip(xAxis.marks, xAxis.labels) {
      line(x(value), Self.top, x(value), Self.bottom, color: "#e4e4e4")
      text(label, x(value), Self.bottom + 18, size: 11, anchor: "middle")
    }
    for (value, label) in zip(yAxis.marks, yAxis.labels) {
      line(Self.left, y(value), right, y(value), color: "#e4e4e4")
      text(label, Self.left - 8, y(value) + 4, size: 11, anchor: "end")
    }
    line(Self.left, Self.bottom, right, Self.bottom, color: "#333333")
    line(Self.left, Self.top, Self.left, Self.bottom, color: "#333333")
    text(
      Self.label(plot.xLabel, xAxis), (Self.left + right) / 2, Self.bottom + 44, size: 12,
      anchor: "middle")
    text(
      Self.label(plot.yLabel, yAxis), 22, (Self.top + Self.bottom) / 2, size: 12, anchor: "middle",
      isUpright: true)
  }

  private static func label(_ text: String, _ axis: PlotAxis) -> String {
    axis.isLogarithmic ? "\(text), logarithmic" : text
  }

  mutating func draw(_ series: ScatterPlot.Series, number: Int) {
    let style = PlotStyle(number)
    if series.points.count > 1 {
      let path = series.points.map { "\(coordinate(x($0.x))),\(coordinate(y($0.y)))" }
      elements.append(
        "<polyline points=\"\(path.joined(separator: " "))\" fill=\"none\" "
          + "stroke=\"\(style.color)\" stroke-width=\"1.2\"\(style.dashes)/>")
    }
    for point in series.points {
      if point.isMarked {
        ring(x(point.x), y(point.y))
      }
      elements.append(style.point(x(point.x), y(point.y)))
    }
  }

  mutating func drawLegend() {
    var line = Self.top + 8
    for (index, series) in plot.series.prefix(Self.legendLimit).enumerated() {
      guard let name = series.name else { continue }
      let style = PlotStyle(index)
      self.line(right + 16, line, right + 40, line, color: style.color, more: style.dashes)
      elements.append(style.point(right + 28, line))
      text(name, right + 48, line + 4, size: 11)
      line += 20
    }
    if plot.series.count > Self.legendLimit {
      text("and \(plot.series.count - Self.legendLimit) more", right + 48, line + 4, size: 11)
      line += 20
    }
    if let mark = plot.mark {
      ring(right + 28, line)
      text(mark, right + 48, line + 4, size: 11)
    }
  }

  var document: String {
    let size = "width=\"\(coordinate(Self.width))\" height=\"\(coordinate(Self.height))\""
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" version="1.1" \(size) \
      viewBox="0 0 \(coordinate(Self.width)) \(coordinate(Self.height))" \
      font-family="Helvetica, Arial, sans-serif">
      <rect width="100%" height="100%" fill="#ffffff"/>
      \(elements.joined(separator: "\n"))
      </svg>

      """
  }

  private mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, color: String, more: String = ""
  ) {
    let start = "x1=\"\(coordinate(x1))\" y1=\"\(coordinate(y1))\""
    let end = "x2=\"\(coordinate(x2))\" y2=\"\(coordinate(y2))\""
    elements.append("<line \(start) \(end) stroke=\"\(color)\"\(more)/>")
  }

  /// The ring around a marked point.
  private mutating func ring(_ x: Double, _ y: Double) {
    elements.append(
      "<circle cx=\"\(coordinate(x))\" cy=\"\(coordinate(y))\" r=\"6.5\" fill=\"none\" "
        + "stroke=\"#000000\"/>")
  }

  private mutating func text(
    _ text: String, _ x: Double, _ y: Double, size: Int, anchor: String = "start",
    weight: String? = nil, color: String = "#222222", isUpright: Bool = false
  ) {
    var attributes = "x=\"\(coordinate(x))\" y=\"\(coordinate(y))\" font-size=\"\(size)\""
    attributes += " text-anchor=\"\(anchor)\" fill=\"\(color)\""
    if let weight { attributes += " font-weight=\"\(weight)\"" }
    if isUpright { attributes += " transform=\"rotate(-90 \(coordinate(x)) \(coordinate(y)))\"" }
    elements.append("<text \(attributes)>\(text.escapedForMarkup)</text>")
  }

  private func coordinate(_ value: Double) -> String { PlotNumber.coordinate(value) }
}
