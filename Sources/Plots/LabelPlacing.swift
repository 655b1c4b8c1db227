import Glibc
import RLAText

/// Finds places for words beside points, where they cover no point and no other words.
struct LabelPlacing {
  private let bounds: PlotFrame
  private let size: Double
  private var taken: [PlotFrame]
  /// The words that have a place, which no thin line crosses.
  private var labels: [PlotFrame] = []

  /// - Parameters:
  ///   - bounds: What no label leaves.
  ///   - points: What no label covers.
  ///   - lines: Straight lines that no label covers.
  ///   - size: The size of the text.
  init(
    in bounds: PlotFrame, around points: [PlotScene.Point], lines: [[PlotScene.Point]],
    size: Double
  ) {
    self.bounds = bounds
    self.size = size
    let reach = SeriesStyle.reach + 0.6
    taken = points.map {
      PlotFrame(
        left: $0.x - reach, top: $0.y - reach, right: $0.x + reach, bottom: $0.y + reach)
    }
    taken += lines.flatMap { zip($0, $0.dropFirst()).flatMap(Self.frames) }
  }

  /// Small frames along a line.
  private static func frames(
    _ start: PlotScene.Point, _ end: PlotScene.Point
  ) -> [PlotFrame] {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let count = max(1, Int((dx * dx + dy * dy).squareRoot() / 2))
    return (0...count).map { step in
      let share = Double(step) / Double(count)
      let (x, y) = (start.x + share * dx, start.y + share * dy)
      return PlotFrame(left: x - 1, top: y - 1, right: x + 1, bottom: y + 1)
    }
  }

  /// Distances from the point, from which on a thin line leads to the words.
  private static let distances = [5.5, 9, 15, 23, 33, 45, 60, 80]
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
        let leader = distance >= Self.leastLeader ? Self.leader(from: point, toward: x, y) : []
        let line = zip(leader, leader.dropFirst()).flatMap(Self.frames)
        if line.contains(where: { part in labels.contains(where: part.overlaps) }) { continue }
        taken += [text.frame] + line
        labels.append(text.frame)
        let stroke = PlotScene.Stroke(.faint, width: 0.4)
        return (leader.isEmpty ? [] : [.line(leader, stroke)]) + [.text(text)]
      }
    }
    return []
  }

  private func words(_ text: String, _ x: Double, _ y: Double, cosine: Double) -> PlotScene.Text {
    let anchor: PlotScene.Text.Anchor = cosine > 0.3 ? .start : cosine < -0.3 ? .end : .middle
    return PlotScene.Text(
      text, x, y + size * 0.35, size: size, anchor: anchor, color: .ink)
  }

  private static func leader(
    from point: PlotScene.Point, toward x: Double, _ y: Double
  ) -> [PlotScene.Point] {
    let (dx, dy) = (x - point.x, y - point.y)
    let length = (dx * dx + dy * dy).squareRoot()
    let start = SeriesStyle.reach / length
    let end = max(start, 1 - 1 / length)
    return [
      PlotScene.Point(point.x + dx * start, point.y + dy * start),
      PlotScene.Point(point.x + dx * end, point.y + dy * end),
    ]
  }
}
