import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic

extension DiagramBuilder {
  /// The box of a group of nodes that apply one layer, a chain of layers or a symbol.
  func layerBox(_ group: [Int]) -> DiagramBox {
    let functions = group.map { network.operator(of: network.nodes[$0]) }
    let role = role(of: group)
    var lines: [DiagramLine]
    switch role {
    case .attention: lines = attentionLines(group)
    case .symbol: lines = [DiagramLine(functions[0].title, .title)]
    default: lines = chainLines(functions)
    }
    if role != .symbol, let part = gateName(group) ?? projectionName(group) {
      lines[0] = DiagramLine("\(part): \(lines[0].text)", .title)
    }
    if index.role(group[0]) == .stateNormalization, ownsNorm(group) {
      lines.append(DiagramLine("own per block", .body))
    }
    if role != .symbol {
      if let fold, group.contains(where: fold.drawn.contains), hasLayer(group) {
        lines.append(DiagramLine("in \(fold.name)", .body))
      }
      lines += countLines(group)
    }
    return box(group, role: role, id: network.path(of: network.nodes[group[0]]), lines)
  }

  /// The box of a part of a block: of a branch, a shortcut or a cell as a whole, or of a layer.
  func branchBox(_ group: [Int]) -> DiagramBox {
    let role = role(of: group)
    guard group.count > 1, role == .features || role == .state else { return layerBox(group) }
    let functions = group.map { network.operator(of: network.nodes[$0]) }
    let lines: [DiagramLine]
    if let cell = cellName(group) {
      lines = [DiagramLine(cell, .title)]
    } else if role == .state || index.module(group[0], inRole: .shortcut) != nil {
      lines = [DiagramLine(functions.map(\.title).joined(separator: ", "), .title)]
    } else if [Role.branch, .projection].contains(where: { index.contains(group, role: $0) }) {
      lines = branchLines(group)
    } else {
      return layerBox(group)
    }
    return box(
      group, role: role, id: network.path(of: network.nodes[group[0]]), lines + countLines(group))
  }

  func box(
    _ group: [Int], role: DiagramBox.Role, id: String, _ lines: [DiagramLine]
  ) -> DiagramBox {
    let marks = sharing(of: group)
    let parameters = parameters(of: group)
    let macs = macs(of: group)
    let tooltip =
      [
        "\(id): \(lines[0].text)", "\(sizes.count(parameters)) parameters",
        "\(sizes.count(macs)) MACs",
      ] + marks.map { "\($0.path) \($0.mark)" }
    return DiagramBox(
      id: id, role: role, lane: index.lanes[group[0]], lines: lines, nodes: group,
      sharing: marks, parameters: parameters, macs: macs,
      tooltip: tooltip.joined(separator: ", "))
  }

  private func role(of group: [Int]) -> DiagramBox.Role {
    if group.count == 1 {
      switch index.kind(group[0]) {
      case .addition, .multiplication, .rsub: return .symbol
      case Concatenation.kind, Slice.kind, Reshape.kind, ZeroState.kind, Dropout.kind:
        return .routing
      default: break
      }
    } else if group.allSatisfy({ index.module($0, inRole: .attention) != nil }) {
      return .attention
    }
    return index.lanes[group[0]] == .features ? .features : .state
  }

  // MARK: - Lines

  private func chainLines(_ functions: [any Operator]) -> [DiagramLine] {
    if functions[0].kind == Slice.kind, functions.count > 1 {
      let activation = functions.dropFirst().map(\.title).joined(separator: ", ")
      return [
        DiagramLine(activation, .title), DiagramLine(functions[0].title, .body),
      ]
    }
    var lines = [DiagramLine(functions[0].title, .title)]
    var body = functions.dropFirst().map(\.title)
    if let sizes = OperatorText.sizes(functions[0]) { body.insert(sizes, at: 0) }
    if !body.isEmpty { lines.append(DiagramLine(body.joined(separator: ", "), .body)) }
    return lines
  }

  private func hasLayer(_ group: [Int]) -> Bool {
    group.contains { network.nodes[$0].layer != nil }
  }

  /// The letter of the gate that the whole group computes; nil where it computes none.
  private func gateName(_ group: [Int]) -> String? {
    let gates = Set(group.map { index.module($0, inRole: .gate) })
    return gates.count == 1 ? index.variant(group[0], of: .gate) : nil
  }

  /// What of an attention a single node projects to: `queries`; nil where it is none of its parts.
  private func projectionName(_ group: [Int]) -> String? {
    group.count == 1 ? index.variant(group[0], of: .attentionPart).map(PartText.projection) : nil
  }

  /// The mark of shared weights, then parameters and multiply-adds, each where there are some.
  func countLines(_ group: [Int]) -> [DiagramLine] {
    Sharing.marks(sharing(of: group)).map { DiagramLine($0, .mark) }
      + countTexts(group).map { DiagramLine($0, .detail) }
  }

  /// Parameters and multiply-adds, each where there are some.
  func countTexts(_ group: [Int]) -> [String] {
    let (parameters, macs) = (parameters(of: group), macs(of: group))
    var counts: [String] = []
    if parameters != 0 {
      counts.append("\(sizes.count(parameters)) \(parameters == 1 ? "param" : "params")")
    }
    if macs != 0 { counts.append("\(DotText.shortened(sizes.count(macs))) MACs") }
    return counts
  }

  /// Whether a norm of the state belongs to one block while other layers are shared.
  private func ownsNorm(_ group: [Int]) -> Bool {
    index.block(group[0]) != nil && sharing(of: group).isEmpty
  }

  // MARK: - Counts

  /// Learned values of what the nodes apply, each layer once.
  func parameters(of group: [Int]) -> Dim {
    costs.parameters(of: group)
  }

  /// Multiply-adds of convolutions and linear layers.
  func macs(of group: [Int]) -> Dim {
    group.reduce(0) { $0 + costs.macs(of: $1) }
  }

  /// The layers with weights that the network applies more than once, by their numbers.
  func sharing(of group: [Int]) -> [Sharing] {
    Set(group.compactMap { network.nodes[$0].layer }).sorted().compactMap { layer in
      let owner = network.layers[layer]
      guard index.applications[layer] > 1, !owner.operator.weights.isEmpty else { return nil }
      return Sharing(
        path: owner.path, count: index.applications[layer],
        crossesStages: index.crossesStages[layer])
    }
  }
}
