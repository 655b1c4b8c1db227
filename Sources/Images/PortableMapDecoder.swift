/// Portable maps (PBM, PGM, PPM), of bytes and of digits.
enum PortableMapDecoder {
  static func decode(_ bytes: [UInt8]) throws(ImageFailure) -> RGBImage {
    var reader = Reader(bytes)
    let kind = reader.kind
    let (width, height) = (try reader.number(), try reader.number())
    if width == 0 || height == 0 { throw damaged("it has no pixels") }
    try RGBImage.requireSize(width, height)
    let isBilevel = kind == 1 || kind == 4
    let largest = isBilevel ? 1 : try reader.number()
    guard (1...65535).contains(largest) else {
      throw damaged("its largest value is \(largest), and 1 to 65535 are allowed")
    }
    let channels = kind == 3 || kind == 6 ? 3 : 1
    let scale = Scale(largest: largest, isBilevel: isBilevel, isGray: channels == 1)
    let samples =
      if kind <= 3 {
        try reader.digits(width * height * channels, isBilevel: isBilevel, largest)
      } else if isBilevel {
        try reader.bits(width, height)
      } else {
        try reader.bytes(width * height * channels, largest)
      }
    let values = samples.map(scale.byte)
    return channels == 3
      ? RGBImage(width: width, height: height, pixels: values)
      : RGBImage(width: width, height: height, gray: values)
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

  private static func damaged(_ reason: String) -> ImageFailure {
    .damaged(.portableMap, reason: reason)
  }

  /// What a sample becomes, as Pillow has it.
  private struct Scale {
    let largest: Int
    let isBilevel: Bool
    let isGray: Bool

    func byte(_ sample: UInt16) -> UInt8 {
      if isBilevel { return sample == 0 ? 255 : 0 }
      // Gray of more than 8 bits is scaled to 16 bits and clipped.
      let top = isGray && largest > 255 ? 65535.0 : 255.0
      if largest == Int(top) { return UInt8(min(sample, 255)) }
      let scaled = (Double(sample) / Double(largest) * top).rounded(.toNearestOrEven)
      return UInt8(min(scaled, 255))
    }
  }

  /// Walks through the header, and then the samples.
  private struct Reader {
    private let bytes: [UInt8]
    private var position = 2

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// From 1 to 6: bits, gray and colors as digits, then as bytes.
    var kind: Int { Int(bytes[1]) - 0x30 }

    private mutating func skipSpace() {
      while position < bytes.count {
        if bytes[position] == UInt8(ascii: "#") {
          while position < bytes.count, bytes[position] != 0x0a, bytes[position] != 0x0d {
            position += 1
          }
        } else if !isSpace(bytes[position]) {
          return
        } else {
          position += 1
        }
      }
    }

    /// The next number; the one byte of space behind it is taken too.
    mutating func number() throws(ImageFailure) -> Int {
      skipSpace()
      var (number, count) = (0, 0)
      while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
        number = number * 10 + Int(bytes[position] - 0x30)
        (position, count) = (position + 1, count + 1)
        if count > 10 { throw damaged("a number in it is too long") }
      }
      if count == 0 { throw damaged("a number is missing in it") }
      position += 1
      return number
    }

    /// Samples as digits; bits need no space between them.
    mutating func digits(
      _ count: Int, isBilevel: Bool, _ largest: Int
    ) throws(ImageFailure) -> [UInt16] {
      try requireBytes(isBilevel ? count : 2 * count - 1)
      var samples: [UInt16] = []
      samples.reserveCapacity(count)
      while samples.count < count {
        if isBilevel {
          skipSpace()
          guard position < bytes.count, bytes[position] == 0x30 || bytes[position] == 0x31 else {
            throw damaged("a bit is missing in it")
          }
          samples.append(UInt16(bytes[position] - 0x30))
          position += 1
        } else {
          let sample = try number()
          if sample > largest { throw damaged("a value in it is above its largest") }
          samples.append(UInt16(sample))
        }
      }
      return samples
    }

    /// Rows of bits, each of whole bytes.
    mutating func bits(_ width: Int, _ height: Int) throws(ImageFailure) -> [UInt16] {
      let rowBytes = (width + 7) / 8
      try requireBytes(rowBytes * height)
      var samples: [UInt16] = []
      samples.reserveCapacity(width * height)
      for row in 0..<height {
        for column in 0..<width {
          let byte = bytes[position + row * rowBytes + column / 8]
          samples.append(UInt16(byte >> (7 - column % 8) & 1))
        }
      }
      return samples
    }

    /// Samples of one byte, or of two where the largest needs them.
    mutating func bytes(_ count: Int, _ largest: Int) throws(ImageFailure) -> [UInt16] {
      let width = largest > 255 ? 2 : 1
      try requireBytes(width * count)
      return (0..<count).map { index in
        let place = position + width * index
        return width == 1
          ? UInt16(bytes[place]) : UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1])
      }
    }

    private func requireBytes(_ count: Int) throws(ImageFailure) {
      if bytes.count - position < count { throw damaged("it ends too early") }
    }
  }
}
