import RLANetworks

extension MatMul: FloatingExecutable {
  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    ContractionStep(at: site, in: &lowering, axes: axes(at: site))
  }

  private func axes(at site: Site) -> [ContractionAxis] {
    let (left, right, result) = (site.rank(0), site.rank(1), site.outputSizes())
    let batchRank = max(left, right, 2) - 2
    var axes = (0..<batchRank).map { axis in
      let (inLeft, inRight) = (axis - batchRank + left - 2, axis - batchRank + right - 2)
      return ContractionAxis(
        result[axis], left: inLeft < 0 ? nil : inLeft, right: inRight < 0 ? nil : inRight,
        result: axis)
    }
    axes.append(
      ContractionAxis(
        site.sizes(0)[left - 1], left: left - 1, right: max(0, right - 2), result: nil))
    if left > 1 {
      axes.append(
        ContractionAxis(result[batchRank], left: left - 2, right: nil, result: batchRank))
    }
    if right > 1 {
      let last = result.count - 1
      axes.append(ContractionAxis(result[last], left: nil, right: right - 1, result: last))
    }
    return axes
  }
}
