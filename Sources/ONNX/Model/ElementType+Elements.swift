import RLANetworks

/// How ONNX stores the elements of a type.
extension ElementType {
  /// How many numbers a list has for as many elements: two for a complex one, one for two elements
  /// of 4 bits.
  func listed(_ count: Int) -> Int {
    switch self {
    case .complex64, .complex128: count * 2
    case .int4, .uint4, .float4e2m1: count / 2 + count % 2
    case .int2, .uint2: count / 4 + (count % 4 == 0 ? 0 : 1)
    default: count
    }
  }

  /// The elements of a list of numbers; nil for types that nothing here reads.
  func numbers(listed numbers: [ONNXNumber], _ count: Int) -> [ONNXNumber]? {
    switch self {
    case .float32, .float64, .int64, .int32, .int16, .int8, .uint64, .uint32, .uint16, .uint8,
      .bool:
      return numbers
    case .float16, .bfloat16:
      return numbers.map { number in
        let bits = UInt16(truncatingIfNeeded: number.whole ?? 0)
        return .real(self == .float16 ? Double(bits: bits) : Double(upper: bits))
      }
    default: return nil
    }
  }

  /// The elements that bytes hold; nil for types that nothing here reads.
  func numbers(in bytes: UnsafeRawBufferPointer, _ count: Int) -> [ONNXNumber]? {
    func whole<Number: FixedWidthInteger>(_ type: Number.Type) -> [ONNXNumber] {
      Self.load(type, bytes, count).map { .whole(Int(truncatingIfNeeded: $0)) }
    }
    switch self {
    case .int64: return whole(Int64.self)
    case .int32: return whole(Int32.self)
    case .int16: return whole(Int16.self)
    case .int8: return whole(Int8.self)
    case .uint64: return whole(UInt64.self)
    case .uint32: return whole(UInt32.self)
    case .uint16: return whole(UInt16.self)
    case .uint8: return whole(UInt8.self)
    case .bool: return bytes.map { .whole($0 == 0 ? 0 : 1) }
    case .float32:
      return Self.load(UInt32.self, bytes, count).map { .real(Double(Float(bitPattern: $0))) }
    case .float64:
      return Self.load(UInt64.self, bytes, count).map { .real(Double(bitPattern: $0)) }
    case .float16: return Self.load(UInt16.self, bytes, count).map { .real(Double(bits: $0)) }
    case .bfloat16: return Self.load(UInt16.self, bytes, count).map { .real(Double(upper: $0)) }
    default: return nil
    }
  }

  /// Numbers in the order of bytes that ONNX prescribes.
  private static func load<Number: FixedWidthInteger>(
    _ type: Number.Type, _ bytes: UnsafeRawBufferPointer, _ count: Int
  ) -> some Collection<Number> {
    (0..<count).lazy.map {
      Number(
        littleEndian: bytes.loadUnaligned(
          fromByteOffset: $0 * MemoryLayout<Number>.size, as: Number.self))
    }
  }
}

extension Double {
  /// The number of 16 bits with a sign, 5 bits of exponent and 10 of fraction (IEEE 754, half).
  fileprivate init(bits: UInt16) {
    let fraction = Double(bits & 0x3ff) / 1024
    let exponent = Int(bits >> 10 & 0x1f)
    let magnitude =
      switch exponent {
      case 0: scalbn(fraction, -14)
      case 31: fraction == 0 ? Double.infinity : .nan
      default: scalbn(1 + fraction, exponent - 15)
      }
    self = bits >> 15 == 0 ? magnitude : -magnitude
  }

  /// The number whose upper 16 bits are those of a float (bfloat16).
  fileprivate init(upper bits: UInt16) {
    self = Double(Float(bitPattern: UInt32(bits) << 16))
  }
}

/// `number · 2^exponent`.
private func scalbn(_ number: Double, _ exponent: Int) -> Double {
  number * Double(sign: .plus, exponent: exponent, significand: 1)
}
