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
    var sizes: [Int] = []
    let dims = site.outputFacts[0].shape.dims
    // A target may have more entries than the result, since axes of size 1 can be left out.
    let keepsPlaces = target.count == dims.count
    for (axis, dim) in dims.enumerated() {
      if keepsPlaces, target[axis] == .axis(axis), !allowsZero {
        sizes.append(0)
      } else if let size = dim.value {
        sizes.append(size)
      } else {
        sizes.append(-1)
      }
    }
    // Only one size can follow from the others.
    if sizes.count(where: { $0 == -1 }) > 1 { throw site.failure(.openSize) }
    site.node("Reshape", [site.inputs[0], site.vector(sizes)], zeros)
  }
}
