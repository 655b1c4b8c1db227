import CRLAImages

/// PNG files through libpng.
enum PNGDecoder {
  static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// Whether the library could be opened, which happens once.
  private static let isInstalled = rla_png_open(ImageLibrary.png.rawValue) == 0

  /// The bytes up to the height of the first chunk, which is the header.
  private static let headerCount = 24
  private static let messageRoom = 256

  static func decode(_ bytes: [UInt8]) throws(ImageFailure) -> RGBImage {
    guard bytes.count >= headerCount, bytes[12..<16].elementsEqual("IHDR".utf8) else {
      throw .damaged(.png, reason: "it has no header")
    }
    let (width, height) = (number(bytes[16..<20]), number(bytes[20..<24]))
    if width == 0 || height == 0 { throw .damaged(.png, reason: "it has no pixels") }
    try RGBImage.requireSize(width, height)
    guard isInstalled else { throw .noLibrary(.png) }
    return try RGBImage(width: width, height: height) { buffer throws(ImageFailure) in
      guard let base = buffer.baseAddress else { return }
      try fill(base, width, height, bytes)
    }
  }

  private static func fill(
    _ pixels: UnsafeMutablePointer<UInt8>, _ width: Int, _ height: Int, _ bytes: [UInt8]
  ) throws(ImageFailure) {
    let message = withUnsafeTemporaryAllocation(of: CChar.self, capacity: messageRoom) { words in
      guard let words = words.baseAddress,
        rla_png_decode(
          bytes, bytes.count, pixels, UInt32(width), UInt32(height), words, messageRoom) != 0
      else { return String?.none }
      return String(cString: words)
    }
    if let message { throw .damaged(.png, reason: message) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }
}
