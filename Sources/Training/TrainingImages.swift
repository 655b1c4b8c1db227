public import RLAImages

/// A data set as a network takes it: resized and cropped, or augmented.
public struct TrainingImages: Sendable {
  private let source: any LabeledImages
  private let transform: ImageTransform
  private let seed: UInt64
  private let isAugmented: Bool

  /// - Parameters:
  ///   - source: The data set.
  ///   - transform: How images are made to fit.
  ///   - seed: What augmentation follows from.
  ///   - isAugmented: Whether training takes random parts of images, perhaps mirrored, as the
  ///     published code does; else it sees what evaluation sees.
  public init(
    _ source: any LabeledImages, _ transform: ImageTransform, seed: Int, isAugmented: Bool
  ) {
    self.source = source
    self.transform = transform
    self.seed = UInt64(bitPattern: Int64(seed))
    self.isAugmented = isAugmented
  }

  public var count: Int { source.count }
  /// The names of the classes, or their numbers as texts.
  public var classes: [String] { source.classes }
  func label(_ index: Int) -> Int { source.label(index) }
  func name(_ index: Int) -> String { source.name(index) }
  /// Numbers of an image.
  var elementCount: Int { transform.elementCount }

  /// Makes batches of images ready while a network runs.
  ///
  /// - Parameters:
  ///   - places: Which images, in the order of batches; at least one.
  ///   - batch: Images of a batch; the last one may have fewer.
  ///   - epoch: What augmentation follows from, beside the image; nil for none.
  ///   - threads: How many threads do it; the numbers are the same for any.
  /// - Returns: Their maker.
  /// - Throws: What the system refuses.
  func loader(
    _ places: [Int], batch: Int, epoch: Int?, threads: Int
  ) throws(BatchLoader.Failure) -> BatchLoader {
    try BatchLoader(places, batch: batch, elementCount: elementCount, threads: threads) {
      index, target throws(ImageFailure) in
      if let epoch, isAugmented {
        try source.trainingInput(index, transform, seed: seed, epoch: epoch, into: target)
      } else {
        try source.evaluationInput(index, transform, into: target)
      }
    }
  }
}

/// An image that a training needs and cannot read.
public struct UnreadableImage: Error, Hashable, Sendable {
  public let name: String
  public let failure: ImageFailure

  public init(name: String, failure: ImageFailure) { (self.name, self.failure) = (name, failure) }
}
