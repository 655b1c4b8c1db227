import RLANetworks
import RLASymbolic

extension AffineGrid: ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions(least: 20, native: 20) }

  func export(_ site: ExportSite) {
    site.node("AffineGrid", nil, [.flag("align_corners", alignsCorners)])
  }
}

extension CenterCropPad: ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions(least: 18, native: 18) }

  func export(_ site: ExportSite) {
    site.node("CenterCropPad", nil, axes.map { [.ints("axes", $0)] } ?? [])
  }
}

extension ColumnsToImage: ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions(least: 18, native: 18) }

  func export(_ site: ExportSite) {
    guard let steps else { return site.node("Col2Im") }
    site.node(
      "Col2Im", nil,
      [
        .ints("strides", steps.map(\.stride)), .ints("dilations", steps.map(\.dilation)),
        .ints("pads", steps.map(\.before) + steps.map(\.after)),
      ])
  }
}

extension Determinant: ONNXExportable {
  func export(_ site: ExportSite) { site.node("Det") }
}

extension SignalWindow: ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions(least: 17) }

  func export(_ site: ExportSite) {
    let names: [Form: String] = [
      .hann: "HannWindow", .hamming: "HammingWindow", .blackman: "BlackmanWindow",
    ]
    site.node(
      names[form] ?? "", nil,
      [.flag("periodic", isPeriodic), .int("output_datatype", ONNXType.number(of: type))])
  }
}

extension MelWeights: ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions(least: 17) }

  func export(_ site: ExportSite) {
    site.node("MelWeightMatrix", nil, [.int("output_datatype", ONNXType.number(of: type))])
  }
}
