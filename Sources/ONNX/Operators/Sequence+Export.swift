import RLANetworks
import RLASymbolic

extension ReverseSequence: ONNXExportable {
  func export(_ site: ExportSite) {
    site.node(
      "ReverseSequence", nil, [.int("batch_axis", batchAxis), .int("time_axis", 1 - batchAxis)])
  }
}

extension Unique: ONNXExportable {
  func export(_ site: ExportSite) {
    site.node(
      "Unique", nil, (axis.map { [.int("axis", $0)] } ?? []) + [.flag("sorted", isSorted)])
  }
}

extension EyeLike: ONNXExportable {
  func export(_ site: ExportSite) {
    let type = type.map { [ONNXAttribute.int("dtype", ONNXType.number(of: $0))] } ?? []
    site.node("EyeLike", nil, [.int("k", diagonal)] + type)
  }
}

extension RandomNumbers: ONNXExportable {
  /// Numbers of the same distribution; which ones is up to whoever runs the model.
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    var attributes = type.map { [ONNXAttribute.int("dtype", ONNXType.number(of: $0))] } ?? []
    switch distribution {
    case .normal: attributes += [.float("mean", start), .float("scale", spread)]
    case .uniform: attributes += [.float("low", start), .float("high", start + spread)]
    }
    let name = distribution == .normal ? "RandomNormal" : "RandomUniform"
    guard let shape else { return site.node("\(name)Like", nil, attributes) }
    guard let sizes = shape.values else { throw site.failure(.openSize) }
    site.node(name, nil, attributes + [.ints("shape", sizes)])
  }
}

extension FourierTransform: ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions(least: 17) }

  /// The axis is an attribute up to version 19 and an input since.
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    var inputs = site.inputs + [String](repeating: "", count: max(0, 3 - site.inputs.count))
    var attributes: [ONNXAttribute] = [
      .flag("inverse", isInverse), .flag("onesided", isOneSided),
    ]
    if site.opset >= 20 {
      if inputs[2].isEmpty { inputs[2] = site.whole(axis) }
    } else {
      var axis = axis
      if !inputs[2].isEmpty {
        guard let given = site.inputFacts[2]?.element?.value else {
          throw site.failure(.openSize)
        }
        axis = given
      }
      inputs[2] = ""
      attributes.append(.int("axis", axis))
    }
    site.node("DFT", inputs, attributes)
  }
}

extension ShortTimeFourierTransform: ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions(least: 17) }

  func export(_ site: ExportSite) { site.node("STFT", nil, [.flag("onesided", isOneSided)]) }
}
