import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic

extension DiagramBuilder {
  /// The input and the totals of the whole network.
  var facts: [String] {
    let all = Array(network.nodes.indices)
    let batch = shapes.input.batch
    let images = batch == 1 ? "" : "\(batch) images of "
    return [
      "input \(images)\(sizes.shape(shapes.input))",
      "\(sizes.count(network.parameterCount)) parameters, \(sizes.count(macs(of: all))) MACs",
    ]
  }

  /// What a reader must know: the convention, where the state reads, and symbols.
  func notes(_ wiring: WiringRemark, nodes: [Int]) -> [String] {
    let images = shapes.input.batch == 1 ? "one image" : "\(shapes.input.batch) images"
    var notes = [
      "MACs: multiply-adds of convolutions and linear layers for \(images) (1 k = 1000)."
    ]
    if let divisor = sizes.divisor, divisor > 1 {
      notes.append("H and W: height and width of the image, multiples of \(divisor).")
    }
    if let source = sourceNote(wiring, nodes: nodes) { notes.append(source) }
    return notes
  }

  private func sourceNote(_ wiring: WiringRemark, nodes: [Int]) -> String? {
    let readers = nodes.filter { index.role($0) == .stateOutput }
    guard let reader = readers.first, let value = network.nodes[reader].reads.first else {
      return nil
    }
    let subject = "y: \(sourceName(value, readBy: reader))"
    switch wiring {
    case .undisputed: return subject + "."
    case .published: return subject + ", as the published code runs (the paper draws the branch)."
    case .paper: return subject + ", as in the paper (the published code reads the block's output)."
    }
  }

  /// Which tensor of its block the state reads.
  private func sourceName(_ value: ValueID, readBy reader: Int) -> String {
    guard let block = index.block(reader), index.contains(block.nodes, role: .shortcut) else {
      return "the block's output"
    }
    // An identity shortcut is what the block reads.
    guard let producer = index.producer(value), block.nodes.contains(producer),
      index.module(producer, inRole: .projection) == nil
    else { return "the shortcut" }
    let isBranch = index.module(producer, inRole: .branch) != nil
    return isBranch ? "the residual branch" : "the block's output"
  }
}
