import RLANetworks
import RLASymbolic

extension ImportRule {
  static let reshapes = [
    ImportRule(["Reshape"]) { node throws(ONNXFailure) in
      let allowsZero = try node.flag("allowzero", default: false)
      let x = try node.input(0, "data")
      guard node.version < 5 else {
        return try node.apply(
          Reshape(to: nil, allowsZero: allowsZero), to: [x, try node.input(1, "shape")])
      }
      guard let sizes = try node.ints("shape") else {
        throw node.failure(.missingAttribute("shape"))
      }
      let extents = sizes.enumerated().map { axis, size -> Reshape.Extent in
        size == 0 ? .axis(axis) : size < 0 ? .inferred : .size(Dim(size))
      }
      return try node.apply(Reshape(to: extents), to: [x])
    },
    ImportRule(["Flatten"]) { node throws(ONNXFailure) in try node.flattened() },
    ImportRule(["Squeeze"]) { node throws(ONNXFailure) in try node.squeezed() },
    ImportRule(["Unsqueeze"]) { node throws(ONNXFailure) in try node.unsqueezed() },
  ]
}

extension Reshape.Extent {
  /// All axes before one as the first of two, the others as the second.
  static func matrix(before axis: Int, rank: Int) -> [Reshape.Extent] {
    switch axis {
    case 0: [.size(1), .rest(from: 0)]
    case rank...: [.inferred, .size(1)]
    case 1: [.axis(0), .rest(from: 1)]
    default: [.inferred, .rest(from: axis)]
    }
  }
}

extension NodeImport {
  /// All axes before one as the first, the others as the second.
  fileprivate func flattened() throws(ONNXFailure) -> [ImportedValue] {
    var axis = try int("axis", default: 1)
    if axis < 0 { axis += try rank(0, "input") }
    if let rank = fact(0)?.shape.rank, !(0...rank).contains(axis) {
      throw failure(
        .attributeValue("axis", found: "\(axis)", expected: "a number of axes, at most \(rank)"))
    }
    let target = Reshape.Extent.matrix(
      before: axis, rank: axis < 2 ? axis + 1 : try rank(0, "input"))
    // A tensor of one axis has none after it.
    if axis == 1, fact(0)?.shape.rank == 1 {
      return try apply(
        Reshape(to: [.axis(0), .size(1)], title: "flatten"), to: [try input(0, "input")])
    }
    return try apply(Reshape(to: target, title: "flatten"), to: [try input(0, "input")])
  }

  /// Axes are an attribute before version 13 and an input since.
  private func axes() throws(ONNXFailure) -> [Int]? {
    try version < 13 ? ints("axes") : wholeNumbers(1, "axes")
  }

  fileprivate func squeezed() throws(ONNXFailure) -> [ImportedValue] {
    let shape = try shape(0, "data")
    var dropped: [Int] = []
    if let axes = try axes() {
      for axis in axes { dropped.append(try self.axis(axis, rank: shape.rank, "axes")) }
    } else {
      dropped = shape.dims.indices.filter { shape.dims[$0] == 1 }
    }
    let kept = shape.dims.indices.filter { !dropped.contains($0) }
    return try apply(
      Reshape(to: kept.map { .axis($0) }, singleAxes: dropped, title: "squeeze"),
      to: [try input(0, "data")])
  }

  fileprivate func unsqueezed() throws(ONNXFailure) -> [ImportedValue] {
    guard let axes = try axes() else { throw failure(.missingAttribute("axes")) }
    let rank = try rank(0, "data") + axes.count
    var added: Set<Int> = []
    for axis in axes { added.insert(try self.axis(axis, rank: rank, "axes")) }
    guard added.count == axes.count else {
      throw failure(.attributeValue("axes", found: "\(axes)", expected: "different axes"))
    }
    var next = 0
    let target = (0..<rank).map { axis -> Reshape.Extent in
      if added.contains(axis) { return .size(1) }
      next += 1
      return .axis(next - 1)
    }
    return try apply(Reshape(to: target, title: "unsqueeze"), to: [try input(0, "data")])
  }
}
