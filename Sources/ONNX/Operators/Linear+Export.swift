import RLANetworks
import RLASymbolic

extension Linear: ONNXExportable {
  /// A Gemm for a batch of vectors; for more axes the product of matrices, with the matrix as the
  /// state_dict has it.
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    if site.inputFacts[0]?.shape.rank == 2 {
      return site.node(
        "Gemm", site.inputs + site.weights, [.flag("transB", !isTransposed)])
    }
    var matrix = site.weights[0]
    if !isTransposed { matrix = site.step("Transpose", [matrix], [.ints("perm", [1, 0])]) }
    if hasBias {
      site.node("Add", [site.step("MatMul", [site.inputs[0], matrix]), site.weights[1]])
    } else {
      site.node("MatMul", [site.inputs[0], matrix])
    }
  }
}

extension MatMul: ONNXExportable {
  func export(_ site: ExportSite) { site.node("MatMul") }
}

extension Gemm: ONNXExportable {
  /// - Throws: `ONNXExportFailure` for a product of batches, which ONNX has no node for.
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    if isBatched { throw site.failure(.noForm) }
    site.node(
      "Gemm", nil,
      [
        .float("alpha", alpha), .float("beta", beta), .flag("transA", transposesLeft),
        .flag("transB", transposesRight),
      ])
  }
}

extension Einsum: ONNXExportable {
  var exportVersions: ExportVersions { ExportVersions(least: 12) }

  func export(_ site: ExportSite) {
    site.node("Einsum", nil, [.string("equation", equation)])
  }
}

extension TransposedMatMul: ONNXExportable {
  func export(_ site: ExportSite) {
    site.node(
      "com.microsoft.FusedMatMul", nil,
      [
        .float("alpha", alpha), .flag("transA", transposesLeft), .flag("transB", transposesRight),
        .flag("transBatchA", batchesSecond.left), .flag("transBatchB", batchesSecond.right),
      ])
  }
}
