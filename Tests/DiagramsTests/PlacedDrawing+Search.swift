/// What a reader stumbles over, looked for in coordinates.
extension PlacedDrawing {
  /// Boxes and labels that overlap, and arrows that run through what is not theirs.
  var collisions: [String] { overlaps + runs + touches + covered + loops + struck }

  private var labels: [Box] {
    arrows.compactMap { arrow in
      arrow.label.map { Box(name: Self.label(of: arrow), area: $0) }
    }
  }

  private static func label(of arrow: Arrow) -> String { "label of \(arrow.name)" }

  private var overlaps: [String] {
    let all = boxes + labels
    return all.indices.flatMap { number in
      all[..<number].filter { all[number].area.inset(0.5).overlaps($0.area.inset(0.5)) }
        .map { "\(all[number].name) on \($0.name)" }
    }
  }

  /// Arrows through boxes and labels of others.
  private var runs: [String] {
    arrows.flatMap { arrow in
      let others =
        boxes.filter { $0.name != arrow.from && $0.name != arrow.to }
        + labels.filter { $0.name != Self.label(of: arrow) }
      return others.filter { arrow.line.contains(where: $0.area.inset(0.5).contains) }
        .map { "\(arrow.name) through \($0.name)" }
    }
  }

  /// Heads on labels, and ends of arrows on text that has no border to end at.
  private var touches: [String] {
    let (bare, labels) = (boxes.filter(\.isBare), labels)
    return arrows.flatMap { arrow in
      let ends = bare.filter { text in
        arrow.line.contains(where: text.area.contains)
          || arrow.head?.overlaps(text.area) == true
      }
      let struck = labels.filter { arrow.head?.overlaps($0.area.inset(0.5)) == true }
      return (ends + struck).map { "end of \(arrow.name) on \($0.name)" }
    }
  }

  /// Arrows that leave a box on the side away from their goal, or reach their goal from beyond it.
  private var loops: [String] {
    let areas = Dictionary(boxes.map { ($0.name, $0.area) }) { first, _ in first }
    return arrows.flatMap { arrow -> [String] in
      guard let from = areas[arrow.from], let to = areas[arrow.to] else { return [] }
      let low = arrow.line.map(\.y).min() ?? from.low.y
      let high = arrow.line.map(\.y).max() ?? to.high.y
      if from.high.y < to.low.y {
        return (low < from.low.y ? ["\(arrow.name) loops over \(arrow.from)"] : [])
          + (high > to.high.y ? ["\(arrow.name) loops under \(arrow.to)"] : [])
      }
      if to.high.y < from.low.y {
        return (high > from.high.y ? ["\(arrow.name) loops under \(arrow.from)"] : [])
          + (low < to.low.y ? ["\(arrow.name) loops over \(arrow.to)"] : [])
      }
      return []
    }
  }

  /// Labels on the lines of their own arrows.
  private var struck: [String] {
    arrows.filter { arrow in
      guard let label = arrow.label?.inset(0.5) else { return false }
      return ([arrow.line] + arrow.parallels).contains { $0.contains(where: label.contains) }
    }.map { "\($0.name) through its own label" }
  }

  /// What lies on the title or the legend.
  private var covered: [String] {
    let places = heading
    func isCovered(_ area: Area) -> Bool { places.contains { $0.inset(0.5).overlaps(area) } }
    return (boxes + labels).filter { isCovered($0.area) }.map { "\($0.name) on the heading" }
      + arrows.filter { arrow in
        places.contains { arrow.line.contains(where: $0.contains) }
      }.map { "\($0.name) through the heading" }
  }

  /// Pairs of arrows that cross.
  var crossings: [String] {
    var found: [String] = []
    for (number, one) in arrows.enumerated() {
      for other in arrows[..<number] where Self.cross(one.line, other.line) {
        found.append("\(one.name) and \(other.name)")
      }
    }
    return found
  }

  private static func cross(_ one: [Point], _ other: [Point]) -> Bool {
    zip(one, one.dropFirst()).contains { a, b in
      zip(other, other.dropFirst()).contains { c, d in
        side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
      }
    }
  }

  /// On which side of the line from `a` to `b` a point lies.
  private static func side(_ a: Point, _ b: Point, _ point: Point) -> Double {
    (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)
  }
}
