import RLAArchitectures
import RLANetworks
import RLASymbolic

extension DiagramBuilder {
  /// The box of everything in a stage that lies on one lane.
  func stageBox(_ group: [Int]) -> DiagramBox {
    let stage = index.stage(group[0])
    let lane = index.lanes[group[0]]
    let blocks = index.blocks(ofStage: stage)
    let name = network.stages[stage]
    let title = PartText.part(name)
    let lines =
      switch (lane, blocks.isEmpty) {
      case (.features, false): blockLines(name, blocks)
      case (.features, true): [DiagramLine(title, .title)] + stepLines(group)
      case (.state, false): updateLines(group, count: blocks.count)
      case (.state, true):
        [DiagramLine(stepLines(group).map(\.text).joined(separator: ", "), .title)]
      }
    let id = lane == .features ? name : "\(name), state"
    let marks = countLines(group).filter { lane == .features || $0.style != .mark }
    return box(group, role: lane == .features ? .features : .state, id: id, lines + marks)
  }

  /// The stage, how many blocks it has, and how the first ones differ from the last.
  private func blockLines(_ name: String, _ blocks: [Block]) -> [DiagramLine] {
    let count = blocks.count == 1 ? "1 block" : "\(blocks.count) blocks"
    var lines = [DiagramLine("\(name): \(count)", .title)]
    let forms = blocks.map(form)
    guard let usual = forms.last else { return lines }
    if !usual.kernels.isEmpty {
      lines.append(DiagramLine(usual.kernels.joined(separator: ", "), .body))
    }
    if let attention = usual.attention { lines.append(DiagramLine(attention, .body)) }
    var first = 0
    while first < forms.count, forms[first] != usual {
      let last = forms[first...].firstIndex { $0 != forms[first] } ?? forms.count
      lines += Self.lines(of: first..<last, forms[first].differences(from: usual))
      first = last
    }
    return lines
  }

  /// `first block: stride 2,` above `projected shortcut`.
  private static func lines(of blocks: Range<Int>, _ differences: [String]) -> [DiagramLine] {
    let name =
      switch (blocks.lowerBound, blocks.count) {
      case (0, 1): "first block"
      case (let first, 1): "block \(first + 1)"
      case (let first, _): "blocks \(first + 1)–\(blocks.upperBound)"
      }
    return differences.enumerated().map { number, difference in
      let text = number == 0 ? "\(name): \(difference)" : difference
      return DiagramLine(number + 1 < differences.count ? text + "," : text, .body)
    }
  }

  private func form(of block: Block) -> BlockForm {
    let branch = block.nodes.filter {
      index.lanes[$0] == .features && index.module($0, inRole: .projection) == nil
    }
    let convolutions = convolutions(branch)
    return BlockForm(
      kernels: convolutions.map(OperatorText.kernel), attention: attentionName(branch),
      shortcut: shortcutName(block),
      stride: convolutions.map { $0.windows[0].stride }.max() ?? 1)
  }

  private func shortcutName(_ block: Block) -> String {
    if !index.contains(block.nodes, role: .shortcut) { return "no shortcut" }
    return index.contains(block.nodes, role: .projection)
      ? "projected shortcut" : "identity shortcut"
  }

  /// The update of the state: its layers in the order of execution, each once.
  private func updateLines(_ group: [Int], count: Int) -> [DiagramLine] {
    let title = count == 1 ? "state update" : "state update x\(count)"
    var lines = [DiagramLine(title, .title)]
    if let cell = cellName(group) { lines.append(DiagramLine(cell, .body)) }
    var seen: Set<Int> = []
    for node in group {
      guard let layer = network.nodes[node].layer, seen.insert(layer).inserted,
        let convolution = network.layers[layer].operator as? Convolution
      else { continue }
      let mark = sharing(of: [node]).first?.mark
      let isOwn = mark == nil && count > 1
      if isOwn, seen.contains(where: { isOwnTwin(layer, $0) }) { continue }
      let text = OperatorText.kernel(convolution) + (mark.map { " \($0)" } ?? " own")
      lines.append(DiagramLine(text, mark == nil ? .body : .mark))
    }
    return lines
  }

  /// Whether two blocks own a layer of the same kind each.
  private func isOwnTwin(_ layer: Int, _ other: Int) -> Bool {
    guard layer != other, let left = network.layers[layer].operator as? Convolution,
      let right = network.layers[other].operator as? Convolution
    else { return false }
    return left.windows == right.windows && left.groups == right.groups
  }

  /// The operators that matter where blocks or convolutions do not say it.
  func stepLines(_ group: [Int]) -> [DiagramLine] {
    let steps = group.compactMap { node -> String? in
      let function = network.operator(of: network.nodes[node])
      switch function.kind {
      case Reshape.kind, Dropout.kind, Slice.kind: return nil
      case BatchNormalization.kind, .relu, .relu6, .tanh:
        return index.lanes[node] == .state ? function.title : nil
      case .addition: return "add"
      case Transpose.kind, Expand.kind, Split.kind, ShapeOf.kind: return nil
      default: return function.title
      }
    }
    return Self.condensed(steps).map { DiagramLine($0, .body) }
  }

  /// Repeated steps, alone or in groups of up to three, as one with a count; at most seven lines.
  private static func condensed(_ steps: [String]) -> [String] {
    var lines: [String] = []
    var rest = steps[...]
    while !rest.isEmpty {
      let lengths = (1...3).filter { $0 <= rest.count }
      let repeats = lengths.map { (length: $0, count: repetitions(of: rest.prefix($0), in: rest)) }
      let longest = repeats.filter { $0.count > 1 }.max {
        ($0.length * $0.count, $1.length) < ($1.length * $1.count, $0.length)
      }
      let (length, count) = longest ?? (1, 1)
      let names = rest.prefix(length).joined(separator: ", ")
      lines.append(count == 1 ? names : length == 1 ? "\(names) x\(count)" : "(\(names)) x\(count)")
      rest = rest.dropFirst(length * count)
    }
    return lines.count <= 7 ? lines : lines.prefix(6) + ["and \(lines.count - 6) more"]
  }

  private static func repetitions(
    of pattern: ArraySlice<String>, in steps: ArraySlice<String>
  ) -> Int {
    var count = 0
    var rest = steps
    while rest.starts(with: pattern) {
      count += 1
      rest = rest.dropFirst(pattern.count)
    }
    return count
  }
}

/// What tells the blocks of a stage apart.
private struct BlockForm: Hashable {
  /// The convolutions of the branch in order.
  let kernels: [String]
  let attention: String?
  let shortcut: String
  let stride: Int

  /// `stride 2`, `projected shortcut`: what is not as in `usual`.
  func differences(from usual: BlockForm) -> [String] {
    var parts: [String] = []
    if stride != usual.stride { parts.append("stride \(stride)") }
    let plain = kernels.map { $0.replacing("/\(stride)", with: "") }
    if plain != usual.kernels, stride > 1 || kernels != usual.kernels {
      parts.append(plain.joined(separator: ", "))
    }
    if shortcut != usual.shortcut { parts.append(shortcut) }
    if attention != usual.attention { parts.append(attention ?? "no attention") }
    return parts
  }
}
