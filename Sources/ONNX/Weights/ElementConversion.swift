import RLANetworks

/// Turns elements as a file of ONNX has them into those that a network wants.
struct ElementConversion {
  let source: ElementType
  private let target: ElementType

  /// Nil where elements of one type do not become those of the other: all numbers become 32-bit
  /// real ones, and others stay what they are.
  init?(_ source: ElementType, _ target: ElementType) {
    guard source.isPlainNumber, target == .float32 || target == source else { return nil }
    self.source = source
    self.target = target
  }

  /// Elements that are converted together; few enough to stay in the L1 cache.
  private static let chunkCount = 2048

  /// Converts elements in the order of bytes that ONNX prescribes, chunk by chunk.
  func convert(
    _ bytes: UnsafeRawPointer, _ count: Int, _ accept: (UnsafeRawBufferPointer) -> Void
  ) {
    chunks(count) { elements, memory in
      let start = bytes + elements.lowerBound * source.bytes
      guard target != source else {
        memory.copyMemory(from: UnsafeRawBufferPointer(start: start, count: memory.count))
        if source == .bool {
          for place in memory.indices { memory[place] = min(memory[place], 1) }
        }
        return
      }
      let floats = memory.bindMemory(to: Float.self)
      for place in 0..<elements.count { floats[place] = source.float(start, place) }
    } accept: {
      accept($0)
    }
  }

  /// Converts numbers one by one.
  func write(_ numbers: [ONNXNumber], _ accept: (UnsafeRawBufferPointer) -> Void) {
    chunks(numbers.count) { elements, memory in
      for (place, element) in elements.enumerated() {
        target.store(numbers[element], memory, place)
      }
    } accept: {
      accept($0)
    }
  }

  private func chunks(
    _ count: Int, _ fill: (Range<Int>, UnsafeMutableRawBufferPointer) -> Void,
    accept: (UnsafeRawBufferPointer) -> Void
  ) {
    let size = target.bytes
    withUnsafeTemporaryAllocation(byteCount: Self.chunkCount * size, alignment: 64) { buffer in
      for first in stride(from: 0, to: count, by: Self.chunkCount) {
        let elements = first..<min(first + Self.chunkCount, count)
        let memory = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(elements.count * size)])
        fill(elements, memory)
        accept(UnsafeRawBufferPointer(memory))
      }
    }
  }
}

extension ElementType {
  /// Whether elements are numbers or truth values of whole bytes.
  fileprivate var isPlainNumber: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16, .int64, .int32, .int16, .int8, .uint64, .uint32,
      .uint16, .uint8, .bool:
      true
    default: false
    }
  }

  /// An element in memory as a 32-bit number, rounded to the nearest where it has more digits.
  @inline(__always)
  fileprivate func float(_ base: UnsafeRawPointer, _ index: Int) -> Float {
    func load<Number: FixedWidthInteger>(_ type: Number.Type) -> Number {
      Number(
        littleEndian: base.loadUnaligned(
          fromByteOffset: index * MemoryLayout<Number>.size, as: Number.self))
    }
    return switch self {
    case .float32: Float(bitPattern: load(UInt32.self))
    case .float64: Float(Double(bitPattern: load(UInt64.self)))
    case .float16: Float(Float16(bitPattern: load(UInt16.self)))
    case .bfloat16: Float(bitPattern: UInt32(load(UInt16.self)) << 16)
    case .int64: Float(load(Int64.self))
    case .int32: Float(load(Int32.self))
    case .int16: Float(load(Int16.self))
    case .int8: Float(load(Int8.self))
    case .uint64: Float(load(UInt64.self))
    case .uint32: Float(load(UInt32.self))
    case .uint16: Float(load(UInt16.self))
    case .bool: load(UInt8.self) == 0 ? 0 : 1
    default: Float(load(UInt8.self))
    }
  }

  /// Stores a number as an element, whole ones with the bits that it has room for.
  fileprivate func store(
    _ number: ONNXNumber, _ memory: UnsafeMutableRawBufferPointer, _ index: Int
  ) {
    let whole = number.whole ?? 0
    let offset = index * bytes
    switch self {
    case .float32: memory.storeBytes(of: Float(number.real), toByteOffset: offset, as: Float.self)
    case .float64: memory.storeBytes(of: number.real, toByteOffset: offset, as: Double.self)
    case .bool: memory[offset] = whole == 0 ? 0 : 1
    default:
      let bits = UInt64(bitPattern: Int64(whole)).littleEndian
      withUnsafeBytes(of: bits) { source in
        for place in 0..<bytes { memory[offset + place] = source[place] }
      }
    }
  }
}
