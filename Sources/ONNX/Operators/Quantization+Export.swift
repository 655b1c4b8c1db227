import RLANetworks
import RLASymbolic

extension Scale {
  /// The axis of scales that are no single one; blocks need their version.
  fileprivate func attributes(_ site: ExportSite) -> [ONNXAttribute] {
    let shape = site.inputFacts.dropFirst().first??.shape
    let isShared = shape?.rank == 0 || shape == [1]
    return (isShared ? [] : [.int("axis", axis)]) + (block.map { [.int("block_size", $0)] } ?? [])
  }

  /// Scales along an axis came with version 13, blocks with 21.
  fileprivate var versions: ExportVersions { ExportVersions(least: block == nil ? 13 : 21) }
}

extension Quantization: ONNXExportable {
  /// The zero point has the type of the result; without one, a type other than bytes is named.
  var exportVersions: ExportVersions { scale.versions }

  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    var attributes = scale.attributes(site)
    if site.inputs.count < 3, type != .uint8 {
      if site.opset < 21 { throw site.failure(.version(least: 21, wanted: site.opset)) }
      attributes.append(.int("output_dtype", ONNXType.number(of: type)))
    }
    site.node("QuantizeLinear", nil, attributes)
  }
}

extension Dequantization: ONNXExportable {
  var exportVersions: ExportVersions { scale.versions }

  func export(_ site: ExportSite) {
    site.node("DequantizeLinear", nil, scale.attributes(site))
  }
}

extension DynamicQuantization: ONNXExportable {
  func export(_ site: ExportSite) { site.node("DynamicQuantizeLinear") }
}

extension Quantized: ONNXExportable {
  /// Products of matrices whose operands are values, as exporters of dynamic quantization write them.
  ///
  /// - Throws: `ONNXExportFailure` for other operators on whole numbers, and for weights of layers.
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    guard base is MatMul, site.weights.isEmpty else { throw site.failure(.noForm) }
    func input(_ position: Int) -> String {
      site.inputs.indices.contains(position) ? site.inputs[position] : ""
    }
    switch result {
    case .sums:
      site.node("MatMulInteger", [input(0), input(1), input(3), input(5)])
    case .rescaled:
      site.node("QLinearMatMul", [0, 2, 3, 1, 4, 5, 6, 7].map(input))
    case .real where input(2).isEmpty:
      site.node(
        "com.microsoft.DynamicQuantizeMatMul", [0, 1, 4, 5, 8].map(input))
    case .real:
      site.node(
        "com.microsoft.MatMulIntegerToFloat", [0, 1, 2, 4, 3, 5, 8].map(input))
    }
  }
}
