import Glibc
import RLAText

/// Finds places for words beside points, where they cover no point and no other words.
struct LabelPlacing {
  private let bounds: PlotFrame
  private let size: Double
  private var taken: [PlotFrame]

  /// - Parameters:
  ///   - bounds: What no label leaves.
  ///   - points: What no label covers.
  ///   - size: The size of the text.
  init(in bounds: PlotFrame, around points: [PlotScene.Point], size: Double) {
    self.bounds = bounds
    self.size = size
    let reach = SeriesStyle.reach + 0.6
    taken = points.map {
      PlotFrame(
        left: $0.x - reach, top: $0.y - reach, right: $0.x + reach, bottom: $0.y + reach)
    }
  }

  /// Distances from the point, from which on a thin line leads to the words.
  private static let distances = [5.5, 9, 15, 23, 33, 45]
  private static let leastLeader = 12.0
  /// Sixteenths of a turn, the most usual first: right, left, above, below.
  private static let directions = [0, 8, 4, 12, 2, 14, 6, 10, 1, 15, 7, 9, 3, 13, 5, 11]

  /// The words and the line to them; nothing where there is no place left.
  mutating func marks(_ text: String, at point: PlotScene.Point) -> [PlotScene.Mark] {
    for distance in Self.distances {
      for direction in Self.directions {
        let angle = Double(direction) / 16 * 2 * .pi
        let (x, y) = (point.x + distance * cos(angle), point.y - distance * sin(angle))
        let text = words(text, x, y, cosine: cos(angle))
        guard bounds.contains(text.frame), !taken.contains(where: text.frame.overlaps) else {
          continue
        }
        let leader = distance >= Self.leastLeader ? self.leader(from: point, toward: x, y) : []
        taken.append(text.frame)
        return leader + [.text(text)]
      }
    }
    return []
  }

  private func words(_ text: String, _ x: Double, _ y: Double, cosine: Double) -> PlotScene.Text {
    let anchor: PlotScene.Text.Anchor = cosine > 0.3 ? .start : cosine < -0.3 ? .end : .middle
    return PlotScene.Text(
      text, x, y + size * 0.35, size: size, anchor: anchor, color: .ink)
  }

  private func leader(
    from point: PlotScene.Point, toward x: Double, _ y: Double
  ) -> [PlotScene.Mark] {
    let (dx, dy) = (x - point.x, y - point.y)
    let length = (dx * dx + dy * dy).squareRoot()
    let start = SeriesStyle.reach / length
    let end = max(start, 1 - 1 / length)
    return [
      .line(
        [
          PlotScene.Point(point.x + dx * start, point.y + dy * start),
          PlotScene.Point(point.x + dx * end, point.y + dy * end),
        ], PlotScene.Stroke(.faint, width: 0.4))
    ]
  }
}
