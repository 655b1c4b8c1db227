package import RLANetworks

/// Turns elements as a file has them into those that a network wants.
package struct ElementConversion {
  package let source: ElementType
  package let target: ElementType

  /// Nil where elements of one type do not become those of the other: all numbers become 32-bit
  /// real ones, and others stay what they are.
  package init?(_ source: ElementType, _ target: ElementType) {
    guard source.isPlainNumber, target == .float32 || target == source else { return nil }
    self.source = source
    self.target = target
  }

  /// Whether elements stay as the file has them.
  package var isIdentity: Bool { target == source && source != .bool }

  /// Elements that are converted together; few enough to stay in the L1 cache.
  package static let chunkCount = 2048

  /// Reads little-endian elements of a file, and hands them over converted.
  ///
  /// - Parameters:
  ///   - range: The place of whole elements within the file.
  ///   - file: The file.
  ///   - accept: Receives the next elements of the target type, aligned for it and valid only
  ///     during the call.
  /// - Throws: `FileFailure` where the file cannot be read or has become shorter.
  package func read(
    _ range: Range<Int>, of file: FileWindow, _ accept: (UnsafeRawBufferPointer) -> Void
  ) throws(FileFailure) {
    try file.read(range, inElementsOf: source.bytes) { convert($0, accept) }
  }

  /// Converts little-endian elements, chunk by chunk where they do not stay as they are.
  package func convert(
    _ bytes: UnsafeRawBufferPointer, _ accept: (UnsafeRawBufferPointer) -> Void
  ) {
    guard let start = bytes.baseAddress else { return }
    let isAligned = UInt(bitPattern: start).isMultiple(of: UInt(source.bytes))
    if isIdentity, isAligned { return accept(bytes) }
    chunks(bytes.count / source.bytes) { elements, memory in
      let start = start + elements.lowerBound * source.bytes
      guard target != source else {
        memory.copyMemory(from: UnsafeRawBufferPointer(start: start, count: memory.count))
        if source == .bool {
          for place in memory.indices { memory[place] = min(memory[place], 1) }
        }
        return
      }
      let floats = memory.bindMemory(to: Float.self)
      for place in 0..<elements.count { floats[place] = source.number(start, place) }
    } accept: {
      accept($0)
    }
  }

  /// Fills memory for elements of the target type chunk by chunk, and hands it over.
  package func chunks(
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
  package var isPlainNumber: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16, .int64, .int32, .int16, .int8, .uint64, .uint32,
      .uint16, .uint8, .bool:
      true
    default: false
    }
  }

  /// A little-endian element in memory as a real number, rounded to the nearest where it has more
  /// digits, ties to even.
  ///
  /// - Parameters:
  ///   - base: Where the first element is, aligned or not.
  ///   - index: Which one it is.
  /// - Returns: The number.
  @inline(__always)
  package func number<Real: BinaryFloatingPoint>(_ base: UnsafeRawPointer, _ index: Int) -> Real {
    func load<Number: FixedWidthInteger>(_ type: Number.Type) -> Number {
      Number(
        littleEndian: base.loadUnaligned(
          fromByteOffset: index * MemoryLayout<Number>.size, as: Number.self))
    }
    return switch self {
    case .float32: Real(Float(bitPattern: load(UInt32.self)))
    case .float64: Real(Double(bitPattern: load(UInt64.self)))
    case .float16: Real(Float16(bitPattern: load(UInt16.self)))
    case .bfloat16: Real(Float(bitPattern: UInt32(load(UInt16.self)) << 16))
    case .int64: Real(load(Int64.self))
    case .int32: Real(load(Int32.self))
    case .int16: Real(load(Int16.self))
    case .int8: Real(load(Int8.self))
    case .uint64: Real(load(UInt64.self))
    case .uint32: Real(load(UInt32.self))
    case .uint16: Real(load(UInt16.self))
    case .bool: load(UInt8.self) == 0 ? 0 : 1
    default: Real(load(UInt8.self))
    }
  }
}
