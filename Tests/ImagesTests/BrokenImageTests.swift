import Foundation
import RLAFiles
import RLAImages
import TestSupport
import Testing

/// Files that are no images, or only look like one.
@Suite struct BrokenImageTests {
  private static func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: Fixture.root.appending(path: "Images/\(name)")))
  }

  private static func failure(_ bytes: [UInt8]) -> ImageFailure? {
    do throws(ImageFailure) {
      _ = try RGBImage(decoding: bytes)
      return nil
    } catch {
      return error
    }
  }

  private static func isDamaged(_ failure: ImageFailure?, _ format: ImageFormat) -> Bool {
    if case .damaged(format, _) = failure { true } else { false }
  }

  @Test(arguments: ["crc", "truncated", "zero"])
  func `A broken PNG is refused`(name: String) throws {
    #expect(Self.isDamaged(Self.failure(try Self.bytes("broken/\(name).png")), .png))
  }

  @Test func `A bomb is refused before anything is allocated`() throws {
    #expect(
      Self.failure(try Self.bytes("broken/huge.png")) == .tooLarge(width: 60000, height: 60000))
    #expect(
      Self.failure(try Self.bytes("broken/huge_gray.png"))
        == .tooLarge(width: 20000, height: 20000))
  }

  @Test func `The content decides on the format`() throws {
    #expect(Self.failure(try Self.bytes("broken/empty.png")) == .empty)
    #expect(Self.failure(try Self.bytes("broken/text.jpg")) == .unknownFormat)
    #expect(Self.failure(try Self.bytes("broken/png_named.jpg")) == nil)
    #expect(Self.failure(Array("GIF89a".utf8)) == .unsupported(.gif, kind: nil))
    #expect(Self.failure(Array("II*\0".utf8)) == .unsupported(.tiff, kind: nil))
    #expect(Self.failure(Array("RIFF0000WEBP".utf8)) == .unsupported(.webP, kind: nil))
    #expect(
      throws: ImageFailure.file(.system(code: ENOENT)),
      performing: { try RGBImage(contentsOf: "/proc/none") })
  }

  @Test func `A JPEG may have bytes behind its end and must have an end`() throws {
    let whole = try Self.bytes("text_500x375_q75_420.jpg")
    #expect(Self.failure(whole + Array("more".utf8)) == nil)
    for length in [whole.count / 2, whole.count - 2, 1000, 200, 20, 3] {
      #expect(Self.isDamaged(Self.failure(Array(whole.prefix(length))), .jpeg), "\(length)")
    }
  }

  @Test func `A JPEG of tables, or of nothing, has no image`() {
    let tables: [UInt8] = [0xff, 0xdb, 0, 0x43, 0] + Array(repeating: 1, count: 64)
    for content in [[], tables] {
      let file = [0xff, 0xd8] + content + [0xff, 0xd9]
      #expect(Self.failure(file) == .damaged(.jpeg, reason: "there is no image in it"))
    }
  }

  @Test(arguments: [
    "text_500x375_q75_420.jpg", "text_257x321_q95_444_progressive.jpg", "cmyk_120x90.jpg",
    "palette_64x48_trns.png", "gray16_100x60.png", "noise_interlaced_45x33.png",
    "rgba_80x60.png", "rgb16_60x50.png",
  ])
  func `Changed bytes give an image or a failure`(name: String) throws {
    let whole = try Self.bytes(name)
    var stream = RandomStream(seed: 7, epoch: 0, index: whole.count)
    var refused = 0
    for _ in 0..<300 {
      var bytes = whole
      for _ in 0...Int(stream.next() % 8) {
        bytes[Int(stream.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: stream.next())
      }
      if Self.failure(bytes) != nil { refused += 1 }
    }
    #expect(refused > 0)
  }
}
