import RLAKernels
import RLANetworks

extension ElementType {
  /// Whether tensors of the type can be stored and read.
  var isStored: Bool {
    switch self {
    case .float32, .int64, .int32, .int16, .int8, .uint64, .uint32, .uint16, .uint8, .bool: true
    default: false
    }
  }

  /// Whether kernels read such numbers as indices and lengths.
  var isIndex: Bool { self == .int64 || self == .int32 }

  /// The representation of the elements in memory.
  var number: NumberKind {
    switch self {
    case .float32: .float
    case .int64: .int64
    case .int32: .int32
    case .int16: .int16
    case .int8: .int8
    case .uint64: .uint64
    case .uint32: .uint32
    case .uint16: .uint16
    case .uint8: .uint8
    case .bool: .truth
    default: preconditionFailure("A plan refuses types that it cannot store.")
    }
  }

  /// Stores a whole number as an element of the type, clamped to its range.
  func store(_ number: Int, _ base: UnsafeMutableRawPointer, _ index: Int) {
    switch self {
    case .float32: base.assumingMemoryBound(to: Float.self)[index] = Float(number)
    case .int64: base.assumingMemoryBound(to: Int64.self)[index] = Int64(number)
    case .int32: base.assumingMemoryBound(to: Int32.self)[index] = Int32(clamping: number)
    case .int16: base.assumingMemoryBound(to: Int16.self)[index] = Int16(clamping: number)
    case .uint64:
      // Numbers beyond 63 bits have come with these bits.
      base.assumingMemoryBound(to: UInt64.self)[index] = UInt64(truncatingIfNeeded: number)
    case .uint32: base.assumingMemoryBound(to: UInt32.self)[index] = UInt32(clamping: number)
    case .uint16: base.assumingMemoryBound(to: UInt16.self)[index] = UInt16(clamping: number)
    case .uint8: base.assumingMemoryBound(to: UInt8.self)[index] = UInt8(clamping: number)
    case .int8: base.assumingMemoryBound(to: Int8.self)[index] = Int8(clamping: number)
    case .bool: base.assumingMemoryBound(to: UInt8.self)[index] = number == 0 ? 0 : 1
    default: preconditionFailure("A plan refuses types that it cannot store.")
    }
  }

  /// Whether a number can become an element of the type without losing a fraction.
  func holds(_ number: Double) -> Bool { self == .float32 || Int(exactly: number) != nil }

  /// A number as an element, at the beginning of eight bytes.
  func bits(of number: Double) -> UInt64 {
    var bits: UInt64 = 0
    withUnsafeMutableBytes(of: &bits) { bytes in
      if self == .float32 {
        bytes.storeBytes(of: Float(number), as: Float.self)
      } else if let base = bytes.baseAddress {
        store(Int(number), base, 0)
      }
    }
    return bits
  }

  /// One element as a whole number; real numbers lose what stands after the point.
  func loadWhole(_ base: UnsafeMutableRawPointer, _ index: Int) -> Int {
    if self == .int64 || self == .uint64 {
      return Int(base.assumingMemoryBound(to: Int64.self)[index])
    }
    let number = load(base, index)
    return number.isFinite ? Int(number.rounded(.towardZero)) : 0
  }

  /// Copies one element.
  func copy(
    _ source: UnsafeMutableRawPointer, _ from: Int, to target: UnsafeMutableRawPointer, _ place: Int
  ) {
    (target + place * bytes).copyMemory(from: source + from * bytes, byteCount: bytes)
  }

  /// One element as a number.
  func load(_ base: UnsafeMutableRawPointer, _ index: Int) -> Double {
    switch self {
    case .float32: Double(base.assumingMemoryBound(to: Float.self)[index])
    case .int64: Double(base.assumingMemoryBound(to: Int64.self)[index])
    case .int32: Double(base.assumingMemoryBound(to: Int32.self)[index])
    case .int16: Double(base.assumingMemoryBound(to: Int16.self)[index])
    case .uint64: Double(base.assumingMemoryBound(to: UInt64.self)[index])
    case .uint32: Double(base.assumingMemoryBound(to: UInt32.self)[index])
    case .uint16: Double(base.assumingMemoryBound(to: UInt16.self)[index])
    case .uint8, .bool: Double(base.assumingMemoryBound(to: UInt8.self)[index])
    case .int8: Double(base.assumingMemoryBound(to: Int8.self)[index])
    default: preconditionFailure("A plan refuses types that it cannot store.")
    }
  }
}
