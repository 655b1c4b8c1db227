extension Table {
  /// The table in columns, within the width of a page.
  func aligned(on page: Page) -> String {
    let layout = ColumnLayout(self, within: page.width)
    let heading = layout.lines(columns.map(\.heading)).map {
      page.isStyled ? "\u{1B}[1m\($0)\u{1B}[0m" : $0
    }
    let rule = String(repeating: "-", count: layout.width)
    let table =
      columns.isEmpty ? [] : heading + [rule] + rows.flatMap { layout.lines($0.map(\.text)) }
    let notes = footer + layout.note
    return blocks([
      header.flatMap { TextLines.broken($0, within: page.width) }, table,
      notes.flatMap { TextLines.broken($0, within: page.width) },
    ]).joined(separator: "\n") + "\n"
  }
}

/// How wide the columns of a table are on a page, and which of them are left out.
private struct ColumnLayout {
  private let columns: [Table.Column]
  private var widths: [Int]
  private var shown: [Int]
  private static let gap = 2

  init(_ table: Table, within limit: Int?) {
    columns = table.columns
    shown = Array(columns.indices)
    widths = shown.map { column in
      table.rows.reduce(table.columns[column].heading.count) {
        max($0, $1[column].text.width)
      }
    }
    if let limit { fit(within: limit) }
  }

  private mutating func fit(within limit: Int) {
    let natural = widths
    for column in columns.indices { widths[column] = leastWidth(of: column) }
    for column in columns.indices.reversed() where columns[column].fitting == .goes {
      if width > limit { shown.removeAll { $0 == column } }
    }
    widths = natural
    for column in shown.reversed() where width > limit {
      widths[column] = max(leastWidth(of: column), widths[column] - (width - limit))
    }
  }

  private func leastWidth(of column: Int) -> Int {
    guard case .breaks(let least) = columns[column].fitting else { return widths[column] }
    return min(widths[column], max(least, columns[column].heading.count))
  }

  /// The width of the whole table.
  var width: Int {
    shown.reduce(0) { $0 + widths[$1] } + Self.gap * max(0, shown.count - 1)
  }

  /// What a reader is told about columns that are left out.
  var note: [String] {
    let gone = columns.indices.filter { !shown.contains($0) }.map { columns[$0].heading }
    if gone.isEmpty { return [] }
    return ["Left out at this width; a file or a pipe has it: \(gone.joined(separator: ", "))."]
  }

  /// A row of cells as one line, or as several where cells break.
  func lines(_ cells: [String]) -> [String] {
    if shown.allSatisfy({ cells[$0].width <= widths[$0] }) { return [line { cells[$0] }] }
    let pieces = shown.map { TextLines.broken(cells[$0], within: widths[$0]) }
    let count = pieces.reduce(1) { max($0, $1.count) }
    let pieceOfColumn = Dictionary(uniqueKeysWithValues: zip(shown, pieces))
    return (0..<count).map { number in
      line { column in
        let pieces = pieceOfColumn[column] ?? []
        return number < pieces.count ? pieces[number] : ""
      }
    }
  }

  /// A line, given what stands in each column; without spaces at its end.
  private func line(_ text: (Int) -> String) -> String {
    let space = UInt8(ascii: " ")
    var line: [UInt8] = []
    for (place, column) in shown.enumerated() {
      let text = text(column)
      let padding = repeatElement(space, count: max(0, widths[column] - text.width))
      if place > 0 { line += repeatElement(space, count: Self.gap) }
      if columns[column].alignment == .right { line += padding }
      line += text.utf8
      if columns[column].alignment == .left { line += padding }
    }
    while line.last == space { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }
}
