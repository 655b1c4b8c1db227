import RLANetworks
import RLASymbolic

extension Concatenation: ONNXExportable {
  func export(_ site: ExportSite) { site.node("Concat", nil, [.int("axis", axis)]) }
}

extension Transpose: ONNXExportable {
  func export(_ site: ExportSite) {
    site.node("Transpose", nil, permutation.map { [.ints("perm", $0)] } ?? [])
  }
}

extension Dropout: ONNXExportable {
  /// It changes nothing outside of training.
  func export(_ site: ExportSite) { site.node("Identity") }
}

extension Slice: ONNXExportable {
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    guard let start = start.value, let count = count.value else { throw site.failure(.openSize) }
    let end = start + count * step
    site.node(
      "Slice",
      [
        // A negative end would count from the other side.
        site.inputs[0], site.vector([start]), site.vector([end < 0 ? .min : end]),
        site.vector([axis]), site.vector([step]),
      ])
  }
}

extension RangeSlice: ONNXExportable {
  func export(_ site: ExportSite) { site.node("Slice") }
}

extension Split: ONNXExportable {
  /// The sizes are an input since version 13; equal parts need no sizes before version 18.
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    let axis = ONNXAttribute.int("axis", axis)
    if case .input = parts { return site.node("Split", nil, [axis]) }
    let place = self.axis < 0 ? self.axis + site.outputFacts[0].shape.rank : self.axis
    let sizes = site.outputFacts.compactMap { $0.shape.dims[place].value }
    guard sizes.count == site.outputs.count else { throw site.failure(.openSize) }
    if site.opset >= 13 {
      site.node("Split", [site.inputs[0], site.vector(sizes)], [axis])
    } else {
      site.node("Split", [site.inputs[0]], [axis, .ints("split", sizes)])
    }
  }
}

extension Gather: ONNXExportable {
  func export(_ site: ExportSite) { site.node("Gather", nil, [.int("axis", axis)]) }
}

extension Expand: ONNXExportable {
  func export(_ site: ExportSite) { site.node("Expand") }
}

extension Tile: ONNXExportable {
  func export(_ site: ExportSite) { site.node("Tile") }
}

extension ShapeOf: ONNXExportable {
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    guard let rank = site.inputFacts[0]?.shape.rank else { throw site.failure(.openSize) }
    if axes.lowerBound <= 0, axes.upperBound >= rank { return site.node("Shape") }
    if site.opset < 15 {
      let all = site.step("Shape", [site.inputs[0]])
      let (start, end) = (site.vector([axes.lowerBound]), site.vector([axes.upperBound]))
      return site.node("Slice", [all, start, end])
    }
    site.node(
      "Shape", nil, [.int("start", axes.lowerBound), .int("end", min(axes.upperBound, rank))])
  }
}

extension Cast: ONNXExportable {
  func export(_ site: ExportSite) {
    site.node("Cast", nil, [.int("to", ONNXType.number(of: type))])
  }
}

extension ZeroState: ONNXExportable {
  func export(_ site: ExportSite) {
    site.node("ConstantOfShape", [site.sizes { (0, $0) }])
  }
}

extension Fill: ONNXExportable {
  func export(_ site: ExportSite) {
    var element = ONNXTensor("", [1], type)
    element.numbers = [.real(value)]
    site.node("ConstantOfShape", nil, [.tensor("value", element)])
  }
}

extension NumberSequence: ONNXExportable {
  func export(_ site: ExportSite) { site.node("Range") }
}
