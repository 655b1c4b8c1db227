/// The blocks of a graph that tells no modules: operators that repeat with their sizes, one block
/// after the other.
///
/// What lies between the rows of blocks are parts: `part 1`, `block 1`, `block 2`, `part 2`.
struct RepeatedBlocks {
  /// By node.
  private(set) var names: [String]

  /// A row of blocks, by places in the sequence of nodes that count.
  private struct Row {
    var start: Int
    let length: Int
    let count: Int
    /// How far the row could start later.
    let slack: Int

    var end: Int { start + length * count }
  }

  /// Operators that exporters scatter as they like.
  private static let ignored: Set<String> = ["Constant", "Identity"]
  /// Distances between equal layers that are tried, the most frequent ones.
  private static let mostPeriods = 32
  private static let longestBlock = 4096
  private static let shortestBlock = 3
  private static let fewestLayers = 2

  /// The nodes that count, by their numbers in the graph.
  private let sequence: [Int]
  /// By place in the sequence, what the node does, equal for equal nodes.
  private let forms: [Int]
  /// By place, how many nodes before it have weights.
  private let layersBefore: [Int]
  /// By place, how many values cross the border before it.
  private let crossings: [Int]

  var hasBlocks: Bool { names.contains { $0.hasPrefix("block ") } }

  init(_ graph: ONNXGraph) {
    let nodes = graph.nodes
    sequence = nodes.indices.filter { !Self.ignored.contains(nodes[$0].type) }
    let dims = Dictionary(graph.initializers.map { ($0.id, $0.dims) }) { first, _ in first }
    var numbers: [Form: Int] = [:]
    var layersBefore = [0]
    var forms: [Int] = []
    for number in sequence {
      let form = Form(nodes[number], dims)
      forms.append(numbers[form] ?? numbers.count)
      if numbers[form] == nil { numbers[form] = numbers.count }
      layersBefore.append((layersBefore.last ?? 0) + (form.hasWeights ? 1 : 0))
    }
    self.forms = forms
    self.layersBefore = layersBefore
    crossings = Self.crossings(nodes, sequence)
    names = [String](repeating: "", count: nodes.count)
    name(rows())
  }

  /// What a node does, whatever its weights and its place.
  private struct Form: Hashable {
    let type: String
    let attributes: [ONNXAttribute]
    /// The sizes of its matrices and filters; without the input channels of a filter,
    /// which grow where blocks read all that came before.
    let weights: [[Int]]

    init(_ node: ONNXNode, _ dims: [ONNXName: [Int]]) {
      type = node.qualifiedType
      attributes = node.attributes
      weights = node.inputs.compactMap { input in
        guard let dims = dims[input], dims.count > 1 else { return nil }
        return dims.count == 2 ? dims : [dims[0]] + dims.dropFirst(2)
      }
    }

    /// Whether it has a matrix or a filter.
    var hasWeights: Bool { !weights.isEmpty }
  }

  // MARK: - Rows

  /// Rows that do not overlap, those that cover the most nodes first.
  private func rows() -> [Row] {
    let found = periods.flatMap(rows(ofPeriod:))
    let order = found.sorted {
      ($1.length * $1.count, $0.length, $0.start) < ($0.length * $0.count, $1.length, $1.start)
    }
    var isTaken = [Bool](repeating: false, count: sequence.count)
    var rows: [Row] = []
    for var row in order {
      row.start = bestStart(of: row)
      guard !isTaken[row.start], !isTaken[row.end - 1],
        !isTaken[row.start..<row.end].contains(true)
      else { continue }
      for place in row.start..<row.end { isTaken[place] = true }
      rows.append(row)
    }
    return rows.sorted { $0.start < $1.start }
  }

  /// Equal layers of one block that are told from those of the next.
  private static let mostEqualLayers = 8

  /// Distances from a layer to the next ones that are equal.
  private var periods: [Int] {
    var last: [Int: [Int]] = [:]
    var counts: [Int: Int] = [:]
    for (place, form) in forms.enumerated()
    where layersBefore[place] < layersBefore[place + 1] {
      for before in last[form] ?? [] where place - before <= Self.longestBlock {
        counts[place - before, default: 0] += 1
      }
      last[form] = [place] + (last[form] ?? []).prefix(Self.mostEqualLayers - 1)
    }
    let often = counts.filter { $0.key >= Self.shortestBlock }
      .sorted { ($1.value * $1.key, $0.key) < ($0.value * $0.key, $1.key) }
    return often.prefix(Self.mostPeriods).map(\.key)
  }

  private func rows(ofPeriod period: Int) -> [Row] {
    var rows: [Row] = []
    var start = 0
    var place = 0
    func close() {
      let length = place - start + period
      let count = length / period
      guard count > 1, place > start,
        layersBefore[start + period] - layersBefore[start] >= Self.fewestLayers
      else { return }
      rows.append(Row(start: start, length: period, count: count, slack: length % period))
    }
    while place + period < forms.count {
      if forms[place] != forms[place + period] {
        close()
        start = place + 1
      }
      place += 1
    }
    close()
    return rows
  }

  /// Where a row starts so that few values cross its borders; of equal places the last, behind the
  /// end of the block before.
  private func bestStart(of row: Row) -> Int {
    let starts = row.start...row.start + row.slack
    func cost(_ start: Int) -> Int { crossings[start] + crossings[start + row.length] }
    return starts.min { (cost($0), -$0) < (cost($1), -$1) } ?? row.start
  }

  private static func crossings(_ nodes: [ONNXNode], _ sequence: [Int]) -> [Int] {
    var makers: [ONNXName: Int] = [:]
    var lastReads: [ONNXName: Int] = [:]
    for (place, number) in sequence.enumerated() {
      for output in nodes[number].outputs { makers[output] = place }
      for input in nodes[number].inputs { lastReads[input] = place }
    }
    var changes = [Int](repeating: 0, count: sequence.count + 2)
    for (name, maker) in makers {
      guard let reader = lastReads[name], reader > maker else { continue }
      changes[maker + 1] += 1
      changes[reader + 1] -= 1
    }
    var sum = 0
    return changes.map { change in
      sum += change
      return sum
    }
  }

  // MARK: - Names

  private mutating func name(_ rows: [Row]) {
    var (place, blocks, parts) = (0, 0, 0)
    func part(to end: Int) {
      if end > place { parts += 1 }
      for member in place..<end { names[sequence[member]] = "part \(parts)" }
    }
    for row in rows {
      part(to: row.start)
      for member in row.start..<row.end {
        names[sequence[member]] = "block \(blocks + (member - row.start) / row.length + 1)"
      }
      blocks += row.count
      place = row.end
    }
    part(to: sequence.count)
  }
}
