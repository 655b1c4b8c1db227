import RLANetworks

extension BareParameter: ONNXExportable {
  /// Names the initializer, so that what reads it has a value to read.
  func export(_ site: ExportSite) { site.node("Identity", site.weights) }
}
