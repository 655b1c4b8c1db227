import RLANetworks
import RLASymbolic

extension PatternRule {
  /// Every second position of two axes from both starts, side by side: the merging of patches in
  /// Swin, the focus of YOLOv5.
  ///
  /// Shapes: …×H×W×C → …×H/2×W/2×4C, in any order of axes.
  static let spaceToDepth = PatternRule(
    Pattern.Kind("SpaceToDepth"), [.result(of: [Concatenation.kind], [piece, piece, piece, piece])]
  ) { match in
    let pieces = match.pieces
    guard let axes = pieces.first.map({ Set($0.keys) }), axes.count == 2,
      pieces.allSatisfy({ Set($0.keys) == axes && $0.values.allSatisfy { 0...1 ~= $0 } }),
      Set(pieces).count == 4
    else { return nil }
    return [.integers("axes", axes.sorted()), .integers("blocksize", [2])]
  }

  private static let piece: PatternTerm = .either([slice(slice(.value("x"))), slice(.value("x"))])

  private static func slice(_ x: PatternTerm) -> PatternTerm {
    .result(of: [RangeSlice.kind], [x])
  }
}

extension PatternMatch {
  /// Of each value that is put side by side, by axis of x, the start of the slices that made it;
  /// empty where another step than 2 or another end than that of x occurs.
  fileprivate var pieces: [[Int: Int]] {
    let pieces = shapes.network.nodes[root].reads.map(starts)
    return pieces.contains(nil) ? [] : pieces.compactMap(\.self)
  }

  private func starts(of value: ValueID) -> [Int: Int]? {
    guard value != names.value("x"), let node = shapes.network.producer(of: value) else {
      return [:]
    }
    let inputs = shapes.inputs(ofNode: node)
    let numbers = (1...4).map { inputs.optional($0)?.elements?.compactMap(\.value) }
    guard let begins = numbers[0], let ends = numbers[1], let axes = numbers[2],
      let steps = numbers[3], steps.allSatisfy({ $0 == 2 }),
      // Numbers that only symbols stand for are missing in their lists.
      [begins, ends, steps].allSatisfy({ $0.count == axes.count }),
      var starts = starts(of: shapes.network.nodes[node].reads[0])
    else { return nil }
    for (index, axis) in axes.enumerated() {
      let axis = axis < 0 ? axis + inputs.shape().rank : axis
      let size = inputs.shape().dims[axis]
      let isWhole = ends[index] >= Int32.max || size.value.map { ends[index] >= $0 } ?? false
      if !isWhole || starts.updateValue(begins[index], forKey: axis) != nil { return nil }
    }
    return starts
  }
}
