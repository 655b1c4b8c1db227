import Foundation
import RLAImages
import RLANetworks
import TestSupport
import Testing

/// Images and labels in arrays of NumPy and files of safetensors.
@Suite struct StoredImagesTests {
  private static func array(
    _ type: String, _ shape: String, _ elements: [UInt8], version: UInt8 = 1
  ) -> [UInt8] {
    let text = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)), }\n".utf8)
    let length: [UInt8] = version == 1 ? [UInt8(text.count), 0] : [UInt8(text.count), 0, 0, 0]
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + elements
  }

  private static func header(_ bytes: [UInt8]) throws(ArrayFlaw) -> NumPyArray {
    try NumPyArray(start: bytes, fileCount: bytes.count)
  }

  @Test func `Headers of all versions are read`() throws {
    for version in [UInt8(1), 2, 3] {
      let array = try Self.header(Self.array("|u1", "2, 1, 3", Array(0..<6), version: version))
      #expect(array.type == .uint8 && array.shape == [2, 1, 3] && array.range.count == 6)
    }
    #expect(try Self.header(Self.array("<i8", "", Array(repeating: 0, count: 8))).shape == [])
  }

  @Test func `Whole numbers of all types`() throws {
    let cases: [(String, [UInt8], [Int])] = [
      ("<i8", [2, 0, 0, 0, 0, 0, 0, 0], [2]), (">i4", [0, 0, 1, 0], [256]),
      ("<i2", [0xff, 0xff], [-1]), ("|b1", [7, 0], [1, 0]), ("|i1", [0x80, 3], [-128, 3]),
      (">u2", [1, 2], [258]),
    ]
    for (type, bytes, numbers) in cases {
      let array = try Self.header(Self.array(type, "\(numbers.count),", bytes))
      #expect(array.wholeNumbers(bytes) == numbers, "\(type)")
    }
  }

  @Test func `What is no such array is refused with its flaw`() {
    let cases: [([UInt8], ArrayFlaw)] = [
      ([], .start), (Array("PK".utf8), .start),
      (Self.array("|u1", "1,", [1], version: 9), .version(9)),
      (Self.array("<f4", "1,", [0, 0, 0, 0]), .type("<f4")), (Self.array("", "1,", [1]), .type("")),
      (Self.array("|u1", "-1,", [1]), .header),
      (Self.array("|u1", "2,", [1]), .size(found: 1, expected: 2)),
      (Self.array("|u1", "9223372036854775807, 3", [1]), .header),
    ]
    for (bytes, flaw) in cases {
      #expect(throws: flaw, performing: { try Self.header(bytes) })
    }
  }

  @Test func `Layouts of images`() {
    #expect(StoredImages.geometry([5, 8, 9])?.layout == .gray)
    #expect(StoredImages.geometry([5, 8, 9, 3])?.layout == .channelsLast)
    #expect(StoredImages.geometry([5, 3, 8, 9])?.layout == .channelsFirst)
    #expect(StoredImages.geometry([5, 8, 9, 1])?.layout == .gray)
    #expect(StoredImages.geometry([5, 1, 8, 9]).map { [$0.height, $0.width] } == [8, 9])
    #expect(StoredImages.geometry([5, 4, 8, 9]) == nil && StoredImages.geometry([5, 0, 8]) == nil)
    #expect(StoredImages.geometry([]) == nil)
  }

  @Test func `Pixels are the same in every layout`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func path(_ name: String, _ bytes: [UInt8]) throws -> String {
      try Data(bytes).write(to: folder.appending(path: name))
      return folder.appending(path: name).path(percentEncoded: false)
    }
    let labels = try path("labels.npy", Self.array("<i4", "2,", [1, 0, 0, 0, 4, 0, 0, 0]))
    let pixels: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    let last = try StoredImages(
      images: path("last.npy", Self.array("|u1", "2, 1, 2, 3", pixels)), labels: labels)
    let first = try StoredImages(
      images: path(
        "first.npy", Self.array("|u1", "2, 3, 1, 2", [1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12])),
      labels: labels)
    #expect(last.count == 2 && last.classes.count == 5 && last.label(1) == 4)
    for index in 0..<2 {
      #expect(try last.image(index).pixels == Array(pixels[(6 * index)..<(6 * index + 6)]))
      #expect(try first.image(index).pixels == last.image(index).pixels)
    }
    // A file that is shortened afterward.
    truncate(folder.appending(path: "last.npy").path(percentEncoded: false), 80)
    #expect(throws: ImageFailure.self) { try last.image(1) }
  }

  @Test func `The digits of scikit-learn`() throws {
    let path = Fixture.root.appending(path: "Training/digits.safetensors")
      .path(percentEncoded: false)
    let digits = try StoredImages(safetensors: path)
    #expect(digits.count == 1797 && digits.classes.count == 10)
    let image = try digits.image(192)
    #expect(digits.label(192) == 3 && image.width == 8 && image.height == 8)
    #expect(Array(image.pixels.prefix(9)) == [0, 0, 0, 1, 1, 1, 10, 10, 10])
    #expect(throws: DatasetFailure.self) {
      try StoredImages(
        safetensors: Fixture.root.appending(path: "Checkpoints/resnet.safetensors")
          .path(percentEncoded: false))
    }
  }
}
