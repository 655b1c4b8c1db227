extension Diagram {
  /// The drawing in the DOT language.
  package func dot(_ style: DiagramStyle = DiagramStyle()) -> DotGraph {
    let direction = style.direction ?? naturalDirection(style)
    var graph = DotGraph(
      name, attributes: graphAttributes(style, direction),
      nodeDefaults: [
        "shape": "box", "style": "filled",
        "margin": .text(style.isNarrow ? "0.05,0.045" : "0.08,0.045"), "height": 0.2,
        "width": 0.3, "fontname": .text(DiagramStyle.font), "fontsize": 9,
      ],
      edgeDefaults: [
        "fontname": .text(DiagramStyle.font), "fontsize": 8, "arrowsize": 0.6,
        "fontcolor": .text(style.theme.detail.hex),
      ])
    graph.statements = statements(style, direction)
    return graph
  }

  private func graphAttributes(
    _ style: DiagramStyle, _ direction: DiagramStyle.Direction
  ) -> DotAttributes {
    let isRow = direction == .right
    var attributes: DotAttributes = [
      "charset": "UTF-8", "rankdir": .text(direction.rawValue), "newrank": "true",
      "ranksep": isRow ? 0.3 : 0.2, "nodesep": isRow ? 0.4 : style.isNarrow ? 0.1 : 0.28,
      "splines": "true", "outputorder": "edgesfirst", "pad": 0.12,
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
    if style.hasTitle || style.hasLegend {
      attributes["label"] = .markup(header(style, direction))
      attributes["labelloc"] = "t"
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
    let ids = boxIdentifiers
    let sideways = Sideways(self)
    func node(_ index: Int) -> DotStatement {
      var attributes = boxes[index].attributes(style, hasHeat: heat)
      attributes["id"] = .text(ids[index])
      if let order = sideways.order(at: index) { attributes["ordering"] = .text(order.rawValue) }
      return .node(boxes[index].id, attributes)
    }
    statements += boxes.indices.map(node)
    for rank in ranks {
      statements.append(.sameRank(rank.map { boxes[$0].id }))
      // Keeps the features on the left of the state, or above it.
      for (left, right) in zip(rank, rank.dropFirst()) {
        statements.append(
          .edge(from: boxes[left].id, to: boxes[right].id, ["style": "invis", "weight": 1]))
      }
    }
    statements += sideways.arrows.map { number in
      .edge(
        from: boxes[arrows[number].from].id, to: boxes[arrows[number].to].id,
        attributes(arrows[number], number: number, style, direction))
    }
    return statements
  }

  /// An XML id for each box, made of its path and different from all others; in an SVG the group of
  /// the box has it.
  package var boxIdentifiers: [String] {
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
}
