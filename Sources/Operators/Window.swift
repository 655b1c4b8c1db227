public import Symbolic

/// How a kernel slides along one axis.
public struct Window: Hashable, Sendable {
  public var kernel: Int
  public var stride: Int
  /// Zeros added at each end.
  public var padding: Int
  public var dilation: Int

  public init(_ kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1) {
    precondition(
      kernel > 0 && stride > 0 && padding >= 0 && dilation > 0,
      "A window needs a positive kernel, stride and dilation, and padding of at least 0.")
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
  }

  /// The window that keeps the size at stride 1, for an odd kernel.
  public static func same(_ kernel: Int, stride: Int = 1, dilation: Int = 1) -> Window {
    precondition(!kernel.isMultiple(of: 2), "Only an odd kernel can keep the size.")
    return Window(
      kernel, stride: stride, padding: dilation * (kernel - 1) / 2, dilation: dilation)
  }

  /// The distance between the first and the last element that the kernel touches, plus one.
  public var extent: Int { dilation * (kernel - 1) + 1 }

  /// The number of positions of the kernel: `⌊(n + 2·padding − extent) / stride⌋ + 1`.
  ///
  /// - Parameter size: Elements along the axis, n.
  /// - Returns: The size of the output along the axis; less than 1 where the window does not fit.
  public func outputSize(of size: Dim) -> Dim {
    (size + Dim(2 * padding - extent)).floorDivided(by: stride) + 1
  }

  /// The smallest size that has `positions` of the kernel: `(m − 1)·stride + extent − 2·padding`.
  ///
  /// This is the output size of a transposed convolution.
  public func inputSize(of positions: Dim) -> Dim {
    (positions - 1) * Dim(stride) + Dim(extent - 2 * padding)
  }

  /// The positions along each spatial axis of `input`.
  ///
  /// - Throws: `ShapeMismatch.windowTooLarge` where there is none.
  static func outputSizes(
    _ windows: [Window], of input: Shape, _ requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Dim] {
    try input.require(rank: windows.count + 2)
    var sizes: [Dim] = []
    sizes.reserveCapacity(windows.count)
    for (index, window) in windows.enumerated() {
      let size = input.dims[index + 2]
      let positions = window.outputSize(of: size)
      try requirements.require(
        .positive(positions),
        otherwise: .windowTooLarge(axis: index + 2, size: size, kernel: window.kernel))
      sizes.append(positions)
    }
    return sizes
  }
}

extension Window {
  /// The shape that sliding the window over height and width of `input` makes.
  func pooledShape(
    of input: Shape, _ requirements: inout Requirements
  ) throws(ShapeMismatch) -> Shape {
    let sizes = try Window.outputSizes([self, self], of: input, &requirements)
    return Shape(batch: input.batch, channels: input.channels, height: sizes[0], width: sizes[1])
  }
}
