import RLAFiles
import RLANetworks

extension ElementConversion {
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
}

extension ElementType {
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
