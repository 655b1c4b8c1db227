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

  /// Values of scratch memory for images of so many boxes: their sides, their order, and which stay.
  package static func scratch(boxes: Int) -> Int { 6 * boxes }

  /// Finds the boxes that stay, by image and class.
  ///
  /// - Parameters:
  ///   - boxes: N×B×4.
  ///   - scores: N×C×B.
  ///   - scratch: As many values as the function `scratch` says.
  ///   - found: Is given image, class and number of each.
  /// - Returns: How many there are.
  package func run(
    _ boxes: TensorView, _ scores: TensorView, scratch: UnsafeMutablePointer<Float>,
    found: (_ image: Int, _ category: Int, _ box: Int) -> Void
  ) -> Int {
    let count = boxes.sizes[1]
    let memory = UnsafeMutableRawPointer(scratch)
    let corners = memory.bindMemory(to: Corners.self, capacity: count)
    let order = (memory + 16 * count).bindMemory(to: Int32.self, capacity: 2 * count)
    let marks = scores.elements(of: Float.self)
    var total = 0
    for image in 0..<scores.sizes[0] {
      for box in 0..<count { corners[box] = sides(boxes, image, box) }
      for category in 0..<scores.sizes[1] {
        let first = marks + image * scores.strides[0] + category * scores.strides[1]
        let kept = choose(corners, count, order) { first[$0 * scores.strides[2]] }
        for place in 0..<kept { found(image, category, Int(order[count + place])) }
        total += kept
      }
    }
    return total
  }

  /// Writes the numbers of the boxes that stay behind the first `count` of `order`.
  ///
  /// - Returns: How many stay.
  private func choose(
    _ boxes: UnsafePointer<Corners>, _ count: Int, _ order: UnsafeMutablePointer<Int32>,
    _ score: (Int) -> Float
  ) -> Int {
    var candidates = 0
    for box in 0..<count where threshold.map({ score(box) > $0 }) ?? true {
      order[candidates] = Int32(box)
      candidates += 1
    }
    NumberOrder.sort(order, count: candidates) { one, other in
      let (left, right) = (score(one), score(other))
      return left == right ? one < other : left > right
    }
    let chosen = order + count
    var kept = 0
    for place in 0..<candidates {
      if kept >= most { break }
      let box = boxes[Int(order[place])]
      let isFree = (0..<kept).allSatisfy { box.overlap(with: boxes[Int(chosen[$0])]) <= overlap }
      if isFree {
        chosen[kept] = order[place]
        kept += 1
      }
    }
    return kept
  }

  private func sides(_ boxes: TensorView, _ image: Int, _ box: Int) -> Corners {
    let numbers =
      boxes.elements(of: Float.self) + image * boxes.strides[0] + box * boxes.strides[1]
    let step = boxes.strides[2]
    return Corners(
      numbers[0], numbers[step], numbers[2 * step], numbers[3 * step], hasCenters: hasCenters)
  }

  /// A box by its sides.
  private struct Corners {
    let top: Float
    let left: Float
    let bottom: Float
    let right: Float

    init(_ a: Float, _ b: Float, _ c: Float, _ d: Float, hasCenters: Bool) {
      if hasCenters {
        (left, right) = (a - c / 2, a + c / 2)
        (top, bottom) = (b - d / 2, b + d / 2)
      } else {
        (top, bottom) = (min(a, c), max(a, c))
        (left, right) = (min(b, d), max(b, d))
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
