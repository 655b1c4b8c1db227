import Foundation
import RLAImages
import TestSupport
import Testing

/// Pillow's pixels and torchvision's tensors of every image in Fixtures/Images.
@Suite struct GoldenImageTests {
  struct Expected: Decodable {
    struct Tensor: Decodable {
      let samples: [[Double]]
      let mean: [Double]
    }

    struct Image: Decodable {
      let decoded: [Int]
      let decodedSha256: String
      let croppedSha256: String
      let tensor: Tensor
    }

    struct Crop: Decodable {
      let image: String
      let topLeftHeightWidth: [Int]
      let flip: Bool
      let sha256: String
    }

    struct Size: Decodable {
      let image: [Int]
      let scale: Double
      let logRatio: Double
      let widthHeight: [Int]
    }

    struct Fallback: Decodable {
      let image: [Int]
      let topLeftHeightWidth: [Int]
    }

    struct Folder: Decodable {
      let classes: [String]
      let samples: [Sample]
    }

    struct Sample: Decodable {
      let path: String
      let label: Int

      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        (path, label) = (try list.decode(String.self), try list.decode(Int.self))
      }
    }

    let images: [String: Image]
    let resizedCrops: [Crop]
    let randomResizedCropSizes: [Size]
    let randomResizedCropFallback: [Fallback]
    let imageFolder: [String: Folder]
  }

  static let expected = try? read()

  private static func read() throws -> Expected {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      Expected.self, from: Data(contentsOf: Fixture.root.appending(path: "Images/expected.json")))
  }

  static let names = (expected?.images.keys).map { $0.sorted() } ?? []

  static func path(_ name: String) -> String {
    Fixture.root.appending(path: "Images/\(name)").path(percentEncoded: false)
  }

  /// Bytes stay what they are, so that a tensor shows the pixels.
  private static let bytes = ChannelNormalization(
    means: [0, 0, 0], deviations: [1.0 / 255, 1.0 / 255, 1.0 / 255])

  private static func pixels(
    side: Int = 224, _ fill: (ImageTransform, UnsafeMutablePointer<Float>) throws -> Void
  ) throws -> [UInt8] {
    let tensor = try numbers(ImageTransform(side: side, normalization: bytes), fill)
    let plane = side * side
    return (0..<3 * plane).map { UInt8(tensor[$0 % 3 * plane + $0 / 3].rounded()) }
  }

  private static func numbers(
    _ transform: ImageTransform,
    _ fill: (ImageTransform, UnsafeMutablePointer<Float>) throws -> Void
  ) throws -> [Float] {
    try [Float](unsafeUninitializedCapacity: transform.elementCount) { buffer, count in
      try fill(transform, try #require(buffer.baseAddress))
      count = transform.elementCount
    }
  }

  @Test func `All images are known`() {
    #expect(Self.names.count == 21)
  }

  @Test(arguments: names)
  func `Pixels and tensors are those of Pillow and torchvision`(name: String) throws {
    let expected = try #require(Self.expected?.images[name])
    let image = try RGBImage(contentsOf: Self.path(name))
    #expect([image.width, image.height] == expected.decoded)
    #expect(SHA256.hex(image.pixels) == expected.decodedSha256)
    let cropped = try Self.pixels { $0.evaluation(of: image, into: $1) }
    #expect(SHA256.hex(cropped) == expected.croppedSha256)
    let tensor = try Self.numbers(ImageTransform(side: 224)) { $0.evaluation(of: image, into: $1) }
    #expect(expected.tensor.samples.count >= 40)
    for sample in expected.tensor.samples {
      let place = (Int(sample[0]) * 224 + Int(sample[1])) * 224 + Int(sample[2])
      #expect(abs(Double(tensor[place]) - sample[3]) <= 1e-6)
    }
    for channel in 0..<3 {
      let plane = tensor[(channel * 224 * 224)..<((channel + 1) * 224 * 224)]
      let mean = plane.reduce(0) { $0 + Double($1) } / Double(plane.count)
      #expect(abs(mean - expected.tensor.mean[channel]) < 1e-6)
    }
  }

  @Test func `Given parts are resized as in training`() throws {
    let crops = try #require(Self.expected?.resizedCrops)
    #expect(!crops.isEmpty)
    for crop in crops {
      let image = try RGBImage(contentsOf: Self.path(crop.image))
      let box = crop.topLeftHeightWidth
      let part = RandomCrop(
        columns: box[1]..<box[1] + box[3], rows: box[0]..<box[0] + box[2])
      let pixels = try Self.pixels {
        $0.training(of: image, part, isMirrored: crop.flip, into: $1)
      }
      #expect(SHA256.hex(pixels) == crop.sha256, "\(crop.image) \(box)")
    }
  }

  @Test func `Random parts have the sizes of torchvision`() throws {
    let expected = try #require(Self.expected)
    for size in expected.randomResizedCropSizes {
      let found = RandomCrop.size(
        size.image[0], size.image[1], scale: size.scale, logRatio: size.logRatio)
      #expect([found.width, found.height] == size.widthHeight)
    }
    for fallback in expected.randomResizedCropFallback {
      let found = RandomCrop.middle(fallback.image[0], fallback.image[1])
      #expect(
        [found.rows.lowerBound, found.columns.lowerBound, found.rows.count, found.columns.count]
          == fallback.topLeftHeightWidth)
    }
  }

  @Test(arguments: ["train", "val"])
  func `Folders are in the order of torchvision`(part: String) throws {
    let expected = try #require(Self.expected?.imageFolder[part])
    let folder = try ImageFolder(Self.path("folder/\(part)"))
    #expect(folder.classes == expected.classes)
    #expect((0..<folder.count).map(folder.name) == expected.samples.map(\.path))
    #expect((0..<folder.count).map(folder.label) == expected.samples.map(\.label))
  }
}
