/// Writes the fields of one protobuf message in the order of the calls; the twin of `WireReader`.
///
/// A message stands after its length, so it is made before it is written. The elements of tensors
/// are left out until then, because weights may be larger than all the rest together.
struct WireWriter {
  /// A piece of the message.
  enum Part {
    case bytes([UInt8])
    /// The elements of a tensor as they are in memory.
    case elements(ONNXTensor)
  }

  private(set) var parts: [Part] = []
  /// Bytes of the message.
  private(set) var count = 0

  mutating func integer(_ field: Int, _ value: Int) {
    key(field, .varint)
    varint(UInt64(bitPattern: Int64(value)))
  }

  mutating func float(_ field: Int, _ value: Double) {
    key(field, .fixed32)
    withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { append(Array($0)) }
  }

  mutating func string(_ field: Int, _ text: String) { bytes(field, Array(text.utf8)) }

  mutating func bytes(_ field: Int, _ bytes: [UInt8]) {
    key(field, .bytes)
    varint(UInt64(bytes.count))
    append(bytes)
  }

  /// A message inside this one.
  mutating func message(_ field: Int, _ body: (inout WireWriter) -> Void) {
    var inner = WireWriter()
    body(&inner)
    key(field, .bytes)
    varint(UInt64(inner.count))
    for part in inner.parts {
      switch part {
      case .bytes(let bytes): append(bytes)
      case .elements(let tensor): append(tensor)
      }
    }
  }

  /// The elements of a tensor, which whoever writes the parts has to supply.
  mutating func elements(_ field: Int, of tensor: ONNXTensor) {
    key(field, .bytes)
    varint(UInt64(tensor.byteCount))
    append(tensor)
  }

  private mutating func key(_ field: Int, _ encoding: WireField.Encoding) {
    varint(UInt64(field << 3 | encoding.rawValue))
  }

  private mutating func varint(_ value: UInt64) {
    var (rest, bytes) = (value, [UInt8]())
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(bytes + [UInt8(rest)])
  }

  private mutating func append(_ bytes: [UInt8]) {
    count += bytes.count
    if case .bytes(var last)? = parts.last {
      // The array is taken out, so that it grows in place.
      parts.removeLast()
      last += bytes
      parts.append(.bytes(last))
    } else {
      parts.append(.bytes(bytes))
    }
  }

  private mutating func append(_ tensor: ONNXTensor) {
    count += tensor.byteCount
    parts.append(.elements(tensor))
  }
}
