/// The edits that turn one list into another, around a longest common subsequence.
///
/// Lengths of common subsequences are kept as bits (Crochemore et al. 2001, Hyyrö 2004), 64 in a
/// step; only some rows of the table are kept, and the others computed again from the nearest one.
/// Time is `left.count * right.count / 32` word operations, memory in proportion to
/// `right.count * sqrt(left.count)` bits.
package struct LongestCommonSubsequence {
  /// Positions in both lists; nil where the other list has no partner.
  package private(set) var pairs: [(left: Int?, right: Int?)] = []

  /// Pairs equal elements as early as possible; of what has no partner, the left comes first.
  package init<Element: Hashable>(_ left: [Element], _ right: [Element]) {
    let start = zip(left, right).prefix { $0 == $1 }.count
    pairs = (0..<start).map { ($0, $0) }
    var rows = SuffixRows(Array(left[start...]), Array(right[start...]))
    var column = 0
    for row in 0..<rows.count {
      // What the row below has from this column on, and what this row has.
      let here = rows.bits(row)
      let below = rows.bits(row + 1)
      var (length, lengthBelow) = (here.count(from: column), below.count(from: column))
      while column < rows.width, !rows.areEqual(row, column) {
        if lengthBelow == length { break }
        pairs.append((nil, start + column))
        if here[column] { length -= 1 }
        if below[column] { lengthBelow -= 1 }
        column += 1
      }
      let isPair = column < rows.width && rows.areEqual(row, column)
      pairs.append((start + row, isPair ? start + column : nil))
      if isPair { column += 1 }
    }
    pairs += (column..<rows.width).map { (nil, start + $0) }
  }
}

/// For each suffix of the left list, the lengths of its longest common subsequences with all
/// suffixes of the right list.
private struct SuffixRows {
  /// Elements of the left list.
  let count: Int
  /// Elements of the right list.
  let width: Int
  private let left: [Int]
  private let right: [Int]
  /// By kind of element, where it stands in the right list.
  private let places: [Bits]
  /// Every `spacing`-th row.
  private var kept: [Bits] = []
  private let spacing: Int
  /// The rows from `first` on, up to the next kept one.
  private var rows: [Bits] = []
  private var first = 0

  init<Element: Hashable>(_ left: [Element], _ right: [Element]) {
    var kinds: [Element: Int] = [:]
    func kind(_ element: Element) -> Int {
      if let kind = kinds[element] { return kind }
      kinds[element] = kinds.count
      return kinds.count - 1
    }
    self.right = right.map(kind)
    var places = Array(repeating: Bits(right.count), count: kinds.count)
    for (column, kind) in self.right.enumerated() { places[kind].insert(column) }
    self.left = left.map(kind)
    self.places = places
    count = left.count
    width = right.count
    spacing = max(1, Int(Double(left.count).squareRoot()))
    var row = Bits(width)
    for index in (0...count).reversed() {
      if index < count { advance(&row, over: index) }
      if index % spacing == 0 { kept.append(row) }
    }
    kept.reverse()
  }

  func areEqual(_ row: Int, _ column: Int) -> Bool { left[row] == right[column] }

  /// The bit of a column is set where the suffix from there has a longer common subsequence than
  /// the next suffix.
  mutating func bits(_ row: Int) -> Bits {
    if !(first..<first + rows.count).contains(row) {
      first = row
      // The kept row below, or the last row, where nothing is common.
      let end = min((row / spacing + 1) * spacing, count)
      var bits = end == count ? Bits(width) : kept[end / spacing]
      rows = [bits]
      for index in (row..<end).reversed() {
        advance(&bits, over: index)
        rows.append(bits)
      }
      rows.reverse()
    }
    return rows[row - first]
  }

  private func advance(_ row: inout Bits, over index: Int) {
    if left[index] < places.count { row.advance(over: places[left[index]]) }
  }
}

/// A set of columns as bits, the last column first.
private struct Bits {
  private var words: [UInt64]
  private let width: Int

  init(_ width: Int) {
    words = Array(repeating: 0, count: (width + 63) / 64)
    self.width = width
  }

  subscript(column: Int) -> Bool {
    let bit = width - 1 - column
    return words[bit / 64] >> UInt64(bit % 64) & 1 == 1
  }

  /// How many columns are in the set from one on.
  func count(from column: Int) -> Int {
    let bits = width - column
    let whole = words[..<(bits / 64)].reduce(0) { $0 + $1.nonzeroBitCount }
    if bits % 64 == 0 { return whole }
    return whole + (words[bits / 64] & (1 << UInt64(bits % 64) - 1)).nonzeroBitCount
  }

  mutating func insert(_ column: Int) {
    let bit = width - 1 - column
    words[bit / 64] |= 1 << UInt64(bit % 64)
  }

  /// From a row of the table to the one above, whose element stands in the right list at `places`.
  mutating func advance(over places: Bits) {
    var carry = false
    for index in words.indices {
      let zeros = ~words[index]
      let matches = zeros & places.words[index]
      let (sum, overflow) = zeros.addingReportingOverflow(matches)
      let (total, again) = sum.addingReportingOverflow(carry ? 1 : 0)
      carry = overflow || again
      words[index] = ~(total | zeros & ~matches)
    }
  }
}
