extension Table {
  /// The table as a paper has it: rules of booktabs, and units in the head where a column has one.
  ///
  /// What stands above and below other forms of the table are comments, which a caption may take.
  var latex: String {
    let alignment = columns.map { $0.alignment == .left ? "l" : "r" }.joined()
    func line(_ cells: [String]) -> String { cells.joined(separator: " & ") + " \\\\" }
    let comments = (header + footer).map { "% \($0)" }
    if columns.isEmpty { return comments.map { "\($0)\n" }.joined() }
    let columns = columns.indices.map { LaTeXColumn(self, $0) }
    let table =
      [
        "\\begin{tabular}{\(alignment)}", "\\toprule",
        line(columns.map { LaTeX.escaped($0.heading) }), "\\midrule",
      ]
      + rows.indices.map { row in line(columns.map { LaTeX.escaped($0.cells[row]) }) }
      + ["\\bottomrule", "\\end{tabular}"]
    return (comments + table).joined(separator: "\n") + "\n"
  }
}

/// A column whose unit stands in its head where all of its cells can share one.
private struct LaTeXColumn {
  let heading: String
  let cells: [String]

  init(_ table: Table, _ number: Int) {
    let column = table.columns[number]
    let cells = table.rows.map { $0[number] }
    if column.alignment == .right, let shared = SharedUnit(cells) {
      heading = "\(column.heading) (\(shared.unit))"
      self.cells = shared.numbers
    } else {
      heading = Self.withUnit(column.heading)
      self.cells = cells.map(\.text)
    }
  }

  /// Units in which headings end.
  private static let units = ["ms", "MB"]

  /// `median (ms)` for `median ms`.
  private static func withUnit(_ heading: String) -> String {
    guard let unit = units.first(where: { heading.hasSuffix(" \($0)") }) else { return heading }
    return "\(heading.dropLast(unit.count + 1)) (\(unit))"
  }
}

/// The numbers of some cells in one unit.
private struct SharedUnit {
  let unit: String
  /// Empty where a cell is.
  let numbers: [String]

  /// - Returns: nil where the cells have no unit, or none in which all numbers keep their digits.
  init?(_ cells: [Table.Cell]) {
    let units = Set(cells.filter { !$0.text.isEmpty }.map { Self.unit($0.text) })
    if units == [""] { return nil }
    if let scaled = Self.scaled(cells) {
      (unit, numbers) = scaled
    } else if units.count == 1, let unit = units.first {
      self.unit = unit
      numbers = cells.map { String($0.text.dropLast(unit.count + 1)) }
    } else {
      return nil
    }
  }

  /// More between the largest and the smallest number would leave one digit of the smallest.
  private static let widestRange = 100.0

  /// Whole numbers in the power of 1000 or 1024 that the largest has, with as many decimals each;
  /// nil where one is none, or would lose its digits.
  private static func scaled(_ cells: [Table.Cell]) -> (unit: String, numbers: [String])? {
    let values = cells.map { Int($0.raw) }
    guard zip(cells, values).allSatisfy({ $0.text.isEmpty || $1 != nil }) else { return nil }
    let sizes = values.map { Double($0?.magnitude ?? 0) }
    guard let largest = sizes.max(), let least = sizes.filter({ $0 > 0 }).min(),
      largest <= least * widestRange, let place = sizes.firstIndex(of: largest)
    else { return nil }
    let unit = unit(cells[place].text)
    let prefix = unit.hasSuffix("i") ? UnitPrefix.binary : .si
    guard let power = prefix.power(of: unit) else { return nil }
    let isSigned = cells.contains { $0.text.hasPrefix("+") }
    func text(_ value: Int, decimals: Int) -> String {
      let number = Numbers.fixed(value, power: power, prefix, decimals: decimals)
      return (isSigned && value > 0 ? "+" : "") + number.dropLast(unit.count + 1)
    }
    let isBelowOne = values.contains { value in
      value.map { $0 != 0 && text(Int($0.magnitude), decimals: 3).contains(/^\+?0/) } ?? false
    }
    return (unit, values.map { $0.map { text($0, decimals: isBelowOne ? 3 : 2) } ?? "" })
  }

  /// What stands behind the number of a cell; empty where the cell is no number with a unit.
  private static func unit(_ text: String) -> String {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty,
      parts[0].allSatisfy({ "0123456789.,+-".contains($0) })
    else { return "" }
    return String(parts[1])
  }
}
