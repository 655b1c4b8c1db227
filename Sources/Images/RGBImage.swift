/// A decoded image: red, green and blue of each pixel, 8 bits each, row by row.
public struct RGBImage: Hashable, Sendable {
  public let width: Int
  public let height: Int
  /// `3 · width · height` bytes.
  public let pixels: [UInt8]

  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "An image has pixels.")
    precondition(pixels.count == 3 * width * height, "There are three bytes for each pixel.")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The most pixels that are decoded, as by Pillow.
  public static let pixelLimit = 178_956_970
  /// Pillow warns of more pixels.
  public static let warningLimit = pixelLimit / 2

  /// Memory for the pixels of an image, filled by `fill`.
  init<Failure>(
    width: Int, height: Int,
    filling fill: (UnsafeMutableBufferPointer<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    var failure: Failure?
    let pixels = [UInt8](unsafeUninitializedCapacity: 3 * width * height) { buffer, count in
      do throws(Failure) {
        try fill(UnsafeMutableBufferPointer(rebasing: buffer[..<(3 * width * height)]))
        count = 3 * width * height
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    self.init(width: width, height: height, pixels: pixels)
  }
}
