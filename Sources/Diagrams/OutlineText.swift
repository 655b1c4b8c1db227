import RLAAnalysis
import RLANetworks
import RLASymbolic

/// The text in a box of an outline.
extension DiagramBuilder {
  func outlineBox(_ group: [Int], _ part: OutlinePart, _ tree: PathTree) -> DiagramBox {
    let paths = part.modules.map { tree.modules[$0].path }
    let isSymbol = isMerelySymbol(part)
    let title = isLoose(part, tree) ? operatorsTitle(part.nodes) : outlineTitle(part, paths)
    var lines = [
      DiagramLine(isSymbol ? network.operator(of: network.nodes[group[0]]).title : title, .title)
    ]
    if !isSymbol {
      let steps = outlineSteps(part.blocks.last ?? group, ofBlock: !part.blocks.isEmpty)
      lines +=
        steps.filter { $0 != title }.map { DiagramLine($0, .body) }
        + Self.wrapped(countTexts(group)).map { DiagramLine($0, .detail) }
    }
    return box(
      group, role: isSymbol ? .symbol : .features,
      id: paths.first ?? network.path(of: network.nodes[group[0]]), lines)
  }

  /// Whether a part is one operator that has a sign.
  private func isMerelySymbol(_ part: OutlinePart) -> Bool {
    guard part.nodes.count == 1, parameters(of: part.nodes) == 0 else { return false }
    return index.kind(part.nodes[0]) == .addition || index.kind(part.nodes[0]) == .multiplication
  }

  /// Whether much of a part that does no work lies outside of the module it would be named after.
  private func isLoose(_ part: OutlinePart, _ tree: PathTree) -> Bool {
    guard let module = part.modules.first, part.weight == 0, !part.isMain else { return false }
    let members = Set(part.nodes)
    return 4 * tree.nodes(in: module).count(where: members.contains) < 3 * members.count
  }

  /// `layer1`, `features.4–6`, `head.cls +2`.
  private func outlineTitle(_ part: OutlinePart, _ paths: [String]) -> String {
    guard let first = paths.first else { return operatorsTitle(part.nodes) }
    let count = part.blocks.count
    if count == 0 { return DotText.shortened(first) }
    var name = DotText.shortened(first)
    if part.isRow, let last = paths[..<count].last {
      name = DotText.shortened("\(first)–\(Self.ending(of: last, after: first))")
    }
    return "\(name): \(count) blocks"
  }

  /// What is left of a path without the words that it has in common with another one.
  private static func ending(of path: String, after first: String) -> Substring {
    let shared = zip(path, first).prefix { $0 == $1 }.map(\.0)
    // Numbers stay whole.
    let count = shared.reversed().drop(while: \.isNumber).count
    return path.dropFirst(count)
  }

  /// The name of operators outside of all modules.
  private func operatorsTitle(_ nodes: [Int]) -> String {
    let main = nodes.filter {
      Self.isMain(network.operator(of: network.nodes[$0])) && macs(of: [$0]) != 0
        || parameters(of: [$0]) != 0
    }
    if let only = nodes.count == 1 ? nodes[0] : main.count == 1 ? main[0] : nil {
      let isSum = network.nodes[only].kind.category == .arithmetic
      let tensor = isSum ? learnedTensor(of: only).map { " \($0)" } : nil
      return DotText.shortened(stepTitle(only) + (tensor ?? ""))
    }
    return "\(nodes.count) operators"
  }

  // MARK: - Steps

  /// What nodes compute in a few lines: kernels in their order, other operators counted by kind.
  private func outlineSteps(_ nodes: [Int], ofBlock isBlock: Bool) -> [String] {
    let patterns = patterns(within: nodes)
    let products = nodes.count {
      patterns[$0] == nil && Self.isMain(network.operator(of: network.nodes[$0]))
    }
    let isSmall = !isBlock && products < 3
    var kernels: [String] = []
    var steps: [String] = []
    var counts: [String: Int] = [:]
    func add(_ step: String) {
      counts[step, default: 0] += 1
      if counts[step] == 1 { steps.append(step) }
    }
    for node in nodes {
      if let pattern = patterns[node] {
        if pattern.root == node, let title = Self.patternTitles[pattern.kind.name] { add(title) }
        continue
      }
      let function = network.operator(of: network.nodes[node])
      if let convolution = function as? Convolution, convolution.windows.count > 1 {
        if kernels.isEmpty { steps.append("") }
        kernels.append(OperatorText.kernel(convolution))
        continue
      }
      guard isStep(function, products > 0, isSmall) else { continue }
      add(stepTitle(node))
    }
    return Self.wrapped(
      steps.map { step in
        if step.isEmpty { return Self.kernelText(kernels) }
        return counts[step] == 1 ? step : "\(step) x\(counts[step] ?? 0)"
      })
  }

  /// By node, what it is a part of, where all of that stands in a group.
  private func patterns(within group: [Int]) -> [Int: Pattern] {
    let members = Set(group)
    var patterns: [Int: Pattern] = [:]
    for pattern in shapes.patterns where pattern.nodes.allSatisfy(members.contains) {
      for node in pattern.nodes { patterns[node] = pattern }
    }
    return patterns
  }

  /// Patterns that matter for what a part is, by the names that reports print; activations do not.
  private static let patternTitles = [
    "LayerNormalization": "LN", "GroupNormalization": "GN", "RMSNormalization": "RMSNorm",
    "Attention": "attention", "SqueezeExcitation": "SE", "EfficientChannelAttention": "ECA",
  ]

  /// Kernels that are written one by one; more are counted.
  private static let mostKernels = 5
  /// Different kernels that are listed with their numbers.
  private static let mostDifferent = 3

  /// `1x1, 3x3, 1x1 conv`; `1x1 x4, 3x3 x2 conv`.
  private static func kernelText(_ kernels: [String]) -> String {
    if kernels.count <= mostKernels { return kernels.joined(separator: ", ") + " conv" }
    var counts: [(kernel: Substring, count: Int)] = []
    for kernel in kernels.map({ $0.prefix { $0 != "/" } }) {
      if let number = counts.firstIndex(where: { $0.kernel == kernel }) {
        counts[number].count += 1
      } else {
        counts.append((kernel, 1))
      }
    }
    counts.sort { $0.count > $1.count }
    let listed = counts.prefix(mostDifferent)
    let rest = kernels.count - listed.reduce(0) { $0 + $1.count }
    let texts = listed.map { "\($0.kernel) x\($0.count)" } + (rest > 0 ? ["\(rest) more"] : [])
    return texts.joined(separator: ", ") + " conv"
  }

  /// An operator as a step: a product with a learned matrix is a fully connected layer.
  private func stepTitle(_ node: Int) -> String {
    let function = network.operator(of: network.nodes[node])
    guard function is MatMul || function is Gemm else { return function.title }
    return learnedTensor(of: node) == nil ? function.title : "FC"
  }

  /// The name of the learned tensor of no layer that a node reads.
  private func learnedTensor(of node: Int) -> String? {
    network.nodes[node].reads.lazy.compactMap(network.constant)
      .first { $0.role == .parameter }?.name
  }

  /// Whether an operator matters for what a part is.
  private func isStep(
    _ function: any Operator, _ hasProduct: Bool, _ isSmall: Bool
  ) -> Bool {
    switch function.kind.category {
    case .product, .control, .custom: true
    case .normalization: function.kind != BatchNormalization.kind || !hasProduct
    case .pooling, .reduction: isSmall
    case .arithmetic, .activation, .movement, .shape: false
    }
  }

  private static func isMain(_ function: any Operator) -> Bool {
    function.kind.category == .product || function.kind.category == .control
  }

  /// Characters of a line and lines of a box.
  private static let (widestLine, mostLines) = (32, 3)

  private static func wrapped(_ texts: [String]) -> [String] {
    var lines: [String] = []
    for (number, text) in texts.enumerated() {
      let text = DotText.shortened(text, to: 46)
      if let last = lines.last, last.count + text.count + 2 <= widestLine {
        lines[lines.count - 1] = "\(last), \(text)"
      } else if lines.count < mostLines {
        lines.append(text)
      } else {
        lines[lines.count - 1] += " +\(texts.count - number)"
        break
      }
    }
    return lines
  }
}
