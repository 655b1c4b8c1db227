public import RLASymbolic

/// A tensor resampled along some axes.
///
/// Shapes: any → ⌊n·scale⌋ or the given size along each axis that is resized.
///
/// Source: ONNX Resize, opset 19.
public struct Resize: Operator {
  public static let kind = OperatorKind(
    "Resize", .movement, onnx: ["Resize", "Upsample"],
    inputs: [
      OperatorKind.Port("X"), OperatorKind.Port("roi", .optional, reads: .numbers),
      OperatorKind.Port("scales", .optional, reads: .numbers),
      OperatorKind.Port("sizes", .optional, reads: .attributes),
    ])

  /// A factor as an exact ratio, so that ⌊n·scale⌋ is the same in symbols and in numbers.
  public struct Scale: Hashable, Sendable {
    public let numerator: Int
    public let denominator: Int

    public init(_ numerator: Int, over denominator: Int = 1) {
      precondition(numerator > 0 && denominator > 0, "A scale is positive.")
      self.numerator = numerator
      self.denominator = denominator
    }

    /// The ratio that a number is, exactly; nil where it is not positive or too fine.
    package init?(_ number: Double) {
      guard number > 0, number.isFinite else { return nil }
      var (numerator, denominator) = (number, 1)
      while numerator != numerator.rounded(), denominator < 1 << 40 {
        numerator *= 2
        denominator *= 2
      }
      guard let whole = Int(exactly: numerator), whole < 1 << 40 else { return nil }
      self.init(whole, over: denominator)
    }
  }

  /// Where the new sizes come from.
  public enum Target: Hashable, Sendable {
    /// One factor for each axis of `axes`.
    case scales([Scale])
    /// One size for each axis of `axes`.
    case sizes([Dim])
    /// The known elements of the input `sizes`, else those of the input `scales`, which are whole.
    case inputs
  }

  /// How a new element is computed from the elements around its position.
  public enum Mode: Hashable, Sendable {
    case nearest(Rounding)
    /// The two neighbors along each axis, weighted by distance.
    case linear
    /// Four neighbors along each axis, by the cubic kernel of Keys with the coefficient a.
    case cubic(a: Double, excludingOutside: Bool)

    /// PyTorch's and ONNX's default.
    public static let cubic = Mode.cubic(a: -0.75, excludingOutside: false)
  }

  /// How a coordinate is rounded to the nearest position.
  public enum Rounding: Hashable, Sendable, CaseIterable {
    case roundPreferFloor
    case roundPreferCeiling
    case floor
    case ceiling
  }

  /// Which coordinate of the input belongs to a position of the result.
  public enum Coordinates: Hashable, Sendable, CaseIterable {
    /// `(x + ½) / scale − ½`.
    case halfPixel
    /// The same, and 0 where the result has one position.
    case pytorchHalfPixel
    /// The first and the last positions are aligned.
    case alignCorners
    /// `x / scale`.
    case asymmetric
    /// `halfPixel`, with both ends cut equally where ⌊n·scale⌋ is not n·scale.
    case halfPixelSymmetric
    /// The first and the last positions are the ends of a region that the second input has, as shares of
    /// the axes: all beginnings, then all ends.
    case region
  }

  public let target: Target
  public let mode: Mode
  public let coordinates: Coordinates
  /// The axes that are resized, counted from the end where negative; nil for all after batch and
  /// channels.
  public let axes: [Int]?
  /// Whether a smaller result is smoothed: each element then has as many neighbors as the factor makes
  /// one of.
  public let smooths: Bool
  /// Whether a smoothed linear element has no part of what lies outside.
  ///
  /// Else the nearest position inside stands for it. Cubic modes say so themselves.
  public let excludesOutside: Bool
  /// What elements outside of the input are, in a region.
  public let outside: Double
  /// The number of axes in PyTorch's name of the operator.
  private let namedAxes: Int

  /// - Parameters:
  ///   - target: Where the new sizes come from.
  ///   - mode: How a new element is computed.
  ///   - coordinates: Which coordinate of the input belongs to a position of the result.
  ///   - axes: The axes that are resized; nil for all after batch and channels.
  ///   - smoothing: Whether a smaller result is smoothed.
  ///   - excludingOutside: Whether a smoothed linear element has no part of what lies outside.
  ///   - outside: What elements outside of the input are, in a region.
  public init(
    _ target: Target, _ mode: Mode = .nearest(.roundPreferFloor),
    _ coordinates: Coordinates = .halfPixel, axes: [Int]? = nil, smoothing: Bool = false,
    excludingOutside: Bool = false, outside: Double = 0
  ) {
    let count: Int? =
      switch target {
      case .scales(let scales): scales.count
      case .sizes(let sizes): sizes.count
      case .inputs: nil
      }
    precondition(axes == nil || count == nil || axes?.count == count, "Every axis has a target.")
    self.target = target
    self.mode = mode
    self.coordinates = coordinates
    self.axes = axes
    smooths = smoothing
    excludesOutside = excludingOutside
    self.outside = outside
    namedAxes = min(max(axes?.count ?? count ?? 2, 1), 3)
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names(mode, target)[namedAxes - 1] }

  public var title: String {
    switch mode {
    case .nearest: "resize"
    case .linear: "linear resize"
    case .cubic: "cubic resize"
    }
  }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.rank` where the target has another number of values than there are
  ///   axes, `.elements` where a size would be 0, `.unknownElements` where no input is known.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    let axes = try axes.map { list throws(ShapeMismatch) in
      try input.shape.axes(list)
    }
    let sizes = try sizes(of: input.shape, axes, inputs, requirements)
    var shape = input.shape
    for (axis, size) in sizes {
      try requirements.require(
        .positive(size), otherwise: .elements(expected: shape.dims[axis], actual: size))
      shape.dims[axis] = size
    }
    return [Fact(input.type, shape)]
  }

  /// The new size of each axis.
  private func sizes(
    of shape: Shape, _ axes: [Int]?, _ inputs: Operands, _ requirements: Requirements
  ) throws(ShapeMismatch) -> [(axis: Int, size: Dim)] {
    func pairs<Number>(_ numbers: [Number]) throws(ShapeMismatch) -> [(Int, Number)] {
      // The inputs of ONNX have a number for every axis of the tensor.
      let whole = target == .inputs ? 0 : 2
      let axes = axes ?? Array(shape.dims.indices.dropFirst(whole))
      guard axes.count == numbers.count else {
        throw .rank(expected: numbers.count, actual: axes.count)
      }
      return Array(zip(axes, numbers))
    }
    func scaled(_ factors: [(axis: Int, factor: Scale)]) -> [(Int, Dim)] {
      factors.map { axis, scale in
        (axis, (shape.dims[axis] * Dim(scale.numerator)).floorDivided(by: scale.denominator))
      }
    }
    switch target {
    case .sizes(let sizes): return try pairs(sizes)
    case .scales(let scales):
      return try scaled(pairs(scales))
    case .inputs:
      let isSized = inputs.isGiven(3)
      if isSized { return try pairs(requirements.sizes(inputs.optional(3), "sizes")) }
      let factors = inputs.optional(2)
      if let known = factors?.elements {
        return try pairs(known).map { axis, scale in (axis, shape.dims[axis] * scale) }
      }
      let ratios = factors?.reals?.compactMap(Scale.init)
      if let ratios, ratios.count == factors?.reals?.count { return try scaled(pairs(ratios)) }
      // A factor that only running tells leaves batch and channels as they are.
      return try pairs(requirements.sizes(factors, "scales")).filter { $0.0 > 1 }
    }
  }

  /// The sum over the neighbors: 2 along each axis of a linear resize, 4 of a cubic one.
  ///
  /// Their weights depend only on the position and are computed once for each axis, so they do not
  /// count.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let output = outputs[0].shape
    let resized = axes?.count ?? max(output.rank - 2, 0)
    let neighbors =
      switch mode {
      case .nearest: 1
      case .linear: 1 << resized
      case .cubic: 1 << (2 * resized)
      }
    let cost =
      neighbors == 1
      ? ElementCost() : ElementCost(additions: neighbors - 1, multiplications: neighbors)
    var work = Work(
      cost, times: output.elements, inputElements: inputs.shape().elements,
      outputElements: output.elements)
    work[.outputPositions] = output.spatial.reduce(1, *)
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}

extension Operands {
  /// Whether an input is present and not empty; ONNX uses empty inputs for absent ones.
  fileprivate func isGiven(_ position: Int) -> Bool {
    optional(position).map { $0.shape != [0] } ?? false
  }
}

extension Resize {
  /// By mode and kind of target, the names for one to three axes.
  private static func names(_ mode: Mode, _ target: Target) -> [TorchNames] {
    let isFactor = if case .scales = target { true } else { false }
    switch mode {
    case .nearest: return isFactor ? nearest.byFactor : nearest.bySize
    case .linear: return isFactor ? linear.byFactor : linear.bySize
    case .cubic: return isFactor ? cubic.byFactor : cubic.bySize
    }
  }

  private typealias Table = (byFactor: [TorchNames], bySize: [TorchNames])

  private static let nearest = table(
    ["nearest", "nearest", "nearest"], ["nearest1d", "nearest2d", "nearest3d"])
  private static let linear = table(
    ["linear", "bilinear", "trilinear"], ["linear1d", "bilinear2d", "trilinear3d"])
  private static let cubic = table(
    ["bicubic", "bicubic", "bicubic"], ["bicubic2d", "bicubic2d", "bicubic2d"])

  private static func table(_ modes: [String], _ names: [String]) -> Table {
    func rows(_ argument: String) -> [TorchNames] {
      zip(modes, names).map { mode, name in
        TorchNames(
          module: "Upsample", function: "F.interpolate", aten: "upsample_\(name)",
          moduleMode: mode, argument: argument, printsClass: false)
      }
    }
    return (rows("scale_factor"), rows("size"))
  }
}
