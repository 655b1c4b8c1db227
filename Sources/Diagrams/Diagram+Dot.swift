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
    guard style.hasTitle else {
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
    if style.hasLegend {
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
    statements += boxes.indices.filter { fold?.boxes.contains($0) != true }.map(node)
    if let fold {
      statements.append(
        .cluster("fold", frame(of: fold, style.theme), fold.boxes.map(node)))
    }
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

  /// The frame around a block that stands for others.
  private func frame(of fold: DrawnFold, _ theme: Theme) -> DotAttributes {
    [
      "label": .markup(.font(size: 9, color: theme.text, .bold(.text("x \(fold.count)")))),
      "labelloc": "t", "labeljust": "l", "style": "dashed,rounded",
      "color": .text(theme.detail.hex), "id": "rla-fold", "margin": 6, "peripheries": 1,
    ]
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
}
