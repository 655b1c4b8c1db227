import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic

extension DiagramBuilder {
  /// The input of the network and the totals of what is drawn.
  func facts(_ part: DrawnPart) -> [String] {
    let parameters = "\(sizes.count(parameters(of: part.counted))) parameters"
    let macs = "\(sizes.count(macs(of: part.counted))) MACs"
    let totals = part.isWhole ? "" : "\(part.kind) alone: "
    return [
      "input \(part.isWhole ? "" : "of the network ")\(inputText)",
      "\(totals)\(parameters), \(macs)",
    ]
  }

  /// Inputs that are listed; more are counted.
  private static let mostInputs = 3

  private var inputText: String {
    if !network.isFromFile {
      let batch = shapes.input.batch
      return (batch == 1 ? "" : "\(batch) images of ") + sizes.shape(shapes.input)
    }
    let inputs = network.inputs.indices.prefix(Self.mostInputs).map { number in
      let text = fullText(of: shapes.facts[number].shape)
      return network.inputs.count == 1
        ? text : "\(DotText.shortened(network.inputs[number].name)) \(text)"
    }
    let more = network.inputs.count - inputs.count
    return (inputs + (more > 0 ? ["\(more) more"] : [])).joined(separator: ", ")
  }

  /// What the MACs of a drawing count.
  private var countNote: String {
    let layers =
      network.isFromFile
      ? "convolutions, linear and recurrent layers and matrix products"
      : hasProducts
        ? "convolutions, linear layers and matrix products"
        : "convolutions and linear layers"
    let images = shapes.input.batch == 1 ? "one image" : "\(shapes.input.batch) images"
    let input = network.isFromFile ? "the input above" : images
    return "MACs: multiply-adds of \(layers) for \(input) (1 k = 1000)."
  }

  /// Whether something multiplies matrices that is no convolution and no linear layer.
  private var hasProducts: Bool {
    network.nodes.contains { node in
      let function = network.operator(of: node)
      return function.kind.category == .product && !(function is Convolution)
        && !(function is TransposedConvolution) && !(function is Linear)
    }
  }

  /// What a reader must know: the convention, where the state reads, and symbols.
  func notes(_ wiring: WiringRemark, _ part: DrawnPart) -> [String] {
    var notes = [countNote]
    if let divisor = sizes.divisor, divisor > 1 {
      notes.append("H and W: height and width of the image, multiples of \(divisor).")
    }
    if let fold {
      notes.append(
        "The \(fold.name) are alike: one is drawn, with the numbers of one.")
    }
    if let source = sourceNote(wiring, nodes: part.nodes) { notes.append(source) }
    return notes
  }

  private func sourceNote(_ wiring: WiringRemark, nodes: [Int]) -> String? {
    guard nodes.contains(where: { index.role($0) == .stateOutput }) else { return nil }
    guard let tensor = sourceName else { return nil }
    let subject = "y: \(tensor)"
    switch wiring {
    case .undisputed: return subject + "."
    case .published: return subject + ", as the published code runs (the paper draws the branch)."
    case .paper: return subject + ", as in the paper (the published code reads the block's output)."
    }
  }

  /// Which tensor of its block the state reads, in the words that hold for every block.
  ///
  /// Only a block with a shortcut tells the branch from the output.
  private var sourceName: String? {
    let readers = network.nodes.indices.filter { index.role($0) == .stateOutput }
    let telling = readers.first { reader in
      index.block(reader).map { index.contains($0.nodes, role: .shortcut) } == true
    }
    return (telling ?? readers.first).flatMap { reader in
      network.nodes[reader].reads.first.map { sourceName($0, readBy: reader) }
    }
  }

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

extension DrawnPart {
  /// Whether all of the network is drawn.
  var isWhole: Bool { subject.isEmpty || subject == "all operators" }

  /// What kind of part it is, for its totals.
  fileprivate var kind: String {
    if isBlock { return "block" }
    return switch detail {
    case .layers: "block"
    case .operators: subject.hasPrefix("all operators of") ? "stage" : "module"
    case .branches, .stages, .outline: "stage"
    }
  }
}
