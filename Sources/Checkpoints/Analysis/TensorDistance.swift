public import RLANetworks

/// How far a tensor moved from one file to another.
public struct TensorDistance: Hashable, Sendable {
  /// The Euclidean norm of the difference.
  public let norm: Double
  /// The norm of the tensor in the first file.
  public let firstNorm: Double
  /// The largest difference of an element.
  public let largest: Double

  /// The norm of the difference as a share of that of the tensor; nil where that is zero.
  public var relative: Double? { firstNorm > 0 ? norm / firstNorm : nil }

  /// Whether any element differs; what is no number in both is the same.
  public var isMoved: Bool { norm != 0 || largest != 0 }

  /// - Parameters:
  ///   - one: The tensor in the first file.
  ///   - first: That file.
  ///   - other: The tensor in the second file, of the same shape.
  ///   - second: That file.
  /// - Throws: `TensorFailure` where a file cannot be read.
  public init(
    from one: FileTensor, in first: any TensorFile, to other: FileTensor,
    in second: any TensorFile
  ) throws(TensorFailure) {
    precondition(one.shape == other.shape, "The tensors have one shape.")
    var numbers: [Double] = []
    numbers.reserveCapacity(one.count)
    try first.forEachElement(of: one) { numbers.append($0) }
    var (index, squares, largest) = (0, 0.0, 0.0)
    try second.forEachElement(of: other) { number in
      let before = numbers[index]
      index += 1
      if before == number || before.isNaN && number.isNaN { return }
      let difference = (number - before).magnitude
      squares += difference * difference
      largest = difference > largest || difference.isNaN ? difference : largest
    }
    norm = squares.squareRoot()
    firstNorm = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
    self.largest = largest
  }
}

/// Which tensors of one file are others in a second one.
public struct CheckpointComparison: Sendable {
  public struct Moved: Sendable {
    public let tensor: FileTensor
    public let distance: TensorDistance
  }

  /// Tensors of one shape with different elements, those that moved farthest first.
  public let moved: [Moved]
  /// Tensors of one shape with the same elements.
  public let equal: Int
  /// Tensors of one name and two shapes.
  public let reshaped: [(first: FileTensor, second: FileTensor)]
  public let onlyFirst: [FileTensor]
  public let onlySecond: [FileTensor]

  /// - Throws: `TensorFailure` where a file cannot be read.
  public init(_ first: any TensorFile, _ second: any TensorFile) throws(TensorFailure) {
    let others = Dictionary(second.tensors.map { ($0.name, $0) }) { first, _ in first }
    let names = Set(first.tensors.map(\.name))
    var (moved, equal) = ([Moved](), 0)
    var (reshaped, onlyFirst) = ([(FileTensor, FileTensor)](), [FileTensor]())
    for tensor in first.tensors {
      guard let other = others[tensor.name] else {
        onlyFirst.append(tensor)
        continue
      }
      guard tensor.shape == other.shape else {
        reshaped.append((tensor, other))
        continue
      }
      let distance = try TensorDistance(from: tensor, in: first, to: other, in: second)
      if distance.isMoved {
        moved.append(Moved(tensor: tensor, distance: distance))
      } else {
        equal += 1
      }
    }
    self.moved = moved.sorted { $0.distance.order > $1.distance.order }
    self.equal = equal
    self.reshaped = reshaped
    self.onlyFirst = onlyFirst
    onlySecond = second.tensors.filter { !names.contains($0.name) }
  }
}

extension TensorDistance {
  /// Larger for what moved farther; what is no number comes first.
  fileprivate var order: Double {
    let distance = relative ?? .infinity
    return distance.isNaN ? .infinity : distance
  }
}
