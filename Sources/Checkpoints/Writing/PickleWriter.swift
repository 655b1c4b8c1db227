import RLANetworks

/// Writes the instructions of protocol 2 that make tensors in dictionaries.
struct PickleWriter {
  private var bytes: [UInt8] = [0x80, 0x02]

  /// The pickle with its end.
  var finished: [UInt8] { bytes + [0x2e] }

  private mutating func number(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  private mutating func global(_ module: String, _ name: String) {
    bytes += Array("c\(module)\n\(name)\n".utf8)
  }

  /// Begins an empty dictionary and the list of its keys and values.
  mutating func beginDictionary() { bytes += [0x7d, 0x28] }

  mutating func beginOrderedDictionary() {
    orderedDictionary()
    bytes.append(0x28)
  }

  private mutating func orderedDictionary() {
    global("collections", "OrderedDict")
    bytes += [0x29, 0x52]
  }

  mutating func endDictionary() { bytes.append(0x75) }

  /// Begins an empty list and its elements.
  mutating func beginList() { bytes += [0x5d, 0x28] }

  mutating func endList() { bytes.append(0x65) }

  mutating func bool(_ value: Bool) { bytes.append(value ? 0x88 : 0x89) }

  mutating func text(_ text: String) {
    bytes.append(0x58)
    number(UInt32(text.utf8.count))
    bytes += Array(text.utf8)
  }

  mutating func integer(_ value: Int) {
    if let short = Int32(exactly: value) {
      bytes.append(0x4a)
      number(short)
    } else {
      bytes += [0x8a, 8]
      number(Int64(value))
    }
  }

  mutating func real(_ value: Double) {
    bytes.append(0x47)
    number(value.bitPattern.byteSwapped)
  }

  private mutating func tuple(_ values: [Int]) {
    bytes.append(0x28)
    for value in values { integer(value) }
    bytes.append(0x74)
  }

  /// A tensor that alone has a storage, in row-major order.
  mutating func tensor(_ tensor: FileTensor, storage: Int) {
    global("torch._utils", "_rebuild_tensor_v2")
    bytes += [0x28, 0x28]
    text("storage")
    global("torch", PickleGlobal.storageName(of: tensor.type) ?? "")
    text("\(storage)")
    text("cpu")
    integer(tensor.count)
    bytes += [0x74, 0x51]
    integer(0)
    tuple(tensor.shape)
    tuple(CheckpointTensor.rowMajorStrides(tensor.shape))
    bytes.append(0x89)
    orderedDictionary()
    bytes += [0x74, 0x52]
  }
}
