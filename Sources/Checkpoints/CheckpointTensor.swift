import RLANetworks

/// A tensor of a checkpoint, and where its elements lie.
struct CheckpointTensor: Hashable {
  /// What the file says of it, under its name.
  let stored: FileTensor
  /// By axis, the distance of neighbors in elements.
  let strides: [Int]
  /// The offset of the first element in the file, in bytes.
  let start: Int

  /// A tensor whose elements lie one behind the other, the last axis first.
  init(_ name: String, _ type: ElementType, _ shape: [Int], start: Int) {
    self.init(name, type, shape, strides: Self.rowMajorStrides(shape), start: start)
  }

  init(_ name: String, _ type: ElementType, _ shape: [Int], strides: [Int], start: Int) {
    stored = FileTensor(name, shape, type)
    self.strides = strides
    self.start = start
  }

  var name: String { stored.name }
  var type: ElementType { stored.type }
  var shape: [Int] { stored.shape }

  /// The same elements under another name.
  func named(_ name: String) -> CheckpointTensor {
    CheckpointTensor(name, type, shape, strides: strides, start: start)
  }

  /// Whether the elements lie one behind the other in row-major order.
  var isRowMajor: Bool {
    zip(shape, zip(strides, Self.rowMajorStrides(shape))).allSatisfy { size, strides in
      size < 2 || strides.0 == strides.1
    }
  }

  /// The place of the elements in the file, with those between them.
  var range: Range<Int> {
    if shape.contains(0) { return start..<start }
    let extent = zip(shape, strides).reduce(1) { $0 + ($1.0 - 1) * $1.1 }
    return start..<start + extent * type.bytes
  }

  static func rowMajorStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] &* shape[axis + 1]
    }
    return strides
  }
}
