import RLAText

extension PlotScene {
  /// The scene as an SVG 1.1 document that says to screen readers what it shows.
  package var svg: String {
    let (width, height) = (PlotNumber.coordinate(width), PlotNumber.coordinate(height))
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="\(width)pt" height="\(height)pt" \
      viewBox="0 0 \(width) \(height)" font-family="\(Self.fonts)" role="img" \
      aria-labelledby="plot-title plot-desc">
      <title id="plot-title">\(title.escapedForMarkup)</title>
      <desc id="plot-desc">\(description.escapedForMarkup)</desc>
      <rect width="100%" height="100%" fill="#ffffff"/>
      \(marks.map(\.svg).joined(separator: "\n"))
      </svg>

      """
  }

  /// Fonts that stand in for the one that was measured; none of them is wider.
  private static let fonts = "DejaVu Sans,Verdana,Arial,Helvetica,sans-serif"
}

extension PlotScene.Mark {
  fileprivate var svg: String {
    switch self {
    case .line(let points, let stroke):
      return "<polyline points=\"\(Self.list(points))\" fill=\"none\"\(Self.paint(stroke))/>"
    case .polygon(let points, let fill, let stroke):
      return "<polygon points=\"\(Self.list(points))\"\(Self.fill(fill))\(Self.paint(stroke))/>"
    case .disk(let center, let radius, let fill, let stroke):
      let (x, y) = (PlotNumber.coordinate(center.x), PlotNumber.coordinate(center.y))
      return "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"\(PlotNumber.coordinate(radius))\""
        + "\(Self.fill(fill))\(Self.paint(stroke))/>"
    case .text(let text): return text.svg
    }
  }

  private static func list(_ points: [PlotScene.Point]) -> String {
    points.map { "\(PlotNumber.coordinate($0.x)),\(PlotNumber.coordinate($0.y))" }
      .joined(separator: " ")
  }

  private static func fill(_ color: PlotColor?) -> String {
    " fill=\"\(color?.hex ?? "none")\""
  }

  private static func paint(_ stroke: PlotScene.Stroke?) -> String {
    guard let stroke else { return "" }
    var text =
      " stroke=\"\(stroke.color.hex)\" stroke-width=\"\(PlotNumber.coordinate(stroke.width))\""
    if !stroke.dashes.isEmpty {
      text +=
        " stroke-dasharray=\"\(stroke.dashes.map(PlotNumber.coordinate).joined(separator: " "))\""
    }
    return text
  }
}

extension PlotScene.Text {
  fileprivate var svg: String {
    var attributes =
      "x=\"\(PlotNumber.coordinate(place.x))\" y=\"\(PlotNumber.coordinate(place.y))\""
    attributes += " font-size=\"\(PlotNumber.coordinate(size))\" fill=\"\(color.hex)\""
    if anchor != .start { attributes += " text-anchor=\"\(anchor.rawValue)\"" }
    if isBold { attributes += " font-weight=\"bold\"" }
    return "<text \(attributes)>\(text.escapedForMarkup)</text>"
  }
}
