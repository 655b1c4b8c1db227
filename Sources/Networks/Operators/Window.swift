public import RLASymbolic

/// How a kernel slides along one axis.
public struct Window: Hashable, Sendable {
  /// What is added at the ends of the axis.
  public enum Padding: Hashable, Sendable {
    case fixed(before: Int, after: Int)
    /// Enough for ⌈n/stride⌉ positions; an odd element goes to the end.
    case sameUpper
    /// Enough for ⌈n/stride⌉ positions; an odd element goes to the beginning.
    case sameLower
  }

  /// What happens to the elements after the last full stride.
  public enum Rounding: Hashable, Sendable {
    /// They are dropped.
    case down
    /// One more position covers them, if it begins before the padding at the end: the `ceil_mode`
    /// of PyTorch and ONNX.
    case up
  }

  public let kernel: Int
  public let stride: Int
  public let padding: Padding
  public let dilation: Int
  public let rounding: Rounding

  public init(
    _ kernel: Int, stride: Int = 1, padding: Padding, dilation: Int = 1, rounding: Rounding = .down
  ) {
    precondition(
      kernel > 0 && stride > 0 && dilation > 0 && padding.isValid,
      "A window needs a positive kernel, stride and dilation, and padding of at least 0.")
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.rounding = rounding
  }

  /// A window with the same padding at both ends.
  public init(_ kernel: Int, stride: Int = 1, padding: Int = 0, dilation: Int = 1) {
    self.init(
      kernel, stride: stride, padding: .fixed(before: padding, after: padding), dilation: dilation)
  }

  /// The window that keeps the size at stride 1, for an odd kernel.
  public static func same(_ kernel: Int, stride: Int = 1, dilation: Int = 1) -> Window {
    precondition(!kernel.isMultiple(of: 2), "Only an odd kernel can keep the size.")
    return Window(
      kernel, stride: stride, padding: dilation * (kernel - 1) / 2, dilation: dilation)
  }

  /// The distance between the first and the last element that the kernel touches, plus one.
  public var extent: Int { dilation * (kernel - 1) + 1 }

  /// The number of positions of the kernel along an axis.
  ///
  /// With padding p before and q after: `⌊(n + p + q − extent) / stride⌋ + 1`. Rounded up, the
  /// quotient is ⌈…⌉, but a position has to begin within the elements or the padding before them,
  /// so there are at most `⌈(n + p) / stride⌉`. Which of the two is smaller does not depend on n.
  ///
  /// - Parameter size: Elements along the axis, n.
  /// - Returns: The size of the output along the axis; less than 1 where the window does not fit.
  public func outputSize(of size: Dim) -> Dim {
    guard case .fixed(let before, let after) = padding else {
      return size.ceilDivided(by: stride)
    }
    let span = size + Dim(before + after - extent)
    switch rounding {
    case .down: return span.floorDivided(by: stride) + 1
    case .up where stride + after > extent:
      return (size + Dim(before)).ceilDivided(by: stride)
    case .up: return span.ceilDivided(by: stride) + 1
    }
  }

  /// The padding before and after an axis of a known size.
  public func padding(of size: Int) -> (before: Int, after: Int) {
    let positions = (size + stride - 1) / stride
    let missing = max(0, (positions - 1) * stride + extent - size)
    return switch padding {
    case .fixed(let before, let after): (before, after)
    case .sameUpper: (missing / 2, missing - missing / 2)
    case .sameLower: (missing - missing / 2, missing / 2)
    }
  }

  /// The smallest size that has `positions` of the kernel: `(m − 1)·stride + extent − p − q`.
  ///
  /// This is the output size of a transposed convolution. With SAME padding it is `m·stride`.
  public func inputSize(of positions: Dim) -> Dim {
    guard case .fixed(let before, let after) = padding else { return positions * Dim(stride) }
    return (positions - 1) * Dim(stride) + Dim(extent - before - after)
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

extension Window.Padding {
  fileprivate var isValid: Bool {
    guard case .fixed(let before, let after) = self else { return true }
    return before >= 0 && after >= 0
  }
}

extension [Window] {
  /// Elements that the kernel covers.
  var area: Dim { Dim(reduce(1) { $0 * $1.kernel }) }

  /// `3x3/2 dilated 2`: kernel, then stride and dilation where they are not 1.
  public var title: String {
    let sizes = map { "\($0.kernel)" }.joined(separator: "x")
    guard let first else { return sizes }
    let stride = first.stride == 1 ? "" : "/\(first.stride)"
    let dilation = first.dilation == 1 ? "" : " dilated \(first.dilation)"
    return sizes + stride + dilation
  }
}
