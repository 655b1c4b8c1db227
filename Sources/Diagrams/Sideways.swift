/// The order of arrows from side to side, which keeps Graphviz from crossing them.
///
/// Graphviz keeps the order of the arrows at a box where it is told to, in the order in which they
/// are written.
extension Diagram {
  /// Where a box stands between the features and the cell state.
  private enum Place: Int {
    case besideFeatures, features, source, state, besideState, cell
  }

  /// Which arrows at a box keep their order.
  enum Order: String {
    case entering = "in"
    case leaving = "out"
  }

  /// The arrows as they are written, by their numbers.
  var sideways: [Int] {
    if !hasLanes { return Array(arrows.indices) }
    let sources = sourceBoxes
    let keys = arrows.indices.map { number in
      let arrow = arrows[number]
      return (place(arrow.from, sources).rawValue, leaving(arrow, sources), number)
    }
    return arrows.indices.sorted { keys[$0] < keys[$1] }
  }

  /// nil where Graphviz may choose.
  func order(at box: Int) -> Order? {
    guard hasLanes else { return nil }
    let isJoined = arrows.count { $0.to == box } > 1
    let isParted = arrows.count { $0.from == box } > 1
    switch place(box, sourceBoxes) {
    case .state: return isJoined ? .entering : nil
    case .features, .source: return isParted ? .leaving : nil
    case .besideFeatures, .besideState, .cell: return nil
    }
  }

  private var hasLanes: Bool {
    (detail == .layers || detail == .branches) && boxes.contains { $0.lane == .state }
  }

  private func place(_ box: Int, _ sources: Set<Int>) -> Place {
    let isOnLine = boxes[box].spine != nil
    if boxes[box].lane == .features { return isOnLine ? .features : .besideFeatures }
    if boxes[box].isOnCellLine { return .cell }
    if isOnLine { return .state }
    return sources.contains(box) ? .source : .besideState
  }

  /// The place to which an arrow leaves a box; the farther of two boxes on one line is passed on the
  /// side of the features.
  private func leaving(_ arrow: DiagramArrow, _ sources: Set<Int>) -> Int {
    let place = place(arrow.to, sources).rawValue
    let distance = boxes[arrow.to].spine == nil ? 0 : arrow.to - arrow.from
    return place * boxes.count - distance
  }

  /// What the features give to the state on its way to the line of the state.
  private var sourceBoxes: Set<Int> {
    var found: Set<Int> = []
    var open = arrows.filter { $0.role == .source }.map(\.to)
    while let box = open.popLast() {
      guard boxes[box].spine == nil, found.insert(box).inserted else { continue }
      open += arrows.filter { $0.from == box }.map(\.to)
    }
    return found
  }
}
