/// The order of arrows from side to side, which keeps Graphviz from crossing them.
///
/// Graphviz keeps the order of the arrows at a box where it is told to, in the order in which they
/// are written.
struct Sideways {
  /// Where a box stands between the features and the cell state.
  private enum Place: Int {
    case besideFeatures, features, source, state, besideState, cell
  }

  /// Which arrows at a box keep their order.
  enum Order: String {
    case entering = "in"
    case leaving = "out"
  }

  private let diagram: Diagram
  private let hasLanes: Bool
  /// By box, the boxes that its arrows lead to.
  private let followers: [[Int]]
  /// By box, how many arrows lead to it.
  private let entering: [Int]
  /// What the features give to the state on its way to the line of the state.
  private let sources: Set<Int>
  /// What the state reads.
  private let givesToState: Set<Int>

  init(_ diagram: Diagram) {
    self.diagram = diagram
    hasLanes =
      (diagram.detail == .layers || diagram.detail == .branches)
      && (diagram.boxes.contains { $0.lane == .state }
        || diagram.arrows.contains { $0.role == .cell })
    var followers = [[Int]](repeating: [], count: diagram.boxes.count)
    var entering = [Int](repeating: 0, count: diagram.boxes.count)
    for arrow in diagram.arrows {
      followers[arrow.from].append(arrow.to)
      entering[arrow.to] += 1
    }
    self.followers = followers
    self.entering = entering
    sources = Self.sources(diagram, followers)
    givesToState = Set(diagram.arrows.filter { $0.role == .source }.map(\.from))
  }

  private static func sources(_ diagram: Diagram, _ followers: [[Int]]) -> Set<Int> {
    var found: Set<Int> = []
    var open = diagram.arrows.filter { $0.role == .source }.map(\.to)
    while let box = open.popLast() {
      guard diagram.boxes[box].spine == nil, found.insert(box).inserted else { continue }
      open += followers[box]
    }
    return found
  }

  /// The arrows as they are written, by their numbers.
  var arrows: [Int] {
    let arrows = diagram.arrows
    if !hasLanes { return Array(arrows.indices) }
    let keys = arrows.indices.map { number in
      (place(arrows[number].from).rawValue, leaving(arrows[number]), number)
    }
    return arrows.indices.sorted { keys[$0] < keys[$1] }
  }

  /// nil where Graphviz may choose.
  func order(at box: Int) -> Order? {
    guard hasLanes else { return nil }
    switch place(box) {
    case .state: return entering[box] > 1 ? .entering : nil
    case .features, .source: return followers[box].count > 1 ? .leaving : nil
    case .besideFeatures, .besideState, .cell: return nil
    }
  }

  private func place(_ number: Int) -> Place {
    let box = diagram.boxes[number]
    let isOnLine = box.spine != nil
    if box.lane == .features {
      return isOnLine ? .features : givesToState.contains(number) ? .source : .besideFeatures
    }
    if box.isOnCellLine { return .cell }
    if isOnLine { return .state }
    return sources.contains(number) ? .source : .besideState
  }

  /// The place to which an arrow leaves a box; the farther of two boxes on one line is passed on the
  /// side of the features.
  private func leaving(_ arrow: DiagramArrow) -> Int {
    let distance = diagram.boxes[arrow.to].spine == nil ? 0 : arrow.to - arrow.from
    return side(arrow).rawValue * diagram.boxes.count - distance
  }

  /// Where an arrow runs: what a cell among the features gives to the next one, beside them.
  private func side(_ arrow: DiagramArrow) -> Place {
    guard diagram.boxes[arrow.from].lane == .features else { return place(arrow.to) }
    switch arrow.role {
    case .feed: return .state
    case .cell: return .cell
    case .features, .state, .source, .size, .proposals: return place(arrow.to)
    }
  }
}
