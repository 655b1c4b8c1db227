import RLANetworks
import RLASymbolic

/// The attributes by which convolutions and poolings of ONNX describe their windows.
struct WindowAttributes {
  let strides: [Int]
  let dilations: [Int]
  /// What is added at the ends of each axis.
  let paddings: [Window.Padding]
  let roundsUp: Bool

  /// - Parameters:
  ///   - node: The node.
  ///   - axes: Spatial axes.
  /// - Throws: `ONNXFailure` where an attribute has another number of values than there are axes, or
  ///   a value that no window has.
  init(_ node: NodeImport, axes: Int) throws(ONNXFailure) {
    let ones = [Int](repeating: 1, count: axes)
    strides = try Self.positive(node, "strides", axes) ?? ones
    dilations = try Self.positive(node, "dilations", axes) ?? ones
    roundsUp = try node.flag("ceil_mode", default: false)
    paddings = try Self.paddings(node, axes)
  }

  static func positive(
    _ node: NodeImport, _ name: String, _ count: Int
  ) throws(ONNXFailure) -> [Int]? {
    guard let numbers = try node.ints(name) else { return nil }
    guard numbers.count == count, numbers.allSatisfy({ (1...Int(Int32.max)).contains($0) }) else {
      throw node.failure(
        .attributeValue(name, found: "\(numbers)", expected: "\(count) positive numbers"))
    }
    return numbers
  }

  private static func paddings(
    _ node: NodeImport, _ axes: Int
  ) throws(ONNXFailure) -> [Window.Padding] {
    let automatic: Window.Padding? = try node.choice(
      "auto_pad", default: "NOTSET",
      [
        "NOTSET": nil, "VALID": .fixed(before: 0, after: 0), "SAME_UPPER": .sameUpper,
        "SAME_LOWER": .sameLower, "": nil,
      ])
    if let automatic { return [Window.Padding](repeating: automatic, count: axes) }
    let pads = try node.ints("pads") ?? [Int](repeating: 0, count: axes * 2)
    guard pads.count == axes * 2, pads.allSatisfy({ (0...Int(Int32.max)).contains($0) }) else {
      throw node.failure(
        .attributeValue(
          "pads", found: "\(pads)", expected: "\(axes * 2) numbers of at least 0"))
    }
    return (0..<axes).map { .fixed(before: pads[$0], after: pads[axes + $0]) }
  }

  /// The window of each axis, for kernels of these sizes.
  func windows(_ kernel: [Int]) -> [Window] {
    kernel.indices.map {
      Window(
        kernel[$0], stride: strides[$0], padding: paddings[$0], dilation: dilations[$0],
        rounding: roundsUp ? .up : .down)
    }
  }
}

/// What the shape of a filter says: `[out, in / groups, kernel…]`, or the first two exchanged.
struct FilterShape {
  let first: Dim
  let second: Dim
  let kernel: [Int]

  /// - Throws: `ONNXFailure` where the input has no known shape with one to three spatial axes, or
  ///   the node states another kernel.
  init(_ node: NodeImport, input: Int) throws(ONNXFailure) {
    let shape = try node.shape(input, "W")
    let kernel = shape.dims.dropFirst(2).compactMap(\.value).filter { $0 > 0 }
    guard (3...5).contains(shape.rank), kernel.count == shape.rank - 2 else {
      throw node.failure(
        .inputShape(
          input, expected: "a filter with one to three spatial axes", found: "\(shape)"))
    }
    if let stated = try node.ints("kernel_shape"), stated != kernel {
      throw node.failure(
        .attributeValue("kernel_shape", found: "\(stated)", expected: "\(kernel) as in its filter"))
    }
    (first, second) = (shape.dims[0], shape.dims[1])
    self.kernel = kernel
  }
}
