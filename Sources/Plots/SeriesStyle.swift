/// How a series of a plot looks: a color, a pattern of dashes and a form of its points.
///
/// Eight colors and eight forms; the ninth series has the first color with the second form, so 64
/// series differ, in print without color by form and dashes.
package struct SeriesStyle: Hashable, Sendable {
  package let color: PlotColor
  package let dashes: [Double]
  package let form: Form

  package enum Form: CaseIterable, Sendable {
    case disk, square, triangle, diamond, cross, wedge, plus, ring
  }

  /// Colors that color-blind people can distinguish: Okabe and Ito, "Color Universal Design", 2008,
  /// gray in place of yellow, which white paper hides.
  package static let colors = [
    0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000, 0x777777,
  ].map { PlotColor($0) }

  package static let patterns: [[Double]] = [
    [], [5, 2.5], [1.5, 2], [6, 2, 1.5, 2], [9, 2.5], [3, 1.5], [6, 2, 1.5, 2, 1.5, 2], [1, 1],
  ]

  package init(_ number: Int) {
    let (round, place) = number.quotientAndRemainder(dividingBy: Self.colors.count)
    color = Self.colors[place]
    form = Form.allCases[(place + round) % Form.allCases.count]
    dashes = Self.patterns[(place + round) % Self.patterns.count]
  }

  /// The line of the series.
  package var stroke: PlotScene.Stroke { PlotScene.Stroke(color, width: 1, dashes: dashes) }

  /// How far the points reach from their places.
  package static let reach = 3.2

  /// A point of the series.
  package func point(_ x: Double, _ y: Double) -> PlotScene.Mark {
    let place = PlotScene.Point(x, y)
    func polygon(_ corners: [(Double, Double)]) -> PlotScene.Mark {
      .polygon(
        corners.map { PlotScene.Point(x + $0.0, y + $0.1) }, fill: color, stroke: nil)
    }
    switch form {
    case .disk: return .disk(place, radius: 2.6, fill: color, stroke: nil)
    case .ring:
      return .disk(
        place, radius: 2.3, fill: .white, stroke: PlotScene.Stroke(color, width: 1.2))
    case .square: return polygon([(-2.4, -2.4), (2.4, -2.4), (2.4, 2.4), (-2.4, 2.4)])
    case .triangle: return polygon([(0, -3.2), (3, 2.3), (-3, 2.3)])
    case .wedge: return polygon([(0, 3.2), (3, -2.3), (-3, -2.3)])
    case .diamond: return polygon([(-3.2, 0), (0, -3.2), (3.2, 0), (0, 3.2)])
    case .cross:
      return polygon(Self.cross.map { (($0.0 - $0.1) * 0.7071, ($0.0 + $0.1) * 0.7071) })
    case .plus: return polygon(Self.cross)
    }
  }

  /// The outline of an upright cross.
  private static let cross: [(Double, Double)] = {
    let (long, thin) = (3.2, 0.7)
    return [
      (-thin, -long), (thin, -long), (thin, -thin), (long, -thin), (long, thin), (thin, thin),
      (thin, long), (-thin, long), (-thin, thin), (-long, thin), (-long, -thin), (-thin, -thin),
    ]
  }()
}
