/// Sums of masked elements over the axes of a broadcast: the gradient of a selection.
///
/// All elements are 32-bit floating-point numbers.
package struct MaskedSum: Hashable, Sendable {
  /// Tensors: the sums, what is summed, the mask.
  private let kept: StridedWalk
  /// Tensors: what is summed, the mask.
  private let summed: StridedWalk

  /// Truth values that choose what is summed.
  package struct Mask: @unchecked Sendable {
    /// Bytes of 0 and 1.
    package let base: UnsafePointer<UInt8>
    /// Whether elements count where the mask is 1, else those where it is 0.
    package let selects: Bool

    package init(_ base: UnsafePointer<UInt8>, selects: Bool) {
      self.base = base
      self.selects = selects
    }
  }

  /// - Parameters:
  ///   - sizes: The shape of what is summed.
  ///   - source: Its strides.
  ///   - target: The strides of the sums, zero along the axes that are summed over.
  ///   - mask: The strides of the mask.
  package init(sizes: [Int], from source: [Int], to target: [Int], mask: [Int]) {
    let keeps = sizes.indices.filter { target[$0] != 0 }
    let drops = sizes.indices.filter { target[$0] == 0 }
    kept = StridedWalk(
      sizes: keeps.map { sizes[$0] },
      strides: [target, source, mask].map { strides in keeps.map { strides[$0] } })
    summed = StridedWalk(
      sizes: drops.map { sizes[$0] },
      strides: [source, mask].map { strides in drops.map { strides[$0] } })
  }

  /// `dx (+)= Σ dy`, over the elements that the mask selects.
  package func run(
    _ dy: UnsafePointer<Float>, to dx: UnsafeMutablePointer<Float>, mask: Mask,
    accumulating: Bool, on pool: WorkerPool
  ) {
    let (rows, columns) = (kept.rows.strides, kept.columns.strides)
    kept.run(on: pool) { offsets, rowCount, columnCount in
      for row in 0..<rowCount {
        let target = dx + offsets[0] + row * rows[0]
        let source = dy + offsets[1] + row * rows[1]
        if summed.count == 1 {
          choose(source, columnCount, to: target, mask, offsets[2] + row * rows[2], accumulating)
          continue
        }
        for column in 0..<columnCount {
          let place = offsets[2] + row * rows[2] + column * columns[2]
          let shifted = Mask(mask.base + place, selects: mask.selects)
          let sum = Float(sum(source + column * columns[1], shifted))
          let element = target + column * columns[0]
          element.pointee = accumulating ? element.pointee + sum : sum
        }
      }
    }
  }

  /// The elements of a row as they are, zero where the mask does not select them.
  private func choose(
    _ source: UnsafePointer<Float>, _ count: Int, to target: UnsafeMutablePointer<Float>,
    _ mask: Mask, _ place: Int, _ accumulating: Bool
  ) {
    let strides = kept.columns.strides
    for column in 0..<count {
      let isChosen = (mask.base[place + column * strides[2]] != 0) == mask.selects
      let value = isChosen ? source[column * strides[1]] : 0
      let element = target + column * strides[0]
      element.pointee = accumulating ? element.pointee + value : value
    }
  }

  /// The sum of one element's copies, in double precision.
  private func sum(_ source: UnsafePointer<Float>, _ mask: Mask) -> Double {
    let strides = summed.columns.strides
    var sum = 0.0
    forEachRow { offset, maskOffset in
      for column in 0..<summed.columns.size {
        if (mask.base[maskOffset + column * strides[1]] != 0) != mask.selects { continue }
        sum += Double(source[offset + column * strides[0]])
      }
    }
    return sum
  }

  private func forEachRow(_ body: (_ source: Int, _ mask: Int) -> Void) {
    let count = summed.outer.reduce(summed.rows.size) { $0 * $1.size }
    for position in 0..<count {
      var (rest, row) = position.quotientAndRemainder(dividingBy: summed.rows.size)
      var (source, mask) = (row * summed.rows.strides[0], row * summed.rows.strides[1])
      for axis in summed.outer.reversed() {
        (rest, row) = rest.quotientAndRemainder(dividingBy: axis.size)
        source += row * axis.strides[0]
        mask += row * axis.strides[1]
      }
      body(source, mask)
    }
  }
}
