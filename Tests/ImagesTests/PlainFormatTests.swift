import RLAImages
import Testing

/// Portable maps and bitmaps, which this package decodes by itself.
@Suite struct PlainFormatTests {
  private static func pixels(_ text: String, _ bytes: [UInt8] = []) throws -> [UInt8] {
    try RGBImage(decoding: Array(text.utf8) + bytes).pixels
  }

  @Test func `Portable maps of bytes and digits`() throws {
    #expect(
      try Self.pixels("P6\n# a comment\n2 1\n255\n", [1, 2, 3, 4, 5, 6]) == [1, 2, 3, 4, 5, 6])
    #expect(try Self.pixels("P3 2 1 255 1 2 3\n4 5 6") == [1, 2, 3, 4, 5, 6])
    #expect(try Self.pixels("P5 2 1 255\n", [7, 8]) == [7, 7, 7, 8, 8, 8])
    #expect(try Self.pixels("P2 1 1 15 15") == [255, 255, 255])
    // 3 / 7 of 255 is 109.3; in 16 bits gray is clipped, color is not.
    #expect(try Self.pixels("P2 1 1 7 3") == [109, 109, 109])
    #expect(try Self.pixels("P5 1 1 65535\n", [1, 0]) == [255, 255, 255])
    #expect(try Self.pixels("P5 1 1 65535\n", [0, 9]) == [9, 9, 9])
    #expect(try Self.pixels("P6 1 1 65535\n", [255, 255, 0, 0, 128, 0]) == [255, 0, 128])
    #expect(try Self.pixels("P1 3 1 0 1\n0") == [255, 255, 255, 0, 0, 0, 255, 255, 255])
    #expect(try Self.pixels("P4 3 1\n", [0b0100_0000]) == [255, 255, 255, 0, 0, 0, 255, 255, 255])
  }

  @Test(arguments: [
    "P6 2 1 255\nabcde", "P6 0 1 255\n", "P6 2 1 70000\nabcdef", "P6 2", "P3 1 1 255 1 2",
    "P2 1 1 9 10", "P6 99999999999999 1 255\n", "P1 2 1 0 2", "P5 1 1 0\na",
  ])
  func `A portable map that is not whole is refused`(text: String) {
    #expect(throws: ImageFailure.self) { try Self.pixels(text) }
  }

  @Test func `A portable map of more pixels than any image is refused`() {
    #expect(
      throws: ImageFailure.tooLarge(width: 60000, height: 60000),
      performing: { try Self.pixels("P6 60000 60000 255\n") })
  }

  /// A bitmap with a description of 40 bytes.
  private static func bitmap(
    width: Int32, height: Int32, bits: UInt8, compression: UInt8 = 0, palette: [UInt8] = [],
    pixels: [UInt8]
  ) -> [UInt8] {
    func little(_ number: Int32) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    let start = Int32(54 + palette.count)
    return Array("BM".utf8) + little(0) + little(0) + little(start) + little(40) + little(width)
      + little(height) + [1, 0, bits, 0, compression, 0, 0, 0] + little(0) + little(0) + little(0)
      + little(Int32(palette.count / 4)) + little(0) + palette + pixels
  }

  @Test func `Bitmaps begin with the last row and with blue`() throws {
    let bottomUp = Self.bitmap(
      width: 1, height: 2, bits: 24, pixels: [1, 2, 3, 0, 4, 5, 6, 0])
    #expect(try RGBImage(decoding: bottomUp).pixels == [6, 5, 4, 3, 2, 1])
    let topDown = Self.bitmap(
      width: 1, height: -2, bits: 32, pixels: [1, 2, 3, 9, 4, 5, 6, 9])
    #expect(try RGBImage(decoding: topDown).pixels == [3, 2, 1, 6, 5, 4])
    let colors: [UInt8] = [0, 0, 255, 0, 255, 0, 0, 0]
    let bilevel = Self.bitmap(
      width: 3, height: 1, bits: 1, palette: colors, pixels: [0b0100_0000, 0, 0, 0])
    #expect(try RGBImage(decoding: bilevel).pixels == [255, 0, 0, 0, 0, 255, 255, 0, 0])
    // The third color is not in the palette.
    let four = Self.bitmap(
      width: 3, height: 1, bits: 4, palette: colors, pixels: [0x10, 0x20, 0, 0])
    #expect(try RGBImage(decoding: four).pixels == [0, 0, 255, 255, 0, 0, 0, 0, 0])
  }

  @Test func `Bitmaps that are compressed or not whole are refused`() {
    let short = Self.bitmap(width: 2, height: 2, bits: 24, pixels: [1, 2, 3])
    #expect(
      throws: ImageFailure.damaged(.bitmap, reason: "it ends too early"),
      performing: { try RGBImage(decoding: short) })
    let packed = Self.bitmap(width: 1, height: 1, bits: 8, compression: 1, pixels: [0, 0, 0, 0])
    #expect(
      throws: ImageFailure.unsupported(.bitmap, kind: "compression 1"),
      performing: { try RGBImage(decoding: packed) })
    let wide = Self.bitmap(width: .max, height: .max, bits: 1, palette: [0, 0, 0, 0], pixels: [])
    #expect(throws: ImageFailure.self) { try RGBImage(decoding: wide) }
    for length in 2..<54 {
      #expect(throws: ImageFailure.self) { try RGBImage(decoding: Array(short.prefix(length))) }
    }
  }
}
