/// Bitmaps of Windows that are not compressed: 1, 4 or 8 bits with a palette, 24 or 32 bits.
enum BitmapDecoder {
  static func decode(_ bytes: [UInt8]) throws(ImageFailure) -> RGBImage {
    let header = try Header(bytes)
    try RGBImage.requireSize(header.width, header.height)
    guard bytes.count - header.pixels >= header.rowBytes * header.height else {
      throw damaged("it ends too early")
    }
    return RGBImage(width: header.width, height: header.height) { buffer in
      for row in 0..<header.height {
        let line = header.isTopDown ? row : header.height - 1 - row
        let start = header.pixels + line * header.rowBytes
        for column in 0..<header.width {
          let color = header.color(bytes, start, column)
          let place = 3 * (row * header.width + column)
          (buffer[place], buffer[place + 1], buffer[place + 2]) = color
        }
      }
    }
  }

  private static func damaged(_ reason: String) -> ImageFailure {
    .damaged(.bitmap, reason: reason)
  }

  private struct Header {
    let width: Int
    let height: Int
    let isTopDown: Bool
    let bits: Int
    /// Where the pixels begin, and where the palette.
    let pixels: Int
    private let palette: Range<Int>

    /// Bytes of the header of the file, and of the oldest description that has 32-bit sizes.
    private static let (fileHeader, leastHeader) = (14, 40)

    init(_ bytes: [UInt8]) throws(ImageFailure) {
      guard bytes.count >= Self.fileHeader + Self.leastHeader else {
        throw damaged("it ends too early")
      }
      func number(_ offset: Int, _ count: Int) -> Int {
        (0..<count).reversed().reduce(0) { $0 << 8 | Int(bytes[offset + $1]) }
      }
      func signed(_ offset: Int) -> Int { Int(Int32(truncatingIfNeeded: number(offset, 4))) }
      let size = number(14, 4)
      guard size >= Self.leastHeader, size <= bytes.count - Self.fileHeader else {
        throw .unsupported(.bitmap, kind: "a description of \(size) bytes")
      }
      (width, height) = (signed(18), abs(signed(22)))
      isTopDown = signed(22) < 0
      bits = number(28, 2)
      pixels = number(10, 4)
      let compression = number(30, 4)
      guard width > 0, height > 0 else { throw damaged("it has no pixels") }
      guard compression == 0 else {
        throw .unsupported(.bitmap, kind: "compression \(compression)")
      }
      guard [1, 4, 8, 24, 32].contains(bits) else {
        throw .unsupported(.bitmap, kind: "\(bits) bits of color")
      }
      let start = Self.fileHeader + size
      let colors = bits > 8 ? 0 : number(46, 4) == 0 ? 1 << bits : number(46, 4)
      guard colors <= 1 << 8, start + 4 * colors <= bytes.count else {
        throw damaged("its palette is longer than the file or than 256 colors")
      }
      palette = start..<start + 4 * colors
      guard (start...bytes.count).contains(pixels) else {
        throw damaged("its pixels begin outside of it")
      }
    }

    /// Rows are of whole units of four bytes.
    var rowBytes: Int { (width * bits + 31) / 32 * 4 }

    /// The color of a pixel of the line that begins at `start`; black where the palette lacks it.
    func color(_ bytes: [UInt8], _ start: Int, _ column: Int) -> (UInt8, UInt8, UInt8) {
      var place = start + column * bits / 8
      if bits <= 8 {
        let shift = 8 - bits - column * bits % 8
        let index = Int(bytes[place] >> shift) & (1 << bits - 1)
        place = palette.lowerBound + 4 * index
        if place >= palette.upperBound { return (0, 0, 0) }
      }
      return (bytes[place + 2], bytes[place + 1], bytes[place])
    }
  }
}
