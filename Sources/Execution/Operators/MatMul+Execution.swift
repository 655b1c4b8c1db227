import RLANetworks

extension MatMul: FloatingExecutable {
  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    ContractionStep(
      at: site, in: &lowering,
      axes: site.productAxes(left: Array(0..<site.rank(0)), right: Array(0..<site.rank(1))))
  }
}

extension TransposedMatMul: FloatingExecutable {
  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let left = axes(site.rank(0), batchesSecond.left, transposesLeft)
    let right = axes(site.rank(1), batchesSecond.right, transposesRight)
    return ContractionStep(
      at: site, in: &lowering, axes: site.productAxes(left: left, right: right), alpha: alpha)
  }

  /// The axes of an operand in the order in which `MatMul` reads them.
  private func axes(_ rank: Int, _ batchesSecond: Bool, _ transposes: Bool) -> [Int] {
    var axes = Array(0..<rank)
    if batchesSecond, rank > 2 { axes.insert(axes.removeFirst(), at: rank - 2) }
    if transposes, rank > 1 { axes.swapAt(rank - 1, rank - 2) }
    return axes
  }
}

extension Site {
  /// The axes of a product of batches of matrices, given the axes of both operands in the order of
  /// `MatMul`: batches, rows, columns.
  fileprivate func productAxes(left: [Int], right: [Int]) -> [ContractionAxis] {
    let result = outputSizes()
    let batchRank = max(left.count, right.count, 2) - 2
    func batch(_ axes: [Int], _ axis: Int) -> Int? {
      let place = axis - batchRank + axes.count - 2
      return place < 0 ? nil : axes[place]
    }
    var axes = (0..<batchRank).map { axis in
      ContractionAxis(
        result[axis], left: batch(left, axis), right: batch(right, axis), result: axis)
    }
    let summed = left[left.count - 1]
    axes.append(
      ContractionAxis(
        sizes(0)[summed], left: summed, right: right[max(0, right.count - 2)], result: nil))
    if left.count > 1 {
      axes.append(
        ContractionAxis(
          result[batchRank], left: left[left.count - 2], right: nil, result: batchRank))
    }
    if right.count > 1 {
      let last = result.count - 1
      axes.append(
        ContractionAxis(result[last], left: nil, right: right[right.count - 1], result: last))
    }
    return axes
  }
}
