import RLAArchitectures
import RLANetworks

/// The text in a box for a branch of a block or a half of one.
extension DiagramBuilder {
  func branchLines(_ group: [Int]) -> [DiagramLine] {
    let isProjection = index.module(group[0], inRole: .projection) != nil
    let place = index.block(group[0]).map(blockName) ?? ""
    let half = isProjection ? "projection" : branchHalf(group)
    var lines = [DiagramLine(half.map { "\(place), \($0)" } ?? place, .title)]
    let convolutions = convolutions(group)
    if convolutions.isEmpty {
      lines += stepLines(group.filter { index.module($0, inRole: .attention) == nil })
    } else {
      let kernels = convolutions.map(OperatorText.kernel).joined(separator: ", ")
      let widths = convolutions.map { "\($0.outputChannels)" }.joined(separator: ", ")
      lines += [DiagramLine("\(kernels) conv", .body), DiagramLine("→ \(widths)", .body)]
    }
    if let attention = attentionName(group) { lines.append(DiagramLine(attention, .body)) }
    return lines
  }

  private func blockName(_ block: Block) -> String {
    guard let fold, fold.numbers.contains(block.number) else { return "block \(block.number + 1)" }
    return fold.name
  }

  /// Which half of a branch a group is, where the state joins in the middle; nil for a whole branch.
  private func branchHalf(_ group: [Int]) -> String? {
    let members = Set(group)
    let branch = index.module(group[0], inRole: .branch)
    let others = (index.block(group[0])?.nodes ?? []).filter {
      !members.contains($0) && index.role($0) != .stateRouting
        && index.module($0, inRole: .branch) == branch
    }
    if others.isEmpty { return nil }
    return others.contains { $0 > group[0] } ? "before concat" : "after concat"
  }

  /// The convolutions of a group in their order, without those of an attention.
  func convolutions(_ group: [Int]) -> [Convolution] {
    group.filter { index.module($0, inRole: .attention) == nil }.compactMap {
      network.operator(of: network.nodes[$0]) as? Convolution
    }
  }

  /// The channel attention in a group: `SE`, `ECA`; nil where there is none.
  func attentionName(_ group: [Int]) -> String? {
    let names = group.compactMap { index.variant($0, of: .attention) }.uniqued()
    return names.isEmpty ? nil : names.map(PartText.attention).joined(separator: ", ")
  }

  /// The gated cell in a group: `ConvLSTM`, `ConvGRU`; nil where there is none.
  func cellName(_ group: [Int]) -> String? {
    group.lazy.compactMap { index.variant($0, of: .cell) }.first
  }
}
