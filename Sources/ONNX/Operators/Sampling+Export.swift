import RLANetworks
import RLASymbolic

extension PixelShuffle: ONNXExportable {
  func export(_ site: ExportSite) {
    let mode = order == .strided ? "DCR" : "CRD"
    site.node("DepthToSpace", nil, [.int("blocksize", block), .string("mode", mode)])
  }
}

extension PixelUnshuffle: ONNXExportable {
  func export(_ site: ExportSite) { site.node("SpaceToDepth", nil, [.int("blocksize", block)]) }
}

extension GridSample: ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions(least: 16) }

  /// Volumes came with version 20, and with it other names.
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    if site.opset < 20, site.outputFacts[0].shape.rank != 4 {
      throw site.failure(.version(least: 20, wanted: site.opset))
    }
    let modes: [Mode: (String, String)] = [
      .nearest: ("nearest", "nearest"), .linear: ("bilinear", "linear"),
      .cubic: ("bicubic", "cubic"),
    ]
    let paddings: [Padding: String] = [
      .zeros: "zeros", .border: "border", .reflection: "reflection",
    ]
    guard let (older, newer) = modes[mode], let padding = paddings[padding] else {
      throw site.failure(.noForm)
    }
    site.node(
      "GridSample", nil,
      [
        .string("mode", site.opset < 20 ? older : newer), .string("padding_mode", padding),
        .flag("align_corners", alignsCorners),
      ])
  }
}

extension RegionAlign: ONNXExportable {
  /// Regions are shifted since version 16, and then unless an attribute says otherwise.
  var exportVersions: ExportVersions { ExportVersions(least: shiftsByHalf ? 16 : 11) }

  func export(_ site: ExportSite) {
    let positions = shiftsByHalf ? "half_pixel" : "output_half_pixel"
    let shift = ONNXAttribute.string("coordinate_transformation_mode", positions)
    site.node(
      "RoiAlign", nil,
      [
        .int("output_height", height), .int("output_width", width),
        .int("sampling_ratio", samples ?? 0), .float("spatial_scale", scale),
        .string("mode", mode == .mean ? "avg" : "max"),
      ] + (site.opset < 16 ? [] : [shift]))
  }
}

extension DeformableConvolution: ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions(least: 19, native: 19) }

  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    let attributes = try windows.attributes(at: site)
    site.node(
      "DeformConv", nil,
      attributes + [.int("group", groups), .int("offset_group", offsetGroups)])
  }
}

extension MaxUnpooling: ONNXExportable {
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    site.node("MaxUnpool", nil, try windows.attributes(at: site))
  }
}
