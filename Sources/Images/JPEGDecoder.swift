import CRLAImages

/// JPEG files through TurboJPEG, with the accurate transform and smooth chroma of its defaults, which
/// give the bytes that Pillow gives.
enum JPEGDecoder {
  /// Opened once; nil where it is not installed.
  ///
  /// The functions are valid as long as the process lives, on any thread.
  private static let library: rla_jpeg? =
    withUnsafeTemporaryAllocation(of: rla_jpeg.self, capacity: 1) { place in
      guard let place = place.baseAddress,
        rla_jpeg_open(ImageLibrary.turboJPEG.rawValue, place) == 0
      else { return nil }
      return place.pointee
    }

  // As turbojpeg.h has them.
  private static let rgb: Int32 = 0
  private static let cmyk: Int32 = 11
  /// Colors of a file: cyan, magenta, yellow and black, as they are or as luma and chroma.
  private static let fourChannels: ClosedRange<Int32> = 3...4
  /// An error where a progressive file has so many scans that it can only be meant to take time.
  private static let limitScans: Int32 = 32768
  private static let warning: Int32 = 0

  static func decode(_ bytes: [UInt8]) throws(ImageFailure) -> RGBImage {
    guard let library else { throw .noLibrary(.turboJPEG) }
    guard let handle = library.tjInitDecompress() else {
      throw .damaged(.jpeg, reason: "there is no memory for it")
    }
    defer { _ = library.tjDestroy(handle) }
    let count = UInt(bytes.count)
    var (width, height, subsampling, colors) = (Int32(0), Int32(0), Int32(-1), Int32(-1))
    let status = library.tjDecompressHeader3(
      handle, bytes, count, &width, &height, &subsampling, &colors)
    // It also refuses ratios of chroma that it has no name for, and decodes them all the same; and it
    // takes a file of tables without an image.
    if width < 1 || height < 1 || colors < 0 {
      throw status == 0
        ? .damaged(.jpeg, reason: "there is no image in it") : failure(library, handle)
    }
    try RGBImage.requireSize(Int(width), Int(height))
    let isPrinted = fourChannels.contains(colors)
    let channels = isPrinted ? 4 : 3
    let (columns, rows) = (Int(width), Int(height))
    var decoded: ImageFailure?
    let pixels = [UInt8](unsafeUninitializedCapacity: channels * columns * rows) { buffer, filled in
      guard let base = buffer.baseAddress else { return }
      let status = library.tjDecompress2(
        handle, bytes, count, base, width, 0, height, isPrinted ? cmyk : rgb, limitScans)
      if status != 0 { decoded = fatal(library, handle, bytes) }
      filled = decoded == nil ? channels * columns * rows : 0
    }
    if let decoded { throw decoded }
    if !isPrinted { return RGBImage(width: columns, height: rows, pixels: pixels) }
    return RGBImage(width: columns, height: rows) { converted(pixels, into: $0) }
  }

  /// The failure that the last call means; nil where Pillow goes on as well.
  private static func fatal(
    _ library: rla_jpeg, _ handle: UnsafeMutableRawPointer, _ bytes: [UInt8]
  ) -> ImageFailure? {
    if library.tjGetErrorCode(handle) == warning, hasEnd(bytes) { return nil }
    return failure(library, handle)
  }

  private static func failure(
    _ library: rla_jpeg, _ handle: UnsafeMutableRawPointer
  ) -> ImageFailure {
    .damaged(.jpeg, reason: String(cString: library.tjGetErrorStr2(handle)))
  }

  /// Whether the data of the last scan end with a marker that says so; within them a byte of ones is
  /// never followed by this one.
  private static func hasEnd(_ bytes: [UInt8]) -> Bool {
    var index = bytes.count - 2
    while index >= 0 {
      if bytes[index] == 0xff {
        if bytes[index + 1] == 0xd9 { return true }
        if bytes[index + 1] == 0xda { return false }
      }
      index -= 1
    }
    return false
  }

  /// Ink to light as Pillow does it; the file has the inks inverted, as Adobe writes them.
  private static func converted(_ inks: [UInt8], into pixels: UnsafeMutableBufferPointer<UInt8>) {
    for pixel in 0..<pixels.count / 3 {
      let black = UInt32(inks[4 * pixel + 3])
      for channel in 0..<3 {
        let product = (255 - UInt32(inks[4 * pixel + channel])) * black + 128
        let shade = (product >> 8 + product) >> 8
        pixels[3 * pixel + channel] = UInt8(black > shade ? black - shade : 0)
      }
    }
  }
}
