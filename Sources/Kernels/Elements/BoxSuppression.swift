/// Boxes in falling order of score without those that overlap a better one too much.
package struct BoxSuppression {
  private let hasCenters: Bool
  /// At most so many of each image and class.
  private let most: Int
  private let overlap: Float
  /// Boxes whose score is not above it do not take part; nil for none.
  private let threshold: Float?

  /// - Parameters:
  ///   - hasCenters: Whether a box is its center with its width and height, not two opposite corners.
  ///   - most: The largest number of boxes of each image and class.
  ///   - overlap: The quotient of intersection and union above which a box is left out.
  ///   - threshold: The score that has to be exceeded; nil for any score.
  package init(hasCenters: Bool, most: Int, overlap: Float, threshold: Float?) {
    self.hasCenters = hasCenters
    self.most = most
    self.overlap = overlap
    self.threshold = threshold
  }

  /// Image, class and number of each box that stays, by image and class.
  ///
  /// - Parameters:
  ///   - boxes: N×B×4.
  ///   - scores: N×C×B.
  /// - Returns: A list of the three numbers for each.
  package func kept(_ boxes: TensorView, _ scores: TensorView) -> [[Int]] {
    var kept: [[Int]] = []
    let (numbers, marks) = (boxes.elements(of: Float.self), scores.elements(of: Float.self))
    for image in 0..<scores.sizes[0] {
      let corners = (0..<boxes.sizes[1]).map { box in
        Corners(
          (0..<4).map {
            numbers[image * boxes.strides[0] + box * boxes.strides[1] + $0 * boxes.strides[2]]
          }, hasCenters: hasCenters)
      }
      for category in 0..<scores.sizes[1] {
        let first = marks + image * scores.strides[0] + category * scores.strides[1]
        let chosen = chosen(corners) { first[$0 * scores.strides[2]] }
        kept += chosen.map { [image, category, $0] }
      }
    }
    return kept
  }

  private func chosen(_ boxes: [Corners], _ score: (Int) -> Float) -> [Int] {
    let candidates = boxes.indices.filter { box in threshold.map { score(box) > $0 } ?? true }
      .sorted { score($0) == score($1) ? $0 < $1 : score($0) > score($1) }
    var chosen: [Int] = []
    for box in candidates {
      if chosen.count >= most { break }
      if chosen.allSatisfy({ boxes[box].overlap(with: boxes[$0]) <= overlap }) {
        chosen.append(box)
      }
    }
    return chosen
  }

  /// A box by its sides.
  private struct Corners {
    let top: Float
    let left: Float
    let bottom: Float
    let right: Float

    init(_ numbers: [Float], hasCenters: Bool) {
      if hasCenters {
        let (width, height) = (numbers[2] / 2, numbers[3] / 2)
        (left, right) = (numbers[0] - width, numbers[0] + width)
        (top, bottom) = (numbers[1] - height, numbers[1] + height)
      } else {
        (top, bottom) = (min(numbers[0], numbers[2]), max(numbers[0], numbers[2]))
        (left, right) = (min(numbers[1], numbers[3]), max(numbers[1], numbers[3]))
      }
    }

    private var area: Float { (bottom - top) * (right - left) }

    func overlap(with other: Corners) -> Float {
      let height = min(bottom, other.bottom) - max(top, other.top)
      let width = min(right, other.right) - max(left, other.left)
      if height <= 0 || width <= 0 || area <= 0 || other.area <= 0 { return 0 }
      let common = height * width
      return common / (area + other.area - common)
    }
  }
}
