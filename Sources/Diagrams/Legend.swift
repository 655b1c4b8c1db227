extension Diagram {
  /// The name, what is shown of it, and its totals.
  func title(_ theme: Theme) -> Markup {
    let heading = subject.isEmpty ? name : "\(name), \(subject)"
    return .lines(
      [
        .font(size: 11, color: theme.text, .bold(.text(heading))),
        .font(size: 3, color: nil, .text("")),
      ]
        + facts.map { .font(size: 8, color: theme.detail, .text($0)) })
  }

  /// Title and legend, one below the other, each where it is wanted.
  ///
  /// They are the label of the graph: a cluster with a label of its own around the boxes would make
  /// Graphviz cross arrows.
  func header(_ style: DiagramStyle, _ direction: DiagramStyle.Direction) -> Markup {
    var rows: [[Markup.Cell]] = []
    if style.hasTitle { rows.append([Markup.Cell(title(style.theme))]) }
    if style.hasLegend { rows.append([Markup.Cell(legend(style.theme, direction))]) }
    return .table(["BORDER": 0, "CELLBORDER": 0, "CELLSPACING": 0], rows: rows)
  }

  /// The meaning of lines, borders and fills, then the notes.
  func legend(_ theme: Theme, _ direction: DiagramStyle.Direction) -> Markup {
    let isNarrow = direction == .down
    var rows = [lineLegend(theme)].compactMap(\.self).map { [Markup.Cell($0, ["ALIGN": "LEFT"])] }
    if let heat {
      let title = Markup.font(size: 7.5, color: theme.detail, .text("Fill: \(heat.title)"))
      rows.append([Markup.Cell(title, ["ALIGN": "LEFT"])])
      if !heat.bounds.isEmpty { rows.append([swatches(heat, theme)]) }
    }
    let width = isNarrow ? Self.narrowNote : Self.wideNote
    let marks = boxes.contains(where: \.isShared) ? [Self.sharingNote] : []
    rows += (marks + notes).flatMap { Self.wrapped($0, characters: width) }.map {
      [Markup.Cell(.font(size: 7.5, color: theme.detail, .text($0)), ["ALIGN": "LEFT"])]
    }
    return .table(["BORDER": 0, "CELLBORDER": 0, "CELLSPACING": 0, "CELLPADDING": 1], rows: rows)
  }

  private static let sharingNote =
    "Double border: shared weights, counted in every box."

  /// Characters of a line of notes below drawings that run down and to the right.
  private static let narrowNote = 56
  private static let wideNote = 150

  /// A sample and its meaning for each kind of line that occurs; nil where there is only one.
  private func lineLegend(_ theme: Theme) -> Markup? {
    // The state has one color on its line and on its way into a block.
    let drawn = Set(arrows.map { $0.role == .feed ? .state : $0.role })
    let names = Self.lineNames.filter { drawn.contains($0.0) }
    if names.count < 2 { return nil }
    return .sequence(
      names.flatMap { role, name -> [Markup] in
        let sample = Markup.bold(.text(theme.stroke(role).sample))
        return [
          .font(size: 7.5, color: theme.line(role), sample),
          .font(size: 7.5, color: theme.detail, .text(" \(name)    ")),
        ]
      })
  }

  private static let lineNames: [(DiagramArrow.Role, String)] = [
    (.features, "features x"), (.state, "state h"), (.cell, "cell state c"),
    (.source, "y, block to state"), (.proposals, "regions, chosen outside of the graph"),
  ]

  /// The steps of the fill with their numbers.
  private func swatches(_ scale: HeatScale, _ theme: Theme) -> Markup.Cell {
    let cells = scale.legend.enumerated().map { step, label in
      let fill = theme.heatSteps[scale.color(ofStep: step)]
      return Self.text(label, fill.readableText, ["BGCOLOR": .text(fill.hex)])
    }
    return Markup.Cell(
      .table(["BORDER": 0, "CELLBORDER": 0, "CELLSPACING": 0, "CELLPADDING": 2], rows: [cells]),
      ["ALIGN": "LEFT"])
  }

  private static func text(
    _ text: String, _ color: Color, _ attributes: DotAttributes = [:]
  ) -> Markup.Cell {
    Markup.Cell(.font(size: 7.5, color: color, .text(text)), attributes)
  }

  private static func wrapped(_ text: String, characters: Int) -> [String] {
    text.split(separator: " ").reduce(into: [String]()) { lines, word in
      if let last = lines.last, last.count + word.count < characters {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
  }
}
