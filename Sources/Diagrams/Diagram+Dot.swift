extension Diagram {
  /// The drawing in the DOT language.
  package func dot(_ style: DiagramStyle = DiagramStyle()) -> DotGraph {
    let direction = style.direction ?? naturalDirection(style)
    var graph = DotGraph(
      name, attributes: graphAttributes(style, direction),
      nodeDefaults: [
        "shape": "box", "style": "filled", "margin": "0.08,0.045", "height": 0.2,
        "width": 0.3, "fontname": .text(DiagramStyle.font), "fontsize": 9,
      ],
      edgeDefaults: [
        "fontname": .text(DiagramStyle.font), "fontsize": 8, "arrowsize": 0.6,
        "fontcolor": .text(style.theme.detail.hex),
      ])
    let content = statements(style, direction)
    guard style.hasTitle, !isLong else {
      graph.statements = content
      return graph
    }
    graph.statements = [
      .cluster(
        "drawing",
        [
          "label": .markup(title(style.theme)), "labelloc": "t", "peripheries": 0,
          "id": "rla-drawing", "labeljust": "c",
        ],
        content)
    ]
    return graph
  }

  /// Whether lanes are so long that a cluster around them, which carries the title, would make
  /// Graphviz cross them.
  private var isLong: Bool {
    switch detail {
    case .branches, .operators: true
    case .layers, .stages: false
    }
  }

  private func graphAttributes(
    _ style: DiagramStyle, _ direction: DiagramStyle.Direction
  ) -> DotAttributes {
    let isRow = direction == .right
    var attributes: DotAttributes = [
      "charset": "UTF-8", "rankdir": .text(direction.rawValue), "newrank": "true",
      "ranksep": isRow ? 0.3 : 0.2, "nodesep": isRow ? 0.3 : 0.28, "splines": "true",
      "outputorder": "edgesfirst", "pad": 0.12,
      "bgcolor": .text(style.theme.background.hex), "fontname": .text(DiagramStyle.font),
      "fontsize": 9, "fontcolor": .text(style.theme.text.hex),
      "id": "rla-graph", "tooltip": .text(name),
    ]
    if boxes.count > Self.mediumSize {
      attributes["nslimit"] = 1
      attributes["nslimit1"] = 1
    }
    if let width = style.paperWidth {
      attributes["size"] = .text("\(DotText.number(inches(width))),\(Self.tallestPage)")
    }
    if isLong {
      if style.hasTitle || style.hasLegend {
        attributes["label"] = .markup(header(style, direction))
        attributes["labelloc"] = "t"
      }
    } else if style.hasLegend {
      attributes["label"] = .markup(legend(style.theme, direction))
      attributes["labelloc"] = "b"
      attributes["labeljust"] = "l"
    }
    return attributes
  }

  /// Above this many boxes the layout works with limits.
  private static let mediumSize = 1000
  /// Inches; the width decides the scale unless the drawing is higher than any page.
  private static let tallestPage = 200

  private func inches(_ centimetres: Double) -> Double {
    (centimetres / 2.54 * 1000).rounded() / 1000
  }

  /// A row of stages suits a screen; on the width of a page its text would be too small to read.
  private func naturalDirection(_ style: DiagramStyle) -> DiagramStyle.Direction {
    detail == .stages && style.paperWidth == nil ? .right : .down
  }

  private func statements(
    _ style: DiagramStyle, _ direction: DiagramStyle.Direction
  ) -> [DotStatement] {
    var statements: [DotStatement] = []
    let ids = identifiers
    func node(_ index: Int) -> DotStatement {
      var attributes = boxes[index].attributes(style.theme, hasHeat: heat)
      attributes["id"] = .text(ids[index])
      return .node(boxes[index].id, attributes)
    }
    statements += boxes.indices.map(node)
    for rank in ranks {
      statements.append(.sameRank(rank.map { boxes[$0].id }))
      for (left, right) in zip(rank, rank.dropFirst()) {
        // Keeps the features on the left of the state, or above it, where ranks run upwards.
        let (from, to) = direction == .down ? (left, right) : (right, left)
        statements.append(
          .edge(from: boxes[from].id, to: boxes[to].id, ["style": "invis", "weight": 1]))
      }
    }
    statements += arrows.enumerated().map { number, arrow in
      .edge(
        from: boxes[arrow.from].id, to: boxes[arrow.to].id,
        attributes(arrow, number: number, style.theme, direction))
    }
    return statements
  }

  private func attributes(
    _ arrow: DiagramArrow, number: Int, _ theme: Theme, _ direction: DiagramStyle.Direction
  ) -> DotAttributes {
    let (from, to) = (boxes[arrow.from], boxes[arrow.to])
    let isOnLine = from.spine != nil && from.spine == to.spine
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
    case let stroke: attributes["style"] = .text(stroke.rawValue)
    }
    let followsLine = isOnLine && isNextOnLine(arrow)
    let hasState = boxes.contains { $0.lane == .state }
    if isOnLine, !followsLine, arrow.role == .features, detail == .layers, hasState,
      direction == .down
    {
      // A shortcut goes round the side that is away from the state, where it crosses nothing.
      attributes["headport"] = "w"
    }
    attributes["weight"] = followsLine ? 20 : arrow.role == .features ? 0 : 1
    if ranks.contains(where: { $0.contains(arrow.from) && $0.contains(arrow.to) }) {
      attributes["constraint"] = "false"
    }
    let isOpposed = arrows.contains { $0.from == arrow.to && $0.to == arrow.from }
    if let label = arrow.label ?? (isOpposed ? "h" : nil) {
      let color = label.count == 1 ? theme.text : theme.detail
      let lines = direction == .right ? Self.stacked(label) : [label]
      var text = Markup.lines(lines.map { .font(size: 8, color: color, .text(" \($0) ")) })
      if isOpposed, direction == .down {
        // Lifts the label off the arrow, which bows towards it.
        text = .lines([text, .font(size: 4, color: nil, .text(""))])
      }
      attributes["label"] = .markup(text)
    }
    return attributes
  }

  /// An XML id for each box, made of its path and different from all others.
  private var identifiers: [String] {
    var taken: Set<String> = []
    return boxes.map { box in
      let path = DotText.identifier(box.id)
      var id = path
      var count = 1
      while !taken.insert(id).inserted {
        count += 1
        id = "\(path)-\(count)"
      }
      return id
    }
  }

  /// Whether an arrow leads from one box of a line to the next.
  private func isNextOnLine(_ arrow: DiagramArrow) -> Bool {
    let line = boxes.indices.filter { boxes[$0].spine == boxes[arrow.from].spine }
    return line.firstIndex(of: arrow.from).map { $0 + 1 } == line.firstIndex(of: arrow.to)
  }

  /// A shape in two lines, channels above height and width, where lines are short.
  private static func stacked(_ label: String) -> [String] {
    guard let cut = label.firstRange(of: " x ") else { return [label] }
    return [String(label[..<cut.upperBound].dropLast()), String(label[cut.upperBound...])]
  }
}

extension DiagramBox {
  /// How a box looks.
  func attributes(
    _ theme: Theme, hasHeat scale: HeatScale?
  ) -> DotAttributes {
    let step = scale.flatMap { scale in heat.flatMap { scale.step($0) } }
    let fill =
      step.map { theme.heatSteps[$0] } ?? (scale == nil ? theme.fill(role) : theme.heatless)
    let text = step == nil ? theme.text : fill.readableText
    let detail = step == nil ? theme.detail : text
    var attributes: DotAttributes = [
      "label": .markup(label(text, detail)), "fillcolor": .text(fill.hex),
      "color": .text(theme.border(role).hex),
      "class": .text(cssClass), "tooltip": .text(tooltip),
    ]
    if let spine { attributes["group"] = .text(spine) }
    switch role {
    case .terminal:
      attributes["shape"] = "plain"
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

  private func label(_ text: Color, _ detail: Color) -> Markup {
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
