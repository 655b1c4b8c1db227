/// How images become what a network takes, as torchvision's transforms of the published code make them.
///
/// In evaluation the short side is resized and the middle cut out (Resize, CenterCrop); in training a
/// random part is resized and perhaps mirrored (RandomResizedCrop, RandomHorizontalFlip). ToTensor and
/// Normalize follow.
public struct ImageTransform: Hashable, Sendable {
  /// The side of what the network takes, S.
  public let side: Int
  /// To how many pixels the short side is resized in evaluation; at least S.
  public let shortSide: Int
  /// Whether an image of S x S pixels is taken as it is in evaluation.
  public let keepsExactSize: Bool
  public let normalization: ChannelNormalization

  /// Numbers of one image.
  public var elementCount: Int { 3 * side * side }

  /// Up to this side an image of exactly the size of the network is taken as it is: CIFAR's 32 and
  /// Tiny ImageNet's 64 are never resized in published code.
  public static let largestExactSide = 64

  /// - Parameters:
  ///   - side: S.
  ///   - shortSide: To how many pixels the short side is resized; by default 256/224 of S, rounded
  ///     down.
  ///   - keepsExactSize: Whether an image of S x S pixels is taken as it is; by default where S is
  ///     at most `largestExactSide`.
  ///   - normalization: What becomes of the bytes.
  public init(
    side: Int, shortSide: Int? = nil, keepsExactSize: Bool? = nil,
    normalization: ChannelNormalization = .imageNet
  ) {
    precondition(side > 0 && shortSide ?? side >= side, "The middle lies within the image.")
    self.side = side
    self.shortSide = shortSide ?? Self.usualShortSide(side)
    self.keepsExactSize = keepsExactSize ?? (side <= Self.largestExactSide)
    self.normalization = normalization
  }

  /// 256/224 of a side, rounded down: 256 for 224, 36 for 32.
  public static func usualShortSide(_ side: Int) -> Int { side * 8 / 7 }

  /// Writes what a network takes of an image in evaluation.
  ///
  /// - Parameters:
  ///   - image: Of any size; only the part that is kept is computed.
  ///   - target: Receives `elementCount` numbers, 3 x S x S in row-major order.
  public func evaluation(of image: RGBImage, into target: UnsafeMutablePointer<Float>) {
    let crop = evaluationCrop(image.width, image.height)
    image.pixels.withUnsafeBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      Resampling(
        base, width: image.width, columns: crop.columns, rows: crop.rows
      ).write(normalization, isMirrored: false, into: target)
    }
  }

  /// Which columns and rows of the resized image are kept.
  package func evaluationCrop(
    _ width: Int, _ height: Int
  ) -> (columns: ResizedAxis, rows: ResizedAxis) {
    let isExact = keepsExactSize && width == side && height == side
    let size = isExact ? (width, height) : Self.resized(width, height, shortSide: shortSide)
    return (axis(width, size.0), axis(height, size.1))
  }

  /// The middle of an axis that was resized.
  private func axis(_ count: Int, _ resized: Int) -> ResizedAxis {
    let start = Self.centerOffset(resized, side)
    return ResizedAxis(source: 0..<count, size: resized, kept: start..<start + side)
  }

  /// The size of an image whose short side is resized, as Resize has it.
  package static func resized(_ width: Int, _ height: Int, shortSide: Int) -> (Int, Int) {
    func long(_ side: Int, _ short: Int) -> Int {
      Int(Double(shortSide * side) / Double(short))
    }
    return width <= height
      ? (shortSide, long(height, width)) : (long(width, height), shortSide)
  }

  /// Where the middle begins, as CenterCrop has it: halves go to the even number.
  package static func centerOffset(_ size: Int, _ side: Int) -> Int {
    Int((Double(size - side) / 2).rounded(.toNearestOrEven))
  }

  /// Writes what a network takes of an image in training.
  ///
  /// - Parameters:
  ///   - image: Of any size.
  ///   - stream: Its random numbers.
  ///   - target: Receives `elementCount` numbers, 3 x S x S in row-major order.
  public func training(
    of image: RGBImage, _ stream: inout RandomStream, into target: UnsafeMutablePointer<Float>
  ) {
    let crop = RandomCrop(width: image.width, height: image.height, &stream)
    let isMirrored = stream.unit() < 0.5
    training(of: image, crop, isMirrored: isMirrored, into: target)
  }

  /// Writes a part of an image, resized to S x S.
  package func training(
    of image: RGBImage, _ crop: RandomCrop, isMirrored: Bool,
    into target: UnsafeMutablePointer<Float>
  ) {
    image.pixels.withUnsafeBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      Resampling(
        base, width: image.width,
        columns: ResizedAxis(source: crop.columns, size: side, kept: 0..<side),
        rows: ResizedAxis(source: crop.rows, size: side, kept: 0..<side)
      ).write(normalization, isMirrored: isMirrored, into: target)
    }
  }
}
