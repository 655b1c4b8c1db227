import RLANetworks
import RLASymbolic

extension BatchNormalization: ONNXExportable {
  /// The running statistics are weights; the counter of batches has no place.
  func export(_ site: ExportSite) {
    site.node(
      "BatchNormalization", site.inputs + site.weights.prefix(4), [.float("epsilon", epsilon)])
  }
}

extension GroupNormalization: ONNXExportable {
  /// Before version 21 the node had one scale for each group, and so it is spelled by an instance norm
  /// over the groups.
  var exportVersions: ExportVersions { ExportVersions(native: 21) }

  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    guard let groups = groups.value, let channels = channels.value else {
      throw site.failure(.openSize)
    }
    let epsilon = ONNXAttribute.float("epsilon", epsilon)
    if site.opset >= exportVersions.native {
      return site.node(
        "GroupNormalization", site.inputs + site.weights, [.int("num_groups", groups), epsilon])
    }
    let rank = site.outputFacts[0].shape.rank
    let rows = site.step("Reshape", [site.inputs[0], site.vector([0, groups, -1])])
    let scale = site.numbers(1, count: groups)
    let shift = site.numbers(0, count: groups)
    let normalized = site.step("InstanceNormalization", [rows, scale, shift], [epsilon])
    let sizes = site.sizes { (0, $0) }
    let map = site.step("Reshape", [normalized, sizes])
    let perChannel = site.vector([channels] + [Int](repeating: 1, count: max(0, rank - 2)))
    let factors = site.step("Reshape", [site.weights[0], perChannel])
    let addends = site.step("Reshape", [site.weights[1], perChannel])
    site.node("Add", [site.step("Mul", [map, factors]), addends])
  }
}

extension InstanceNormalization: ONNXExportable {
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    guard let channels = channels.value else { throw site.failure(.openSize) }
    let weights =
      site.weights.isEmpty
      ? [site.numbers(1, count: channels), site.numbers(0, count: channels)] : site.weights
    site.node("InstanceNormalization", site.inputs + weights, [.float("epsilon", epsilon)])
  }
}

extension LayerNormalization: ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions(least: 17) }

  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    guard let shape = normalizedShape.values else { throw site.failure(.openSize) }
    var weights = site.weights
    // The node always has a scale.
    if !hasScale {
      let ones = site.numbers(1, count: shape.reduce(1, *))
      weights = [shape.count == 1 ? ones : site.step("Reshape", [ones, site.vector(shape)])]
    }
    site.node(
      "LayerNormalization", site.inputs + weights,
      [.int("axis", -shape.count), .float("epsilon", epsilon)])
  }
}

extension Softmax: ONNXExportable {
  /// Earlier versions take all axes from this one on as one.
  var exportVersions: ExportVersions { ExportVersions(least: 13) }

  func export(_ site: ExportSite) { site.node("Softmax", nil, [.int("axis", axis)]) }
}

extension LogSoftmax: ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions(least: 13) }

  func export(_ site: ExportSite) { site.node("LogSoftmax", nil, [.int("axis", axis)]) }
}

extension LocalResponseNormalization: ONNXExportable {
  func export(_ site: ExportSite) {
    site.node(
      "LRN", nil,
      [
        .int("size", size), .float("alpha", alpha), .float("beta", beta),
        .float("bias", offset),
      ])
  }
}

extension Hardmax: ONNXExportable {
  /// Earlier versions take all axes from this one on as one.
  var exportVersions: ExportVersions { ExportVersions(least: 13) }

  func export(_ site: ExportSite) { site.node("Hardmax", nil, [.int("axis", axis)]) }
}

extension LpNormalization: ONNXExportable {
  func export(_ site: ExportSite) {
    site.node(
      "LpNormalization", nil, [.int("axis", axis), .int("p", norm == .euclidean ? 2 : 1)])
  }
}

extension MeanVarianceNormalization: ONNXExportable {
  func export(_ site: ExportSite) {
    site.node("MeanVarianceNormalization", nil, [.ints("axes", axes)])
  }
}

extension RMSNormalization: ONNXExportable {
  /// Earlier versions have no node for it.
  var exportVersions: ExportVersions { ExportVersions(native: 23) }

  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    guard let shape = normalizedShape.values else { throw site.failure(.openSize) }
    // A further result, the reciprocal of the root, has no node of its own.
    if site.outputs.count > 1 { throw site.failure(.noForm) }
    let axis = ONNXAttribute.int("axis", -shape.count)
    if site.opset >= exportVersions.native, let scale = site.weights.first {
      return site.node(
        "RMSNormalization", site.inputs + [scale], [axis, .float("epsilon", epsilon)])
    }
    let x = site.inputs[0]
    let square = site.step("Mul", [x, x])
    let axes = (-shape.count)...(-1)
    let keeps = ONNXAttribute.flag("keepdims", true)
    let mean =
      site.opset >= 18
      ? site.step("ReduceMean", [square, site.vector(Array(axes))], [keeps])
      : site.step("ReduceMean", [square], [.ints("axes", Array(axes)), keeps])
    let root = site.step("Sqrt", [site.step("Add", [mean, site.number(epsilon)])])
    guard let scale = site.weights.first else { return site.node("Div", [x, root]) }
    site.node("Mul", [site.step("Div", [x, root]), scale])
  }
}
