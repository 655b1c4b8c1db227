import RLANetworks
import RLASymbolic

extension If: ONNXExportable {
  func export(_ site: ExportSite) {
    let names = ["then_branch", "else_branch"]
    site.node("If", bodies: zip(names, site.bodies).map { WrittenBody(name: $0, graph: $1) })
  }
}

extension Loop: ONNXExportable {
  func export(_ site: ExportSite) {
    site.node("Loop", bodies: [WrittenBody(name: "body", graph: site.bodies[0])])
  }
}

extension Scan: ONNXExportable {
  func export(_ site: ExportSite) {
    site.node(
      "Scan", nil, [.int("num_scan_inputs", site.inputs.count - states)],
      bodies: [WrittenBody(name: "body", graph: site.bodies[0])])
  }
}
