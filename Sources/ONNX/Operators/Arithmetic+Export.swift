import RLANetworks
import RLASymbolic

extension Arithmetic: ONNXExportable {
  var exportVersions: ExportVersions {
    // Earlier versions compare no real numbers by these.
    function.kind == .lessOrEqual || function.kind == .greaterOrEqual
      ? ExportVersions(least: 12) : ExportVersions()
  }

  func export(_ site: ExportSite) {
    let isReal = site.inputFacts[0]?.type.isFloating == true
    let remainder = function.kind == .remainder && isReal
    site.node(kind.onnx[0], nil, remainder ? [.int("fmod", 1)] : [])
  }
}

extension Where: ONNXExportable {
  func export(_ site: ExportSite) { site.node("Where") }
}

extension Reduction: ONNXExportable {
  /// The axes are an input since version 18, those of a sum since 13.
  func export(_ site: ExportSite) {
    let keeps = ONNXAttribute.flag("keepdims", keepsAxes)
    guard let axes else { return site.node(kind.onnx[0], nil, [keeps]) }
    if site.opset >= (kind == .sum ? 13 : 18) {
      site.node(kind.onnx[0], [site.inputs[0], site.vector(axes)], [keeps])
    } else {
      site.node(kind.onnx[0], nil, [.ints("axes", axes), keeps])
    }
  }
}
