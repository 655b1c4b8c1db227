import RLANetworks
import RLASymbolic

extension NearestResize: ONNXExportable {
  /// Positions as PyTorch has them: `⌊y · in / out⌋`.
  func export(_ site: ExportSite) {
    // The batch and the channels are those of the map, height and width those of the other one.
    let sizes = site.sizes { ($0 < 2 ? 0 : 1, $0) }
    site.node(
      "Resize", [site.inputs[0], "", "", sizes],
      [
        .string("mode", "nearest"), .string("coordinate_transformation_mode", "asymmetric"),
        .string("nearest_mode", "floor"),
      ])
  }
}

extension Resize: ONNXExportable {
  /// Smoothing came with version 18.
  var exportVersions: ExportVersions {
    smooths ? ExportVersions(least: 18, native: 18) : ExportVersions()
  }

  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    let rank = site.outputFacts[0].shape.rank
    switch target {
    case .inputs:
      if let axes, axes != Array(0..<rank) { throw site.failure(.noForm) }
      site.node("Resize", nil, attributes)
    case .sizes:
      if site.outputFacts[0].shape.values == nil { throw site.failure(.openSize) }
      let region = coordinates == .region ? site.inputs.dropFirst().first ?? "" : ""
      let ends = site.inputFacts.dropFirst().first.flatMap(\.self)?.shape
      // The ends are those of all axes.
      if coordinates == .region, ends != [Dim(2 * rank)] { throw site.failure(.noForm) }
      site.node("Resize", [site.inputs[0], region, "", site.sizes { (0, $0) }], attributes)
    case .scales(let factors):
      if coordinates == .region { throw site.failure(.noForm) }
      var scales = [Double](repeating: 1, count: rank)
      for (axis, factor) in zip(axes ?? Array(0..<rank), factors) {
        scales[axis < 0 ? axis + rank : axis] =
          Double(factor.numerator) / Double(factor.denominator)
      }
      site.node("Resize", [site.inputs[0], "", site.numbers(scales)], attributes)
    }
  }

  private var attributes: [ONNXAttribute] {
    let smoothing = smooths ? [ONNXAttribute.flag("antialias", true)] : []
    let excludes = excludesOutside && mode == .linear
    let outside = excludes ? [ONNXAttribute.flag("exclude_outside", true)] : []
    let filling =
      coordinates == .region ? [ONNXAttribute.float("extrapolation_value", self.outside)] : []
    return modeAttributes + smoothing + outside + filling
  }

  private var modeAttributes: [ONNXAttribute] {
    let coordinates = ONNXAttribute.string("coordinate_transformation_mode", coordinates.onnx)
    switch mode {
    case .nearest(let rounding):
      return [coordinates, .string("mode", "nearest"), .string("nearest_mode", rounding.onnx)]
    case .linear: return [coordinates, .string("mode", "linear")]
    case .cubic(let a, let excludesOutside):
      return [
        coordinates, .string("mode", "cubic"), .float("cubic_coeff_a", a),
        .flag("exclude_outside", excludesOutside),
      ]
    }
  }
}

extension Resize.Rounding {
  fileprivate var onnx: String {
    switch self {
    case .roundPreferFloor: "round_prefer_floor"
    case .roundPreferCeiling: "round_prefer_ceil"
    case .floor: "floor"
    case .ceiling: "ceil"
    }
  }
}

extension Resize.Coordinates {
  fileprivate var onnx: String {
    switch self {
    case .halfPixel: "half_pixel"
    case .pytorchHalfPixel: "pytorch_half_pixel"
    case .alignCorners: "align_corners"
    case .asymmetric: "asymmetric"
    case .halfPixelSymmetric: "half_pixel_symmetric"
    case .region: "tf_crop_and_resize"
    }
  }
}
