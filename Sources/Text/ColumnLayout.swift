/// How wide the columns of a table are on a page, which of them are left out, and which continue
/// below the others.
struct ColumnLayout {
  /// The columns that stand beside each other.
  ///
  /// Every panel begins with the first column, which says what a row is, and with those that are
  /// repeated.
  private(set) var panels: [ColumnPanel]
  private var gone: [String] = []

  init(_ table: Table, within limit: Int?) {
    let columns = table.columns
    let widths = columns.indices.map { ColumnWidths(of: table, $0) }
    let natural = ColumnPanel(Array(columns.indices), widths.map(\.natural))
    panels = columns.isEmpty ? [] : [natural]
    guard let limit, natural.width > limit else { return }
    let shown = Self.remaining(columns, widths.map(\.least), within: limit)
    gone = columns.indices.filter { !shown.contains($0) }.map { columns[$0].heading }
    panels = Self.panels(of: shown, columns, widths, within: limit)
  }

  /// The columns that are left when those that may go have gone, from the right, as far as needed.
  private static func remaining(
    _ columns: [Table.Column], _ least: [Int], within limit: Int
  ) -> [Int] {
    var shown = ColumnPanel(Array(columns.indices), least)
    for column in columns.indices.reversed() where columns[column].fitting == .goes {
      if shown.width > limit { shown = ColumnPanel(shown.columns.filter { $0 != column }, least) }
    }
    return shown.columns
  }

  /// As few panels as hold the columns in order.
  private static func panels(
    of shown: [Int], _ columns: [Table.Column], _ widths: [ColumnWidths], within limit: Int
  ) -> [ColumnPanel] {
    let least = widths.map(\.least)
    let first = shown.filter { $0 == shown[0] || columns[$0].isRepeated }
    var panels: [ColumnPanel] = []
    for column in shown where !first.contains(column) {
      if let last = panels.last {
        let longer = ColumnPanel(last.columns + [column], least)
        if longer.width <= limit {
          panels[panels.count - 1] = longer
          continue
        }
      }
      panels.append(ColumnPanel(first + [column], least))
    }
    if panels.isEmpty { panels = [ColumnPanel(first, least)] }
    return panels.map { $0.fitted(widths, within: limit) }
  }

  /// What a reader is told about columns that are left out.
  var note: [String] {
    if gone.isEmpty { return [] }
    var names: [String] = []
    for name in gone where !names.contains(name) { names.append(name) }
    return ["Left out at this width; a file or a pipe has it: \(names.joined(separator: ", "))."]
  }
}

/// How wide a column is and how narrow it may get.
struct ColumnWidths {
  /// That of its widest cell or heading.
  let natural: Int
  /// With cells as narrow as they break, and the heading whole.
  let withHeading: Int
  /// With the heading broken at its spaces and marks too.
  let least: Int

  init(of table: Table, _ number: Int) {
    let column = table.columns[number]
    let cells = table.rows.reduce(0) { max($0, $1[number].text.width) }
    let heading = column.heading.width
    var broken = cells
    if case .breaks(let least) = column.fitting { broken = min(cells, least) }
    natural = max(cells, heading)
    withHeading = max(broken, heading)
    least = max(broken, TextLines.widestPart(of: column.heading))
  }
}

/// Columns beside each other.
struct ColumnPanel {
  private static let gap = 2

  let columns: [Int]
  /// Of every column of the table.
  private var widths: [Int]

  init(_ columns: [Int], _ widths: [Int]) {
    self.columns = columns
    self.widths = widths
  }

  /// The width of a line.
  var width: Int {
    columns.reduce(0) { $0 + widths[$1] } + Self.gap * max(0, columns.count - 1)
  }

  /// The same columns as wide as they fit: what breaks does so from the right, cells before
  /// headings, and anything at any letter where nothing else is left.
  func fitted(_ all: [ColumnWidths], within limit: Int) -> ColumnPanel {
    let withHeadings = ColumnPanel(columns, all.map(\.withHeading))
    let least = withHeadings.width <= limit ? withHeadings : ColumnPanel(columns, all.map(\.least))
    var fitted = ColumnPanel(columns, all.map(\.natural))
    fitted.narrow(to: least.widths, within: limit)
    let share = (limit - Self.gap * (columns.count - 1)) / columns.count
    fitted.narrow(to: fitted.widths.map { min($0, max(1, share)) }, within: limit)
    return fitted
  }

  private mutating func narrow(to least: [Int], within limit: Int) {
    for column in columns.reversed() where width > limit {
      widths[column] = max(least[column], widths[column] - (width - limit))
    }
  }

  /// A row of cells as one line, or as several where cells break.
  func lines(_ cells: [String], _ table: [Table.Column]) -> [String] {
    if columns.allSatisfy({ cells[$0].width <= widths[$0] }) { return [line(table) { cells[$0] }] }
    let pieces = columns.map { TextLines.broken(cells[$0], within: widths[$0]) }
    let count = pieces.reduce(1) { max($0, $1.count) }
    let pieceOfColumn = Dictionary(uniqueKeysWithValues: zip(columns, pieces))
    return (0..<count).map { number in
      line(table) { column in
        let pieces = pieceOfColumn[column] ?? []
        return number < pieces.count ? pieces[number] : ""
      }
    }
  }

  /// A line, given what stands in each column; without spaces at its end.
  private func line(_ table: [Table.Column], _ text: (Int) -> String) -> String {
    let space = UInt8(ascii: " ")
    var line: [UInt8] = []
    for (place, column) in columns.enumerated() {
      let text = text(column)
      let padding = repeatElement(space, count: max(0, widths[column] - text.width))
      if place > 0 { line += repeatElement(space, count: Self.gap) }
      if table[column].alignment == .right { line += padding }
      line += text.utf8
      if table[column].alignment == .left { line += padding }
    }
    while line.last == space { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }
}
