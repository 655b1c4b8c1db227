extension Diagram {
  /// How an arrow looks.
  func attributes(
    _ arrow: DiagramArrow, number: Int, _ style: DiagramStyle, _ direction: DiagramStyle.Direction
  ) -> DotAttributes {
    let (from, to, theme) = (boxes[arrow.from], boxes[arrow.to], style.theme)
    // The cell state goes from cell to cell beside the line of h.
    let isBesideLine = arrow.role == .cell && !to.isOnCellLine
    let isOnLine = from.isOnLine(of: to) && !isBesideLine
    let line = theme.line(arrow.role)
    var attributes: DotAttributes = [
      "color": .text(line.hex), "penwidth": isOnLine ? 1.6 : 1.1,
      "id": .text("rla-arrow-\(number + 1)"),
      "tooltip": .text("\(from.id) → \(to.id)" + (arrow.label.map { ": \($0)" } ?? "")),
    ]
    switch theme.stroke(arrow.role) {
    case .solid: break
    case .double:
      attributes["color"] = .text("\(line.hex):invis:\(line.hex)")
      attributes["penwidth"] = 0.9
    case .triple:
      attributes["color"] = .text("\(line.hex):invis:\(line.hex):invis:\(line.hex)")
      attributes["penwidth"] = 0.7
    case let stroke: attributes["style"] = .text(stroke.rawValue)
    }
    let followsLine = isOnLine && boxes.following(arrow.from) == arrow.to
    if isOnLine, !followsLine, isShortcut(arrow), direction == .down {
      // A shortcut goes round the side that is away from the state, where it crosses nothing.
      attributes["headport"] = "w"
      attributes["tailport"] = isInner(arrow) ? "sw" : "w"
    }
    // A further end stands above its reader.
    let isFurtherEnd = from.role == .terminal && from.spine == nil && detail != .operators
    attributes["weight"] = followsLine ? 20 : isFurtherEnd ? 5 : arrow.role == .features ? 0 : 1
    if ranks.contains(where: { $0.contains(arrow.from) && $0.contains(arrow.to) }) {
      attributes["constraint"] = "false"
    }
    write(arrow, style, direction, to: &attributes)
    return attributes
  }

  /// Whether another shortcut begins at the same box and ends later, which goes round this one.
  private func isInner(_ arrow: DiagramArrow) -> Bool {
    arrows.contains { other in
      other.from == arrow.from && other.to > arrow.to
        && boxes[other.from].isOnLine(of: boxes[other.to])
        && boxes.following(other.from) != other.to
    }
  }

  private func isShortcut(_ arrow: DiagramArrow) -> Bool {
    arrow.role == .features && detail == .layers && boxes.contains { $0.lane == .state }
  }

  /// Writes beside an arrow what it carries.
  private func write(
    _ arrow: DiagramArrow, _ style: DiagramStyle, _ direction: DiagramStyle.Direction,
    to attributes: inout DotAttributes
  ) {
    let theme = style.theme
    let isOpposed = arrows.contains { $0.from == arrow.to && $0.to == arrow.from }
    guard let label = arrow.label ?? (isOpposed ? "h" : nil) else { return }
    let color = label.count == 1 ? theme.text : theme.detail
    let lines = direction == .right || style.isNarrow ? Self.stacked(label) : [label]
    let isWide = [.double, .triple].contains(theme.stroke(arrow.role))
    let room = isWide ? "  " : " "
    let text = Markup.lines(
      lines.map { .font(size: 8, color: color, .text("\(room)\($0)\(room)")) })
    guard isOpposed else {
      attributes["label"] = .markup(text)
      return
    }
    // Each letter on the outer side of its arrow, where the other arrow is not.
    attributes["taillabel"] = .markup(text)
    attributes["labeldistance"] = 1.6
    attributes["labelangle"] = direction == .right ? 30 : -30
  }

  /// A shape in two lines, channels above height and width, where lines are short.
  private static func stacked(_ label: String) -> [String] {
    guard let cut = label.firstRange(of: " x ") else { return [label] }
    return [String(label[..<cut.upperBound].dropLast()), String(label[cut.upperBound...])]
  }
}
