import RLAArchitectures
import RLANetworks

/// The text in a box for a channel attention as a whole.
extension DiagramBuilder {
  /// Steps that are written one by one; of more, only layers and products are, equal ones once.
  private static let mostSteps = 8
  /// Characters of a line.
  private static let widestLine = 40

  func attentionLines(_ group: [Int], _ functions: [any Operator]) -> [DiagramLine] {
    let steps = functions.filter { $0.kind != Reshape.kind }
    let title = DiagramLine(attentionName(group) ?? Role.attention.name, .title)
    if steps.count <= Self.mostSteps {
      let texts = steps.map(text)
      let half = (texts.count + 1) / 2
      return [
        title, DiagramLine(texts[..<half].joined(separator: ", ") + ",", .body),
        DiagramLine(texts[half...].joined(separator: ", "), .body),
      ]
    }
    let main = counted(steps.filter(isMain).map(text))
    let gates = group.compactMap { index.variant($0, of: .gate) }.reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let lines =
      Self.lines(of: main) + (gates.isEmpty ? [] : ["gates " + gates.joined(separator: ", ")])
    return [title] + lines.map { DiagramLine($0, .body) }
  }

  private func text(_ function: any Operator) -> String {
    // The letters of an equation say less than they take room.
    if function is Einsum { return "matmul" }
    return [function.title, OperatorText.sizes(function)].compactMap(\.self)
      .joined(separator: " ")
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
    var seen: Set<String> = []
    return steps.filter { seen.insert($0).inserted }.map { step in
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
