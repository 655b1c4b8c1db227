import RLANetworks
import RLASymbolic

extension Pad: ONNXExportable {
  var exportVersions: ExportVersions {
    mode == .wrap ? ExportVersions(least: 19) : ExportVersions()
  }

  /// The axes are an input since version 18, so margins are written for all.
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    let mode = ONNXAttribute.string("mode", "\(mode)")
    guard let margins else {
      if site.inputs.count > 3, site.opset < 18 {
        throw site.failure(.version(least: 18, wanted: site.opset))
      }
      return site.node("Pad", nil, [mode])
    }
    let rank = site.outputFacts[0].shape.rank
    var pads = [Int](repeating: 0, count: 2 * rank)
    for (axis, margin) in zip(axes ?? Array(0..<rank), margins) {
      guard let before = margin.before.value, let after = margin.after.value else {
        throw site.failure(.openSize)
      }
      let place = axis < 0 ? axis + rank : axis
      (pads[place], pads[rank + place]) = (before, after)
    }
    let fill = value == 0 ? [] : [site.number(value)]
    site.node("Pad", [site.inputs[0], site.vector(pads)] + fill, [mode])
  }
}
