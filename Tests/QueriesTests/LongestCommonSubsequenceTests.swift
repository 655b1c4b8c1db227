import RLAQueries
import TestSupport
import Testing

@Suite struct LongestCommonSubsequenceTests {
  /// The same by the whole table (Wagner and Fischer 1974).
  private func plainPairs(_ left: [Int], _ right: [Int]) -> [[Int?]] {
    var lengths = Array(
      repeating: Array(repeating: 0, count: right.count + 1), count: left.count + 1)
    for row in left.indices.reversed() {
      for column in right.indices.reversed() {
        lengths[row][column] =
          left[row] == right[column]
          ? lengths[row + 1][column + 1] + 1
          : max(lengths[row + 1][column], lengths[row][column + 1])
      }
    }
    var result: [[Int?]] = []
    var (row, column) = (0, 0)
    while row < left.count || column < right.count {
      let hasBoth = row < left.count && column < right.count
      if hasBoth, left[row] == right[column] {
        result.append([row, column])
        (row, column) = (row + 1, column + 1)
      } else if column == right.count
        || hasBoth && lengths[row + 1][column] >= lengths[row][column + 1]
      {
        result.append([row, nil])
        row += 1
      } else {
        result.append([nil, column])
        column += 1
      }
    }
    return result
  }

  @Test(arguments: 0..<400)
  func `Random lists are paired as by the whole table`(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let kinds = Int.random(in: 1...8, using: &generator)
    let lists = (0..<2).map { _ in
      (0..<Int.random(in: 0...150, using: &generator)).map { _ in
        Int.random(in: 0..<kinds, using: &generator)
      }
    }
    let pairs = LongestCommonSubsequence(lists[0], lists[1]).pairs.map { [$0.left, $0.right] }
    #expect(pairs == plainPairs(lists[0], lists[1]))
  }

  @Test func `Twenty thousand calls on each side take no table of all pairs`() {
    let left = (0..<20_000).map { $0 % 7 }
    let right = (0..<20_000).map { $0 % 9 }
    let pairs = LongestCommonSubsequence(left, right).pairs
    #expect(pairs.compactMap(\.left) == Array(left.indices))
    #expect(pairs.compactMap(\.right) == Array(right.indices))
    let partners = pairs.filter { $0.left != nil && $0.right != nil }
    #expect(partners.allSatisfy { ($0.left ?? 0) % 7 == ($0.right ?? 0) % 9 })
    #expect(partners.count > 10_000)
  }
}
