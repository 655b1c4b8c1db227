import RLAAnalysis
import RLANetworks
import RLASymbolic

extension Heat {
  var title: String {
    switch self {
    case .macs: "MACs"
    case .parameters: "parameters"
    case .memory: "bytes of new tensors (float32)"
    case .time: "milliseconds (median of the bench report)"
    }
  }

  var unit: String {
    switch self {
    case .macs: "MACs"
    case .parameters: "params"
    case .memory: "B"
    case .time: "ms"
    }
  }

  private static let bytesPerElement = 4.0

  /// The number for a box; symbolic sizes count as if height and width were 224.
  func value(of box: DiagramBox, _ shapes: InferredShapes) throws(DiagramFailure) -> Double {
    switch self {
    case .macs: Self.number(box.macs)
    case .parameters: Self.number(box.parameters)
    case .memory:
      box.nodes.reduce(0) { sum, node in
        let function = shapes.network.operator(of: shapes.network.nodes[node])
        if function.storage != .fresh { return sum }
        return sum + Self.number(shapes.output(ofNode: node).elements) * Self.bytesPerElement
      }
    case .time(let times):
      box.nodes.reduce(0) { $0 + times.times(of: shapes.network)[$1] }
    }
  }

  /// A count as a number; symbolic sizes count as if height and width were 224 and others 1.
  static func number(_ dim: Dim) -> Double {
    var bindings: [Symbol: Int] = [.height: 224, .width: 224, .batch: 1]
    for symbol in dim.symbols where bindings[symbol] == nil { bindings[symbol] = 1 }
    return (try? dim.evaluated(at: bindings)).map(Double.init) ?? 0
  }
}

extension DiagramBox {
  /// Writes the number that the fill shows, where no line says it yet.
  mutating func addHeatLine(_ value: Double, _ unit: String) {
    if value == 0 || unit == "MACs" || unit == "params" { return }
    let text = SizeText.quantity(value, unit: unit)
    self = DiagramBox(
      id: id, role: role, lane: lane, lines: lines + [DiagramLine(text, .detail)], nodes: nodes,
      sharing: sharing, parameters: parameters, macs: macs, spine: spine, heat: value,
      tooltip: "\(tooltip), \(text)")
  }
}
