/// Images that are in memory as the network takes them.
package struct ImagesInMemory: Sendable {
  package let shape: (channels: Int, height: Int, width: Int)
  private let values: [Float]
  private let labels: [Int]

  /// - Parameters:
  ///   - values: N×C×H×W.
  ///   - labels: N.
  ///   - shape: C, H and W.
  init(_ values: [Float], labels: [Int], shape: (channels: Int, height: Int, width: Int)) {
    precondition(
      values.count == labels.count * shape.channels * shape.height * shape.width,
      "Every label has an image.")
    (self.values, self.labels, self.shape) = (values, labels, shape)
  }

  package var count: Int { labels.count }

  package func label(_ index: Int) -> Int { labels[index] }

  /// The numbers of some images, N×C×H×W.
  package func batch(_ indices: ArraySlice<Int>) -> [Float] {
    let size = shape.channels * shape.height * shape.width
    return indices.flatMap { values[$0 * size..<($0 + 1) * size] }
  }
}
