import RLASymbolic

/// Slices of a tensor at positions that are rows of a second one:
/// `y[i, …] = x[indices[i, 0], indices[i, 1], …]`.
///
/// Shapes: data d₀×…×dᵣ₋₁ and indices i₀×…×k → i₀×… with the last r − k axes of the data behind. The
/// first `batchAxes` axes belong to both. ONNX `GatherND`, version 13.
public struct GatherND: Rearrangement {
  public static let kind = OperatorKind(
    "GatherND", .movement, onnx: ["GatherND"],
    inputs: [OperatorKind.Port("data"), OperatorKind.Port("indices")])

  /// The first axes, along which data and indices run in parallel.
  public let batchAxes: Int

  public init(batchAxes: Int = 0) {
    precondition(batchAxes >= 0, "A tensor has no negative number of axes.")
    self.batchAxes = batchAxes
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "Tensor.__getitem__", aten: "index")

  public var title: String { "gather by position" }

  /// - Throws: `ShapeMismatch.rank` where a row has more indices than the data has axes, `.index`
  ///   for a known index beyond its axis, `.unknownElements` where the length of a row is not known.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let (data, indices) = (inputs[0], inputs[1])
    let count = try indices.shape.rowLength(of: data.shape, from: batchAxes)
    for axis in 0..<batchAxes where data.shape.dims[axis] != indices.shape.dims[axis] {
      let (one, other) = (data.shape.dims[axis], indices.shape.dims[axis])
      try requirements.require(.equal(one, other), otherwise: .unequal(axis: axis, one, other))
    }
    for column in 0..<count {
      let known = indices.elements.map { stride(from: column, to: $0.count, by: count).map($0.at) }
      try requirements.require(known ?? [], in: data.shape.dims[batchAxes + column])
    }
    let shape = Shape(indices.shape.dims.dropLast() + data.shape.dims[(batchAxes + count)...])
    return [Fact(data.type, shape, elements: elements(data, indices, shape, count))]
  }

  private func elements(_ data: Fact, _ indices: Fact, _ shape: Shape, _ count: Int) -> [Dim]? {
    guard data.elements != nil, let numbers = indices.numbers, let sizes = data.shape.values,
      let strides = Shape(indices.shape.dims.dropLast() + [Dim(count)]).strides
    else { return nil }
    let outer = indices.shape.rank - 1
    return data.elements(at: shape) { position in
      let row = zip(position.prefix(outer), strides).reduce(0) { $0 + $1.0 * $1.1 }
      let place = (0..<count).compactMap {
        Int.position(numbers[row + $0], in: sizes[batchAxes + $0])
      }
      return place.count == count ? position[..<batchAxes] + place + position[outer...] : nil
    }
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .input(1) }
}

extension [Dim] {
  fileprivate func at(_ index: Int) -> Dim { self[index] }
}

extension Shape {
  /// The number of indices in each row of this tensor, which are indices of axes of `data`.
  ///
  /// - Throws: `ShapeMismatch.rank` where the data has fewer axes, `.unknownElements` where the
  ///   number is not known.
  func rowLength(of data: Shape, from first: Int = 0) throws(ShapeMismatch) -> Int {
    guard rank > first else { throw .rank(expected: first + 1, actual: rank) }
    guard let count = dims[rank - 1].value else { throw .unknownElements(input: "indices") }
    guard count > 0, first + count <= data.rank else {
      throw .rank(expected: first + max(1, count), actual: data.rank)
    }
    return count
  }
}
