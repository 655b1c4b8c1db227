/// Images with a class each, as a training takes them.
public protocol TrainingImages: AnyObject, Sendable {
  var count: Int { get }
  /// Channels, height and width of every image that is delivered.
  var shape: (channels: Int, height: Int, width: Int) { get }
  /// The names of the classes, or their numbers as texts.
  var classes: [String] { get }

  func label(_ index: Int) -> Int

  /// Images as the network takes them, N×C×H×W; several threads may ask at a time.
  ///
  /// - Parameters:
  ///   - indices: Which images, in the order of the batch.
  ///   - epoch: What augmentation follows from, beside the image; nil for none.
  /// - Returns: The numbers in row-major order.
  /// - Throws: What keeps an image from being read.
  func batch(_ indices: ArraySlice<Int>, epoch: Int?) throws(UnreadableImage) -> [Float]
}

/// Images that are in memory as the network takes them.
public final class ImagesInMemory: TrainingImages {
  public let shape: (channels: Int, height: Int, width: Int)
  public let classes: [String]
  private let values: [Float]
  private let labels: [Int]

  /// - Parameters:
  ///   - values: N×C×H×W.
  ///   - labels: N numbers below the number of classes.
  ///   - shape: C, H and W.
  ///   - classes: The names of the classes.
  public init(
    _ values: [Float], labels: [Int], shape: (channels: Int, height: Int, width: Int),
    classes: [String]
  ) {
    precondition(
      values.count == labels.count * shape.channels * shape.height * shape.width,
      "Every label has an image.")
    (self.values, self.labels, self.shape, self.classes) = (values, labels, shape, classes)
  }

  public var count: Int { labels.count }

  public func label(_ index: Int) -> Int { labels[index] }

  public func batch(_ indices: ArraySlice<Int>, epoch: Int?) -> [Float] {
    let size = shape.channels * shape.height * shape.width
    var batch: [Float] = []
    batch.reserveCapacity(indices.count * size)
    for index in indices { batch += values[index * size..<(index + 1) * size] }
    return batch
  }
}
