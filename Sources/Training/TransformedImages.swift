public import RLAImages

/// A data set as a network takes it: resized and cropped, or augmented.
public final class TransformedImages: TrainingImages {
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
  public var shape: (channels: Int, height: Int, width: Int) {
    (3, transform.side, transform.side)
  }
  public var classes: [String] { source.classes }
  public func label(_ index: Int) -> Int { source.label(index) }

  public func batch(
    _ indices: ArraySlice<Int>, epoch: Int?
  ) throws(UnreadableImage) -> [Float] {
    let size = transform.elementCount
    var failure: UnreadableImage?
    let numbers = [Float](unsafeUninitializedCapacity: indices.count * size) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      for (place, index) in indices.enumerated() {
        do throws(ImageFailure) {
          try write(index, epoch, base + place * size)
        } catch {
          failure = UnreadableImage(name: source.name(index), failure: error)
          return
        }
        count += size
      }
    }
    if let failure { throw failure }
    return numbers
  }

  private func write(
    _ index: Int, _ epoch: Int?, _ target: UnsafeMutablePointer<Float>
  ) throws(ImageFailure) {
    if let epoch, isAugmented {
      try source.trainingInput(index, transform, seed: seed, epoch: epoch, into: target)
    } else {
      try source.evaluationInput(index, transform, into: target)
    }
  }
}

/// An image that a training needs and cannot read.
public struct UnreadableImage: Error, Hashable, Sendable {
  public let name: String
  public let failure: ImageFailure

  public init(name: String, failure: ImageFailure) { (self.name, self.failure) = (name, failure) }
}

/// Some images of a data set.
public struct SelectedImages: LabeledImages {
  private let source: any LabeledImages
  private let indices: [Int]

  public init(_ source: any LabeledImages, _ indices: [Int]) {
    self.source = source
    self.indices = indices
  }

  public var count: Int { indices.count }
  public var classes: [String] { source.classes }
  public func label(_ index: Int) -> Int { source.label(indices[index]) }
  public func name(_ index: Int) -> String { source.name(indices[index]) }
  public func image(_ index: Int) throws(ImageFailure) -> RGBImage {
    try source.image(indices[index])
  }
}
