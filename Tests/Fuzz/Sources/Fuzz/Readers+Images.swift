import RLAImages

extension Readers {
  /// An image is decoded, and made to fit a small network in both ways.
  static func image(_ bytes: [UInt8]) {
    // A few bytes of a header may ask for gigabytes of pixels, which is slow and no mistake.
    guard let image = try? RGBImage(decoding: bytes), image.pixels.count < 1 << 22 else { return }
    let transform = ImageTransform(side: 8)
    var numbers = [Float](repeating: .nan, count: transform.elementCount)
    numbers.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      transform.evaluation(of: image, into: base)
      require(buffer.allSatisfy { abs($0) < 3 })
      var stream = RandomStream(seed: 1, epoch: 0, index: bytes.count)
      transform.training(of: image, &stream, into: base)
      require(buffer.allSatisfy { abs($0) < 3 })
    }
  }

  /// The header of an array is read, and its elements as whole numbers.
  static func array(_ bytes: [UInt8]) {
    let start = Array(bytes.prefix(NumPyArray.mostHeaderBytes))
    guard let array = try? NumPyArray(start: start, fileCount: bytes.count) else { return }
    require(array.range.upperBound == bytes.count)
    let count = array.shape.reduce(1, *)
    require(array.wholeNumbers(Array(bytes[array.range])).count == count)
    _ = StoredImages.geometry(array.shape)
  }
}
