import RLAText

extension DiagramBox {
  /// How a box looks.
  func attributes(
    _ style: DiagramStyle, hasHeat scale: HeatScale?
  ) -> DotAttributes {
    let theme = style.theme
    let step = scale.flatMap { scale in heat.flatMap { scale.step($0) } }
    let fill =
      step.map { theme.heatSteps[$0] } ?? (scale == nil ? theme.fill(role) : theme.heatless)
    let text = step == nil ? theme.text : fill.readableText
    let detail = step == nil ? theme.detail : text
    let lines = style.isNarrow ? brokenLines : self.lines
    var attributes: DotAttributes = [
      "label": .markup(label(lines, text, detail)), "fillcolor": .text(fill.hex),
      "color": .text(theme.border(role).hex),
      "class": .text(cssClass), "tooltip": .text(tooltip),
    ]
    if let spine { attributes["group"] = .text(spine) }
    switch role {
    case .terminal:
      // Room around the text keeps arrowheads off it.
      attributes["shape"] = "none"
      attributes["margin"] = "0.06,0.05"
      attributes["width"] = 0
      attributes["height"] = 0
    case .symbol:
      attributes["shape"] = "circle"
      attributes["margin"] = "0"
      attributes["width"] = lines[0].text.count == 1 ? 0.24 : 0.36
      attributes["fixedsize"] = "true"
    case .features, .attention, .state, .routing:
      break
    }
    if isShared { attributes["peripheries"] = 2 }
    return attributes
  }

  private var cssClass: String { isShared ? "\(role.rawValue) shared" : role.rawValue }

  /// Characters of a line of the state, beside which gates and the cell state need room.
  private static let narrowLine = 9

  /// The lines without their numbers broken where they are beside the features.
  private var brokenLines: [DiagramLine] {
    if lane == .features { return lines }
    return lines.flatMap { line in
      line.style == .detail
        ? [line]
        : TextLines.broken(line.text, within: Self.narrowLine).map { DiagramLine($0, line.style) }
    }
  }

  private func label(_ lines: [DiagramLine], _ text: Color, _ detail: Color) -> Markup {
    .lines(
      lines.map { line in
        let content = Markup.text(line.text)
        switch line.style {
        case .title:
          return .font(size: role == .symbol ? 11 : 9, color: text, .bold(content))
        case .body: return .font(size: 8.5, color: text, content)
        case .mark: return .font(size: 8, color: text, .bold(content))
        case .detail: return .font(size: 7.5, color: detail, content)
        }
      })
  }
}
