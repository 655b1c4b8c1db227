extension Breakdown {
  /// The rows with the largest value first among those of one parent; equal ones keep their order.
  public func rows(largestFirst value: (Row) -> Double) -> [Row] {
    Self.ordered(rows[...], by: value)
  }

  private static func ordered(_ rows: ArraySlice<Row>, by value: (Row) -> Double) -> [Row] {
    guard let depth = rows.first?.depth else { return [] }
    var families: [ArraySlice<Row>] = []
    var start = rows.startIndex
    for index in rows.indices.dropFirst() where rows[index].depth == depth {
      families.append(rows[start..<index])
      start = index
    }
    families.append(rows[start...])
    let ordered = families.map { family in (value(family[family.startIndex]), family) }
      .enumerated().sorted { ($0.element.0, $1.offset) > ($1.element.0, $0.offset) }
    return ordered.flatMap { entry in
      let family = entry.element.1
      return [family[family.startIndex]] + Self.ordered(family.dropFirst(), by: value)
    }
  }
}
