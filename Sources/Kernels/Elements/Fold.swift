import CRLAVectors

/// How elements become one number, by the number of the fold in the loops in C.
struct Fold: Hashable, Sendable {
  let number: Int

  /// The fold with a name in Sources/CVectors/loops/folds.h, which must exist.
  init(_ name: String) {
    let number = (0..<vec_fold_count()).first {
      String(cString: vec_fold_row($0).pointee.name) == name
    }
    guard let number else { preconditionFailure("There is no fold \(name).") }
    self.number = number
  }

  /// The state of no elements.
  var start: Double { vec_fold_row(number).pointee.start }

  /// The state of two parts together.
  func join(_ left: Double, _ right: Double) -> Double {
    vec_fold_row(number).pointee.join(left, right)
  }
}

/// Some contiguous results of a reduction, with room for their states.
///
/// Several columns of the input are read row by row; a single one as a matrix of `lanes` columns,
/// whose states are joined at the end.
struct FoldBlock {
  /// The most results in a block.
  static let width = 64
  private static let lanes = 16
  /// The scratch numbers of a block.
  static let room = 2 * width

  let reduced: StridedWalk
  /// The first element of the first column.
  let base: UnsafeMutablePointer<Float>
  let count: Int
  let isSingle: Bool
  private let pivots: UnsafeMutablePointer<Double>
  private let states: UnsafeMutablePointer<Double>

  init(
    _ reduced: StridedWalk, _ base: UnsafeMutablePointer<Float>, count: Int, isSingle: Bool,
    _ room: UnsafeMutablePointer<Double>
  ) {
    self.reduced = reduced
    self.base = base
    self.count = count
    self.isSingle = isSingle
    pivots = room
    states = room + Self.width
    pivots.initialize(repeating: 0, count: Self.width)
  }

  /// Sets the pivot of each result.
  func setPivots(_ pivot: (_ index: Int) -> Double) {
    for index in 0..<count { pivots[index] = pivot(index) }
    if isSingle { pivots.update(repeating: pivots[0], count: Self.lanes) }
  }

  func pivot(_ index: Int) -> Double { pivots[index] }
  func state(_ index: Int) -> Double { states[index] }

  /// Computes the states of all results.
  func run(_ fold: Fold) {
    states.initialize(repeating: fold.start, count: isSingle ? Self.lanes : count)
    let (rows, columns) = (reduced.rows.strides[0], reduced.columns.strides[0])
    reduced.visitAll { offsets, rowCount, columnCount in
      for row in 0..<rowCount {
        let first = base + offsets[0] + row * rows
        if isSingle, columns == 1 {
          let whole = columnCount / Self.lanes
          add(fold, first, rows: whole, apart: Self.lanes, columns: Self.lanes)
          add(
            fold, first + whole * Self.lanes, rows: 1, apart: 0, columns: columnCount % Self.lanes)
        } else {
          add(fold, first, rows: columnCount, apart: columns, columns: count)
        }
      }
    }
    if isSingle {
      states[0] = (1..<Self.lanes).reduce(states[0]) { fold.join($0, states[$1]) }
    }
  }

  private func add(
    _ fold: Fold, _ first: UnsafeMutablePointer<Float>, rows: Int, apart step: Int, columns: Int
  ) {
    vec_fold(
      rows, columns, fold.number, vec_operand(base: first, row: step, column: 1), pivots, states)
  }
}
