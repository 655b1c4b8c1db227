import RLANetworks

extension Fused: ONNXExportable {
  var exportVersions: ExportVersions {
    (base as? any ONNXExportable)?.exportVersions ?? ExportVersions()
  }

  /// The operator and its function as nodes of their own, which every runtime has.
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    guard let base = base as? any ONNXExportable else { throw site.failure(.noForm) }
    let product = site.exporter.unique("\(site.path)/\(base.kind.name)")
    try base.export(site.making(product))
    try Activation(function).export(site.taking(product))
  }
}
