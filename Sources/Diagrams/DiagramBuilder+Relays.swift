import RLANetworks

/// Lists that grow from block to block, which every later block reads as a whole: an arrow from each
/// entry to each reader would be a thicket.
extension DiagramBuilder {
  /// Leads each tensor to the first of the concatenations or attentions that read it, and from each
  /// of these to the next.
  func relay(_ flows: inout [Flow: [ValueID]], _ sketch: inout Sketch) {
    var readers: [Reading: [Int]] = [:]
    for (flow, values) in flows where flow.kind == .values {
      guard let name = listReader(sketch.boxes[flow.to]) else { continue }
      for value in values {
        readers[Reading(value: value, reader: name, from: flow.from), default: []].append(flow.to)
      }
    }
    for (reading, boxes) in readers.sorted(by: { $0.key < $1.key }) where boxes.count > 1 {
      let boxes = boxes.sorted()
      sketch.relays.insert(reading.reader)
      for (last, next) in zip(boxes, boxes.dropFirst()) {
        let direct = Flow(from: reading.from, to: next, kind: .values)
        flows[direct]?.removeAll { $0 == reading.value }
        if flows[direct]?.isEmpty == true { flows[direct] = nil }
        if flows[Flow(from: last, to: next, kind: .values)] == nil {
          flows[Flow(from: last, to: next, kind: .relay), default: []].append(reading.value)
        }
      }
    }
  }

  /// A tensor with those that read it in the same way.
  private struct Reading: Hashable, Comparable {
    let value: ValueID
    let reader: String
    let from: Int

    static func < (left: Reading, right: Reading) -> Bool {
      (left.value, left.reader) < (right.value, right.reader)
    }
  }

  /// What a box that takes in a list is called; nil for others.
  private func listReader(_ box: DiagramBox) -> String? {
    if box.role == .attention { return detail == .branches ? box.lines[0].text : nil }
    guard box.nodes.count == 1, index.kind(box.nodes[0]) == Concatenation.kind,
      index.lanes[box.nodes[0]] == .features
    else { return nil }
    return box.lines[0].text
  }

  /// What arrows between readers of a list stand for.
  func relayNotes(_ sketch: Sketch) -> [String] {
    sketch.relays.sorted().map {
      "\($0): each takes in what the one before it does, for which the arrow between them stands."
    }
  }
}
