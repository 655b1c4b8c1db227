import RLANetworks
import RLASymbolic

extension Reshape: ONNXExportable {
  /// Other versions than those since 14 take every 0 as the size of the input's axis.
  var exportVersions: ExportVersions {
    allowsZero ? ExportVersions(least: 14) : ExportVersions()
  }

  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    let zeros = allowsZero ? [ONNXAttribute.int("allowzero", 1)] : []
    guard let target else { return site.node("Reshape", nil, zeros) }
    site.node("Reshape", [site.inputs[0], try sizes(target, site)], zeros)
  }

  /// The name of the vector of the new sizes, in which 0 stands for the size of the input's axis and
  /// −1 for the size that follows from all others.
  private func sizes(
    _ target: [Extent], _ site: ExportSite
  ) throws(ONNXExportFailure) -> String {
    let dims = site.outputFacts[0].shape.dims
    // A target may have more entries than the result, since axes of size 1 can be left out.
    let keepsPlaces = target.count == dims.count
    let sizes = dims.enumerated().map { axis, dim in
      keepsPlaces && target[axis] == .axis(axis) && !allowsZero ? 0 : dim.value ?? -1
    }
    if sizes.count(where: { $0 == -1 }) < 2 { return site.vector(sizes) }
    guard keepsPlaces else { throw site.failure(.openSize) }
    var following = 0
    let parts = sizes.enumerated().map { axis, size in
      if size == -1, case .axis(let source) = target[axis] {
        return site.size(of: site.inputs[0], axis: source)
      }
      if size == -1 { following += 1 }
      return site.vector([size])
    }
    if following > 1 { throw site.failure(.openSize) }
    return site.step("Concat", parts, [.int("axis", 0)])
  }
}
