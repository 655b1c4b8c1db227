/// How a series of a plot looks: a color, a pattern of dashes and a form of its points.
///
/// Eight colors and eight forms; the ninth series has the first color with the second form, so 64
/// series differ, in print without color by form and dashes.
struct PlotStyle {
  let color: String
  let dashes: String
  private let form: Form

  private enum Form: CaseIterable {
    case disk, square, triangle, diamond, cross, wedge, plus, ring
  }

  /// Colors that color-blind people can distinguish: Okabe and Ito, "Color Universal Design", 2008,
  /// gray in place of yellow, which white paper hides.
  private static let colors = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#777777",
  ]
  private static let patterns = ["", "6 3", "2 3", "8 3 2 3"]

  init(_ number: Int) {
    let (round, place) = number.quotientAndRemainder(dividingBy: Self.colors.count)
    color = Self.colors[place]
    form = Form.allCases[(place + round) % Form.allCases.count]
    let pattern = Self.patterns[(place + round) % Self.patterns.count]
    dashes = pattern.isEmpty ? "" : " stroke-dasharray=\"\(pattern)\""
  }

  /// A point of the series as an element of SVG.
  func point(_ x: Double, _ y: Double) -> String {
    let filled = "fill=\"\(color)\" stroke=\"\(color)\""
    let open = "fill=\"none\" stroke=\"\(color)\" stroke-width=\"1.6\""
    switch form {
    case .disk: return Self.circle(x, y, filled)
    case .ring:
      return Self.circle(x, y, "fill=\"#ffffff\" stroke=\"\(color)\" stroke-width=\"1.6\"")
    case .square:
      return Self.path(x, y, [(-2.8, -2.8), (2.8, -2.8), (2.8, 2.8), (-2.8, 2.8)], filled)
    case .triangle: return Self.path(x, y, [(0, -3.8), (3.6, 2.8), (-3.6, 2.8)], filled)
    case .wedge: return Self.path(x, y, [(0, 3.8), (3.6, -2.8), (-3.6, -2.8)], filled)
    case .diamond: return Self.path(x, y, [(0, -4), (4, 0), (0, 4), (-4, 0)], filled)
    case .cross: return Self.strokes(x, y, [(-3, -3, 3, 3), (-3, 3, 3, -3)], open)
    case .plus: return Self.strokes(x, y, [(-4, 0, 4, 0), (0, -4, 0, 4)], open)
    }
  }

  private static func circle(_ x: Double, _ y: Double, _ paint: String) -> String {
    "<circle cx=\"\(at(x))\" cy=\"\(at(y))\" r=\"3\" \(paint)/>"
  }

  private static func path(
    _ x: Double, _ y: Double, _ corners: [(Double, Double)], _ paint: String
  ) -> String {
    let points = corners.map { "\(at(x + $0.0)) \(at(y + $0.1))" }
    return "<path d=\"M \(points.joined(separator: " L ")) Z\" \(paint)/>"
  }

  private static func strokes(
    _ x: Double, _ y: Double, _ lines: [(Double, Double, Double, Double)], _ paint: String
  ) -> String {
    let moves = lines.map { "M \(at(x + $0.0)) \(at(y + $0.1)) L \(at(x + $0.2)) \(at(y + $0.3))" }
    return "<path d=\"\(moves.joined(separator: " "))\" \(paint)/>"
  }

  private static func at(_ coordinate: Double) -> String { PlotNumber.coordinate(coordinate) }
}
