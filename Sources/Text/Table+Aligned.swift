extension Table {
  /// The table in columns, within the width of a page.
  func aligned(on page: Page) -> String {
    let layout = ColumnLayout(self, within: page.width)
    let notes = footer + layout.note
    return blocks(
      [header.flatMap { TextLines.broken($0, within: page.width) }]
        + layout.panels.map { lines(of: $0, isStyled: page.isStyled) }
        + [notes.flatMap { TextLines.broken($0, within: page.width) }]
    ).joined(separator: "\n") + "\n"
  }

  private func lines(of panel: ColumnPanel, isStyled: Bool) -> [String] {
    let heading = panel.lines(columns.map(\.heading), columns).map {
      isStyled ? "\u{1B}[1m\($0)\u{1B}[0m" : $0
    }
    let rule = String(repeating: "-", count: panel.width)
    return heading + [rule] + rows.flatMap { panel.lines($0.map(\.text), columns) }
  }
}
