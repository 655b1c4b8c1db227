import RLAAnalysis
import RLANetworks

/// A network that no definition divides into stages, as a bounded number of parts to draw.
///
/// Modules follow from paths. The module with the most work is opened as long as the parts stay few;
/// blocks that are alike stay together; what costs nothing joins what is next to it. No two parts
/// wait for each other, so arrows run one way.
struct Outline: Sendable {
  private(set) var parts: [OutlinePart]
  let tree: PathTree
  private let measures: ModuleMeasures
  private let index: NetworkIndex
  /// Modules that stay whole.
  private var closed: Set<Int> = []

  /// Parts with much work, up to which modules are opened.
  private static let wantedParts = 20
  /// A drawing has at most as many parts.
  static let mostParts = 40
  /// The fraction of the work of a module that is worth opening.
  private static let openedWeight = 0.15

  init(_ index: NetworkIndex, _ shapes: InferredShapes, _ costs: NodeCosts) {
    self.index = index
    tree = PathTree(index.network)
    measures = ModuleMeasures(tree, shapes, costs)
    parts = []
    parts = parts(of: 0)
    openModules()
    resolveLoops()
    parts.sort { $0.firstNode < $1.firstNode }
    var joiner = OutlineJoiner(parts, index)
    joiner.joinMinorParts()
    parts = joiner.parts(atMost: Self.mostParts, else: Self.wantedParts)
    for number in parts.indices where parts[number].blocks.isEmpty {
      parts[number].blocks = stageBlocks(of: parts[number])
    }
  }

  // MARK: - Parts of a module

  /// The children of a module, blocks in a row together, and its own operators.
  private func parts(of module: Int) -> [OutlinePart] {
    var parts: [OutlinePart] = []
    var row: [Int] = []
    func close() {
      if let first = row.first, row.count == 1 {
        parts.append(part(of: first))
      } else if !row.isEmpty {
        parts.append(self.row(of: row))
      }
      row = []
    }
    let own = tree.modules[module].ownNodes
    let ownSet = Set(own)
    for child in tree.modules[module].children {
      if let last = row.last, !isRow(last, child, beside: ownSet) { close() }
      row.append(child)
    }
    close()
    return parts + own.map { operatorPart($0, in: module) }
  }

  private func part(of module: Int) -> OutlinePart {
    let form = measures.forms[module]
    return OutlinePart(
      modules: [module], nodes: tree.nodes(in: module), weight: form.weight, isMain: form.isMain)
  }

  private func row(of modules: [Int]) -> OutlinePart {
    let blocks = modules.map { tree.nodes(in: $0) }
    return OutlinePart(
      modules: modules, nodes: blocks.flatMap(\.self).sorted(), blocks: blocks, isRow: true,
      weight: modules.reduce(0) { $0 + measures.forms[$1].weight }, isMain: true)
  }

  private func operatorPart(_ node: Int, in module: Int) -> OutlinePart {
    let form = measures.form(of: [node])
    return OutlinePart(
      modules: module == 0 ? [] : [module], nodes: [node], weight: form.weight,
      isMain: form.isMain)
  }

  /// Whether two modules, one after the other, are blocks of which the second reads the first.
  private func isRow(_ first: Int, _ second: Int, beside own: Set<Int>) -> Bool {
    let (one, other) = (measures.forms[first], measures.forms[second])
    guard one.isBlock(beside: other), let start = one.span, let end = other.span,
      start.upperBound < end.lowerBound
    else { return false }
    let members = Set(tree.nodes(in: second))
    var reached = Set(tree.nodes(in: first))
    for node in start.lowerBound...end.upperBound
    // Operators of the code around both may stand between them.
    where !reached.contains(node) && (members.contains(node) || own.contains(node)) {
      let reads = index.network.nodes[node].reads
      if reads.contains(where: { index.producer($0).map(reached.contains) == true }) {
        if members.contains(node) { return true }
        reached.insert(node)
      }
    }
    return false
  }

  // MARK: - Opening

  private mutating func openModules() {
    while let number = parts.indices.filter(isWorthOpening).max(by: isLighter) {
      let module = parts[number].modules[0]
      let inner = parts(of: module)
      let count = parts.count(where: \.isMain) - 1 + inner.count(where: \.isMain)
      if count > Self.wantedParts {
        closed.insert(module)
      } else {
        parts.replaceSubrange(number...number, with: inner)
      }
    }
  }

  private func isLighter(_ left: Int, _ right: Int) -> Bool {
    (parts[left].weight, -left) < (parts[right].weight, -right)
  }

  private func isWorthOpening(_ number: Int) -> Bool {
    let part = parts[number]
    guard isOpenable(part), part.isMain else { return false }
    if parts.count(where: \.isMain) == 1 { return true }
    return part.weight >= Self.openedWeight && !hasTwin(number)
  }

  /// Whether a part is one module with further modules that are not blocks of one stage.
  private func isOpenable(_ part: OutlinePart) -> Bool {
    guard part.modules.count == 1, part.blocks.isEmpty, !closed.contains(part.modules[0]),
      !tree.modules[part.modules[0]].children.isEmpty,
      part.nodes.count == measures.forms[part.modules[0]].nodes
    else { return false }
    return stageBlocks(of: part).isEmpty
  }

  /// Whether another module of the same name but for its number, or beside it, has the same form.
  private func hasTwin(_ number: Int) -> Bool {
    let module = parts[number].modules[0]
    let name = tree.name(of: module).filter { !$0.isNumber }
    return parts.indices.contains { other in
      guard other != number, let twin = parts[other].modules.first else { return false }
      let forms = (measures.forms[module], measures.forms[twin])
      return forms.0.isLike(forms.1)
        && (tree.name(of: twin).filter { !$0.isNumber } == name
          || tree.modules[module].parent == tree.modules[twin].parent
            && tree.modules[module].parent != 0 && forms.0.products == forms.1.products)
    }
  }

  /// The blocks of a module that consists of them.
  private func stageBlocks(of part: OutlinePart) -> [[Int]] {
    guard var module = part.modules.first, part.blocks.isEmpty,
      part.nodes.count >= measures.forms[module].nodes
    else { return [] }
    while true {
      let inner = parts(of: module).filter(\.isMain)
      guard inner.count == 1, let next = inner[0].modules.first, next != module else { return [] }
      if !inner[0].blocks.isEmpty { return inner[0].blocks }
      module = next
    }
  }

  /// A row of blocks with its name.
  struct Stage {
    let name: String
    /// The nodes of each block.
    let blocks: [[Int]]
    /// The module of each block.
    let modules: [Int]
  }

  /// The parts that consist of blocks, in the order of execution.
  var stages: [Stage] {
    parts.filter { !$0.blocks.isEmpty }.map { part in
      Stage(
        name: path(part.modules[0]), blocks: part.blocks,
        modules: part.blocks.map { tree.module(around: $0) })
    }
  }

  func path(_ module: Int) -> String { tree.modules[module].path }

  /// The modules in a block, and its own operators with what is next to them.
  ///
  /// - Parameters:
  ///   - nodes: The operators of the block.
  ///   - module: The module that has all of them.
  /// - Returns: The parts in the order of execution.
  func parts(within nodes: [Int], of module: Int) -> [OutlinePart] {
    var inner = self
    let members = Set(nodes)
    inner.parts = parts(of: module).compactMap { $0.within(members) }
    inner.resolveLoops()
    inner.parts.sort { $0.firstNode < $1.firstNode }
    var joiner = OutlineJoiner(inner.parts, index)
    joiner.joinMinorParts()
    return joiner.parts(atMost: Self.mostParts, else: Self.wantedParts)
  }

  // MARK: - Loops

  /// After as many rounds of dividing, parts that wait for each other are joined.
  private static let mostDivisions = 40

  /// Divides or joins parts that wait for each other.
  private mutating func resolveLoops() {
    for round in 0... {
      let graph = UnitGraph(parts.map(\.nodes), index)
      let loops = graph.loops
      guard !loops.isEmpty else { return }
      var added: [OutlinePart] = []
      var removed: Set<Int> = []
      for loop in loops {
        let isMinor = loop.count { parts[$0].isMain } <= 1
        if !isMinor, round < Self.mostDivisions, let (number, pieces) = division(of: loop) {
          removed.insert(number)
          added += pieces
        } else {
          for other in loop.dropFirst() { parts[loop[0]].join(parts[other]) }
          removed.formUnion(loop.dropFirst())
        }
      }
      parts = parts.indices.filter { !removed.contains($0) }.map { parts[$0] } + added
      parts.sort { $0.firstNode < $1.firstNode }
    }
  }

  /// A part of a loop to divide, with its pieces: a function that is called in several places, or a
  /// module with others in it.
  private func division(of loop: [Int]) -> (number: Int, pieces: [OutlinePart])? {
    for number in loop where !parts[number].isMain {
      let pieces = pieces(of: parts[number])
      if pieces.count > 1 { return (number, pieces) }
    }
    let openable = loop.filter { isOpenable(parts[$0]) }
    let single = openable.filter { !hasTwin($0) }
    guard parts.count < 4 * Self.mostParts,
      let number = (single.isEmpty ? openable : single).max(by: isLighter)
    else { return nil }
    return (number, parts(of: parts[number].modules[0]))
  }

  /// The nodes of a part that no value joins, as parts of their own.
  private func pieces(of part: OutlinePart) -> [OutlinePart] {
    var pieceOfNode: [Int: Int] = [:]
    var pieces: [[Int]] = []
    for node in part.nodes {
      let near = Set(
        index.network.nodes[node].reads.compactMap {
          index.producer($0).flatMap { pieceOfNode[$0] }
        })
      let joined = near.sorted()
      let target = joined.first ?? pieces.count
      if joined.isEmpty { pieces.append([]) }
      for other in joined.dropFirst() {
        for moved in pieces[other] { pieceOfNode[moved] = target }
        pieces[target] += pieces[other]
        pieces[other] = []
      }
      pieces[target].append(node)
      pieceOfNode[node] = target
    }
    return pieces.filter { !$0.isEmpty }.map { nodes in
      OutlinePart(
        modules: part.modules, nodes: nodes.sorted(), weight: measures.form(of: nodes).weight,
        isMain: part.isMain)
    }
  }
}
