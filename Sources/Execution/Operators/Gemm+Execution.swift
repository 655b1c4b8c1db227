import RLANetworks

extension Gemm: FloatingExecutable {
  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    let (left, right) = (site.sizes(0), site.sizes(1))
    let last = left.count - 1
    let (rows, leftDepth) = transposesLeft ? (last, last - 1) : (last - 1, last)
    let (rightDepth, columns) = transposesRight ? (last, last - 1) : (last - 1, last)
    let batch = isBatched ? [ContractionAxis(left[0], left: 0, right: 0, result: 0)] : []
    let axes = [
      ContractionAxis(left[rows], left: rows, right: nil, result: last - 1),
      ContractionAxis(left[leftDepth], left: leftDepth, right: rightDepth, result: nil),
      ContractionAxis(right[columns], left: nil, right: columns, result: last),
    ]
    return ContractionStep(
      at: site, in: &lowering, axes: batch + axes, alpha: alpha, beta: beta)
  }
}
