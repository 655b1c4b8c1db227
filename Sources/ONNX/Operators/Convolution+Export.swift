import RLANetworks
import RLASymbolic

extension Convolution: ONNXExportable {
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    guard let groups = groups.value else { throw site.failure(.openSize) }
    let attributes = try windows.attributes(at: site)
    site.node("Conv", site.inputs + site.weights, attributes + [.int("group", groups)])
  }
}

extension TransposedConvolution: ONNXExportable {
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    guard let groups = groups.value else { throw site.failure(.openSize) }
    let attributes = try windows.attributes(at: site)
    site.node(
      "ConvTranspose", site.inputs + site.weights,
      attributes + [.int("group", groups), .ints("output_padding", outputPadding)])
  }
}

extension [Window] {
  /// The attributes of a convolution or pooling.
  ///
  /// - Throws: `ONNXExportFailure` where one axis has fixed padding and another does not, and the
  ///   sizes are not numbers.
  func attributes(at site: ExportSite) throws(ONNXExportFailure) -> [ONNXAttribute] {
    var attributes: [ONNXAttribute] = [
      .ints("kernel_shape", map(\.kernel)), .ints("strides", map(\.stride)),
    ]
    // Averages have dilations only since version 19.
    if contains(where: { $0.dilation != 1 }) {
      attributes.append(.ints("dilations", map(\.dilation)))
    }
    if allSatisfy({ $0.padding == .sameUpper }) {
      return attributes + [.string("auto_pad", "SAME_UPPER")]
    }
    if allSatisfy({ $0.padding == .sameLower }) {
      return attributes + [.string("auto_pad", "SAME_LOWER")]
    }
    let paddings = try paddings(at: site)
    return attributes + [.ints("pads", paddings.map(\.before) + paddings.map(\.after))]
  }

  private func paddings(
    at site: ExportSite
  ) throws(ONNXExportFailure) -> [(before: Int, after: Int)] {
    var paddings: [(before: Int, after: Int)] = []
    for (axis, window) in enumerated() {
      if case .fixed(let before, let after) = window.padding {
        paddings.append((before, after))
      } else if let size = site.inputFacts[0]?.shape.dims[axis + 2].value {
        paddings.append(window.padding(of: size))
      } else {
        throw site.failure(.openSize)
      }
    }
    return paddings
  }
}
