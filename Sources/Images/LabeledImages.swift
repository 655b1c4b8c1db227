/// Images with classes, by index: a data set.
///
/// Several threads may ask for images at a time.
public protocol LabeledImages: Sendable {
  /// How many there are; at least one.
  var count: Int { get }
  /// The names of the classes in their order.
  var classes: [String] { get }
  /// The class of an image: its place in `classes`.
  func label(_ index: Int) -> Int
  /// What a person calls the image: its path below the folder, or its place in a file.
  func name(_ index: Int) -> String
  /// Reads and decodes an image.
  ///
  /// - Throws: `ImageFailure` where that cannot be done; the other images are not concerned.
  func image(_ index: Int) throws(ImageFailure) -> RGBImage
}

extension LabeledImages {
  /// Writes what a network takes of an image in evaluation.
  ///
  /// - Parameters:
  ///   - index: Which image.
  ///   - transform: How it is made to fit.
  ///   - target: Receives `transform.elementCount` numbers, 3 x S x S in row-major order.
  /// - Throws: As `image` does; nothing has been written then.
  public func evaluationInput(
    _ index: Int, _ transform: ImageTransform, into target: UnsafeMutablePointer<Float>
  ) throws(ImageFailure) {
    transform.evaluation(of: try image(index), into: target)
  }

  /// Writes what a network takes of an image in training: a random part, perhaps mirrored.
  ///
  /// The same seed, epoch and index give the same numbers on any thread and in any order.
  ///
  /// - Parameters:
  ///   - index: Which image.
  ///   - transform: How it is made to fit.
  ///   - seed: Of the run.
  ///   - epoch: From zero.
  ///   - target: Receives `transform.elementCount` numbers, 3 x S x S in row-major order.
  /// - Throws: As `image` does; nothing has been written then.
  public func trainingInput(
    _ index: Int, _ transform: ImageTransform, seed: UInt64, epoch: Int,
    into target: UnsafeMutablePointer<Float>
  ) throws(ImageFailure) {
    var stream = RandomStream(seed: seed, epoch: epoch, index: index)
    transform.training(of: try image(index), &stream, into: target)
  }
}
