import RLAExecution
package import RLANetworks

/// scikit-learn's digits as images of three channels and 32x32 pixels, divided into two parts.
package struct Digits {
  /// Images of the whole set.
  package static let count = 1797
  private static let side = 8
  private static let scale = 4
  private static let largest = 16

  /// The images of a part, and their numbers in the whole set.
  package let training: ImagesInMemory
  package let validation: ImagesInMemory
  package let trainingNumbers: [Int]

  /// - Parameter file: Has `images`, 1797×8×8 numbers from 0 to 16, and `labels`.
  /// - Throws: `TensorFailure` where it does not have them.
  package init(_ file: some TensorSource) throws(TensorFailure) {
    let size = Self.side * Self.side
    let images = try Self.bytes(file, TensorRequest("images", [Self.count, 8, 8], .uint8))
    let labels = try Self.bytes(file, TensorRequest("labels", [Self.count], .uint8))
    let hash = SyntheticValues("split")
    let table = Self.table
    func part(_ numbers: [Int]) -> ImagesInMemory {
      ImagesInMemory(
        numbers.flatMap { Self.enlarged(images[$0 * size..<($0 + 1) * size], table) },
        labels: numbers.map { Int(labels[$0]) },
        shape: (3, Self.side * Self.scale, Self.side * Self.scale))
    }
    trainingNumbers = (0..<Self.count).filter { hash.word($0) % 5 != 0 }
    training = part(trainingNumbers)
    validation = part((0..<Self.count).filter { hash.word($0) % 5 == 0 })
  }

  /// The order of an epoch, by the numbers of the whole set.
  package func order(_ name: String) -> SampleOrder {
    SampleOrder(trainingNumbers, of: Self.count, name: name)
  }

  private static func bytes(
    _ file: some TensorSource, _ request: TensorRequest
  ) throws(TensorFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    try file.read(request) { bytes += $0 }
    if bytes.count != request.byteCount {
      throw TensorFailure(expected: request, found: .elements(bytes.count))
    }
    return bytes
  }

  /// By channel and value, the number that the network takes: with q = ⌊255·v/16⌋ the channels are
  /// q, 255 − q and ⌊q²/255⌋, normalized with the constants of ImageNet.
  private static var table: [[Float]] {
    let (means, deviations) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    return (0..<3).map { channel in
      (0...largest).map { value in
        let q = 255 * value / largest
        let color = [q, 255 - q, q * q / 255][channel]
        return Float((Double(color) / 255 - means[channel]) / deviations[channel])
      }
    }
  }

  private static func enlarged(_ image: ArraySlice<UInt8>, _ table: [[Float]]) -> [Float] {
    let wide = side * scale
    return table.flatMap { colors in
      (0..<wide * wide).map { pixel in
        let (row, column) = (pixel / wide / scale, pixel % wide / scale)
        let value = image[image.startIndex + row * side + column]
        return colors[min(Int(value), largest)]
      }
    }
  }
}
