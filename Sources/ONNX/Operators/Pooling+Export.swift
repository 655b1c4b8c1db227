import RLANetworks
import RLASymbolic

extension Pooling: ONNXExportable {
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    var attributes = try windows.attributes(at: site)
    let roundings = Set(windows.map(\.rounding))
    if roundings.count > 1 { throw site.failure(.noForm) }
    if roundings == [.up] { attributes.append(.int("ceil_mode", 1)) }
    switch function {
    case .average: attributes.append(.flag("count_include_pad", countsPadding))
    case .l2: attributes.append(.int("p", 2))
    default: break
    }
    site.node(kind.onnx[0], nil, attributes)
  }
}

extension GlobalPooling: ONNXExportable {
  func export(_ site: ExportSite) {
    site.node(kind.onnx[0], nil, function == .l2 ? [.int("p", 2)] : [])
  }
}
