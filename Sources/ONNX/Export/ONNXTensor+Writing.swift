import RLANetworks

extension ONNXTensor {
  /// A tensor whose elements are supplied when the model is written.
  init(_ name: String, _ dims: [Int], _ type: ElementType = .float32) {
    self.init()
    self.name = name
    self.dims = dims
    self.type = type
    count = dims.reduce(1, *)
    storage = .raw(0..<byteCount)
  }

  /// Whole numbers of 64 bits.
  init(_ name: String, wholes: [Int], isVector: Bool = true) {
    self.init(name, isVector ? [wholes.count] : [], .int64)
    numbers = wholes.map { .whole($0) }
  }

  /// Real numbers of 32 bits.
  init(_ name: String, reals: [Double], isVector: Bool = true) {
    self.init(name, isVector ? [reals.count] : [])
    numbers = reals.map { .real($0) }
  }

  func write(to tensor: inout WireWriter) {
    for size in dims { tensor.integer(1, size) }
    tensor.integer(2, ONNXType.number(of: type))
    if !name.isEmpty { tensor.string(8, name) }
    if case .external(let data) = storage {
      tensor.entry("location", data.location)
      tensor.entry("offset", "\(data.offset)")
      if let length = data.length { tensor.entry("length", "\(length)") }
      tensor.integer(14, 1)
    } else if let numbers {
      tensor.bytes(9, numbers.flatMap { type.bytes(of: $0) })
    } else {
      tensor.elements(9, of: self)
    }
  }
}

extension WireWriter {
  /// A key of external data with its value.
  fileprivate mutating func entry(_ key: String, _ value: String) {
    message(13) { entry in
      entry.string(1, key)
      entry.string(2, value)
    }
  }
}

extension ElementType {
  /// The little-endian bytes of an element of one of the types that numbers are known of.
  fileprivate func bytes(of number: ONNXNumber) -> [UInt8] {
    switch self {
    case .float32:
      withUnsafeBytes(of: Float(number.real).bitPattern.littleEndian) { Array($0) }
    case .float64: withUnsafeBytes(of: number.real.bitPattern.littleEndian) { Array($0) }
    default:
      withUnsafeBytes(of: (number.whole ?? 0).littleEndian) { Array($0.prefix(bytes)) }
    }
  }
}

extension ONNXValueInfo {
  func write(to value: inout WireWriter) {
    value.string(1, name)
    guard case .tensor(let type, let dims) = type else { return }
    value.message(2) { kind in
      kind.message(1) { tensor in
        tensor.integer(1, ONNXType.number(of: type))
        guard let dims else { return }
        tensor.message(2) { shape in
          for size in dims { shape.message(1) { size.write(to: &$0) } }
        }
      }
    }
  }
}

extension ONNXDimension {
  fileprivate func write(to size: inout WireWriter) {
    switch self {
    case .size(let number): size.integer(1, number)
    case .parameter(let name): size.string(2, name)
    case .unknown: break
    }
  }
}
