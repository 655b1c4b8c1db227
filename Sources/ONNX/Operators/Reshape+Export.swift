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
    for (axis, extent) in target.enumerated() {
      if extent == .axis(axis), !allowsZero {
        sizes.append(0)
      } else if let size = site.outputFacts[0].shape.dims[axis].value {
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
