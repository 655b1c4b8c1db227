import RLAArchitectures
import RLANetworks

/// The text in a box for a channel attention as a whole.
extension DiagramBuilder {
  /// Steps that are written one by one; of more, only layers and products are, equal ones once.
  private static let mostSteps = 8
  /// Characters of a line.
  private static let widestLine = 40

  func attentionLines(_ group: [Int]) -> [DiagramLine] {
    let steps = group.filter { index.kind($0) != Reshape.kind }
    let title = DiagramLine(attentionName(group) ?? Role.attention.name, .title)
    if steps.count <= Self.mostSteps {
      let texts = steps.map(text)
      let half = (texts.count + 1) / 2
      return [
        title, DiagramLine(texts[..<half].joined(separator: ", ") + ",", .body),
        DiagramLine(texts[half...].joined(separator: ", "), .body),
      ]
    }
    let main = counted(steps.filter { isMain(network.operator(of: network.nodes[$0])) }.map(text))
    let gates = group.compactMap { index.variant($0, of: .gate) }.uniqued()
    let lines =
      Self.lines(of: main) + (gates.isEmpty ? [] : ["gates " + gates.joined(separator: ", ")])
    return [title] + lines.map { DiagramLine($0, .body) }
  }

  /// `queries: 1-D conv 3`: what a step is for, and what it does.
  private func text(_ node: Int) -> String {
    let function = network.operator(of: network.nodes[node])
    // The letters of an equation say less than they take room.
    if function is Einsum { return "matmul" }
    let step = [function.title, OperatorText.sizes(function)].compactMap(\.self)
      .joined(separator: " ")
    guard let part = index.variant(node, of: .attentionPart) else { return step }
    return "\(PartText.projection(part)): \(step)"
  }

  private func isMain(_ function: any Operator) -> Bool {
    switch function.kind.category {
    case .product, .normalization, .pooling, .control, .custom: true
    case .reduction, .arithmetic, .activation, .movement, .shape: function is Softmax
    }
  }

  /// `FC 256 → 64 x2`: equal steps once, where the first of them stands.
  private func counted(_ steps: [String]) -> [String] {
    var counts: [String: Int] = [:]
    for step in steps { counts[step, default: 0] += 1 }
    return steps.uniqued().map { step in
      counts[step].map { $0 > 1 ? "\(step) x\($0)" : step } ?? step
    }
  }

  private static func lines(of texts: [String]) -> [String] {
    var lines: [String] = []
    for text in texts {
      if let last = lines.last, last.count + text.count + 2 <= widestLine {
        lines[lines.count - 1] = "\(last), \(text)"
      } else {
        if let last = lines.last { lines[lines.count - 1] = last + "," }
        lines.append(text)
      }
    }
    return lines
  }
}
