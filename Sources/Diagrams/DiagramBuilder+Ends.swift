import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic

/// The ends of a drawing: tensors that enter and leave it.
extension DiagramBuilder {
  func incomingValues(_ region: Set<Int>) -> [ValueID] {
    let read = Set(region.flatMap { network.nodes[$0].reads })
    let incoming = read.filter {
      index.producer($0).map(region.contains) != true && !network.isConstant($0)
        && !isKnownSize($0)
    }
    return incoming.sorted { terminalOrder($0) < terminalOrder($1) }
  }

  func outgoingValues(_ region: Set<Int>) -> [ValueID] {
    region.flatMap { network.nodes[$0].outputs }
      .filter { value in
        index.isOutput(value) || index.readers[value].contains { !region.contains($0) }
      }
      .sorted { outgoingOrder($0) < outgoingOrder($1) }
  }

  /// The values of each end: an overview has one end for all that leaves a stage.
  func ends(_ values: [ValueID], _ boxOfValue: [ValueID: Int]) -> [[ValueID]] {
    detail.isOverview ? values.grouped { boxOfValue[$0] } : values.map { [$0] }
  }

  /// Features first, then h, then the cell state.
  private func terminalOrder(_ value: ValueID) -> (Int, Int, ValueID) {
    (index.lane(ofValue: value) == .features ? 0 : 1, isCell(value) ? 1 : 0, value)
  }

  /// The line of the features ends at x, so that stands before what is kept for later blocks.
  private func outgoingOrder(_ value: ValueID) -> (Int, Int, Int, ValueID) {
    let (lane, cell, value) = terminalOrder(value)
    return (lane, cell, projected(value) == nil ? 0 : 1, value)
  }

  /// Whether a value is the cell state of an LSTM, not a term of it.
  func isCell(_ value: ValueID) -> Bool {
    guard let producer = index.producer(value),
      let module = index.module(producer, inRole: .cellState)
    else { return false }
    let readers = index.readers[value]
    return readers.isEmpty || index.isOutput(value)
      || readers.contains { index.module($0, inRole: .cellState) != module }
  }

  /// Whether a value is the image that a published network takes.
  private func isImage(_ value: ValueID) -> Bool {
    index.producer(value) == nil && !network.isFromFile
  }

  /// What the file calls an end of the network; nil for other ends and for published networks.
  private func givenName(_ values: [ValueID], isIncoming: Bool) -> String? {
    guard network.isFromFile else { return nil }
    if isIncoming {
      if case .input(let number) = network.origins[values[0]] { return network.inputs[number].name }
      return nil
    }
    let names = network.outputs.filter { values.contains($0.value) }.map(\.name)
    return names.isEmpty || values.count > 1 ? nil : names[0]
  }

  /// What an attention keeps of a block for later ones: `keys`, and `refreshed keys` where a gate
  /// scales those of an earlier block; nil for all that is none of it.
  private func projected(_ value: ValueID) -> String? {
    guard let producer = index.producer(value) else { return nil }
    let name = index.variant(producer, of: .attentionPart).flatMap(PartText.projected)
    if let name { return name }
    guard index.kind(producer) == BinaryFunction.multiply.kind else { return nil }
    let block = index.block(producer)?.number
    return network.nodes[producer].reads.lazy
      .filter { index.producer($0).flatMap(index.block)?.number != block }
      .compactMap(projected).first
      .map { $0.hasPrefix(PartText.refreshed) ? $0 : "\(PartText.refreshed) \($0)" }
  }

  /// Lines that an end lists; more are counted.
  private static let longestList = 3

  func terminal(_ values: [ValueID], isIncoming: Bool) -> DiagramBox {
    let lane = index.lane(ofValue: values[0])
    let isCell = isCell(values[0])
    let given = givenName(values, isIncoming: isIncoming).map { DotText.shortened($0) }
    let usual =
      isIncoming ? terminals.incoming(lane, isCell) : terminals.outgoing(lane, isCell)
    let name = isImage(values[0]) ? "image" : given ?? projected(values[0]) ?? usual
    let texts = values.map { text(of: shapes[$0]) }
    let words = isIncoming ? nil : outputLines(values)
    let lines = words ?? (texts.count <= Self.longestList ? texts : ["\(texts.count) tensors"])
    return DiagramBox(
      id: (isIncoming ? "in " : "out ") + name, role: .terminal, lane: lane,
      lines: [DiagramLine(name, .title)] + lines.map { DiagramLine($0, .detail) }, nodes: [],
      sharing: [], parameters: 0, macs: 0,
      tooltip: "\(name): \(texts.joined(separator: ", "))")
  }

  /// What the outputs of a network are, with their sizes; nil where one is not known by its layer.
  private func outputLines(_ values: [ValueID]) -> [String]? {
    var lines: [String] = []
    for (meaning, values) in values.keyed(by: meaning) {
      guard let meaning else { return nil }
      let shape = shapes[values[0]]
      let isMap = shape.rank == 4
      let line = "\(sizes.size(shape.dims[1])) \(meaning)"
      if values.count > 1 {
        lines.append("\(line) x \(values.count) maps")
      } else {
        let size = isMap ? shape.spatial.map(sizes.size).joined(separator: " x ") : ""
        lines.append(isMap ? "\(line), \(size)" : line)
      }
    }
    return lines
  }

  private func meaning(_ value: ValueID) -> String? {
    guard detail == .stages, index.isOutput(value), shapes[value].rank >= 2 else { return nil }
    return index.producer(value).flatMap {
      PartText.output(ofLayer: network.path(of: network.nodes[$0]))
    }
  }
}

extension Array where Element == ValueID {
  /// The values with equal keys together, in the order of their first.
  fileprivate func grouped(by key: (ValueID) -> Int?) -> [[ValueID]] {
    keyed(by: key).map(\.values)
  }

  /// The values by their keys, in the order in which keys occur first.
  fileprivate func keyed<Key: Hashable>(
    by key: (ValueID) -> Key
  ) -> [(key: Key, values: [ValueID])] {
    var groups: [(key: Key, values: [ValueID])] = []
    var numbers: [Key: Int] = [:]
    for value in self {
      let key = key(value)
      if let number = numbers[key] {
        groups[number].values.append(value)
      } else {
        numbers[key] = groups.count
        groups.append((key, [value]))
      }
    }
    return groups
  }
}
