import RLANetworks
import RLASymbolic

extension ScatterReduction {
  /// Without an attribute, elements are replaced; others came later.
  fileprivate var attributes: [ONNXAttribute] {
    let names: [ScatterReduction: String] = [
      .add: "add", .multiply: "mul", .maximum: "max", .minimum: "min",
    ]
    return names[self].map { [.string("reduction", $0)] } ?? []
  }

  fileprivate var versions: ExportVersions {
    switch self {
    case .none: ExportVersions()
    case .add, .multiply: ExportVersions(least: 16)
    case .maximum, .minimum: ExportVersions(least: 18)
    }
  }
}

extension ScatterND: ONNXExportable {
  var exportVersions: ExportVersions { reduction.versions }

  func export(_ site: ExportSite) { site.node("ScatterND", nil, reduction.attributes) }
}

extension ScatterElements: ONNXExportable {
  var exportVersions: ExportVersions { reduction.versions }

  func export(_ site: ExportSite) {
    site.node("ScatterElements", nil, [.int("axis", axis)] + reduction.attributes)
  }
}

extension GatherND: ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions(least: batchAxes == 0 ? 11 : 12) }

  func export(_ site: ExportSite) {
    site.node("GatherND", nil, batchAxes == 0 ? [] : [.int("batch_dims", batchAxes)])
  }
}

extension GatherElements: ONNXExportable {
  func export(_ site: ExportSite) { site.node("GatherElements", nil, [.int("axis", axis)]) }
}

extension NonZero: ONNXExportable {
  func export(_ site: ExportSite) { site.node("NonZero") }
}

extension NonMaxSuppression: ONNXExportable {
  func export(_ site: ExportSite) {
    site.node("NonMaxSuppression", nil, hasCenters ? [.int("center_point_box", 1)] : [])
  }
}

extension Compress: ONNXExportable {
  func export(_ site: ExportSite) {
    site.node("Compress", nil, axis.map { [.int("axis", $0)] } ?? [])
  }
}

extension TopK: ONNXExportable {
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    var inputs = site.inputs
    if let count {
      guard let number = count.value else { throw site.failure(.openSize) }
      inputs.append(site.vector([number]))
    }
    site.node(
      "TopK", inputs,
      [.int("axis", axis), .flag("largest", takesLargest), .flag("sorted", isSorted)])
  }
}

extension ArgExtreme: ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions(least: choosesLast ? 12 : 11) }

  func export(_ site: ExportSite) {
    site.node(
      kind.onnx[0], nil,
      [.int("axis", axis), .flag("keepdims", keepsAxis)]
        + (choosesLast ? [.int("select_last_index", 1)] : []))
  }
}

extension CumulativeSum: ONNXExportable {
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    // The sum along an axis that is no input has a vector of one for it, which ONNX takes too.
    let inputs = axis.map { [site.inputs[0], site.vector([$0])] } ?? site.inputs
    site.node(
      "CumSum", inputs, [.flag("exclusive", isExclusive), .flag("reverse", isReversed)])
  }
}

extension ElementTest: ONNXExportable {
  func export(_ site: ExportSite) { site.node(kind.onnx[0]) }
}

extension OneHot: ONNXExportable {
  func export(_ site: ExportSite) { site.node("OneHot", nil, [.int("axis", axis)]) }
}

extension SizeOf: ONNXExportable {
  func export(_ site: ExportSite) { site.node("Size") }
}

extension Triangle: ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions(least: 14) }

  func export(_ site: ExportSite) { site.node("Trilu", nil, [.flag("upper", part == .upper)]) }
}
