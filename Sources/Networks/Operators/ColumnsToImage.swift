package import RLASymbolic

/// Blocks of an image, one in each column, added up where they overlap.
///
/// Shapes: N×(C·block)×L, the sizes of the image and those of a block → N×C×image, where L is how many
/// blocks the image has. ONNX `Col2Im`, version 18; `F.fold`, PyTorch 2.13.
public struct ColumnsToImage: Operator {
  public static let kind = OperatorKind(
    "Col2Im", .movement, onnx: ["Col2Im"],
    inputs: [
      OperatorKind.Port("input"), OperatorKind.Port("image_shape", reads: .attributes),
      OperatorKind.Port("block_shape", reads: .attributes),
    ])

  /// How the blocks of an axis follow each other.
  public struct Step: Hashable, Sendable {
    public let stride: Int
    public let dilation: Int
    /// Positions before the image that the first block has.
    public let before: Int
    /// Positions behind the image.
    public let after: Int

    public init(stride: Int = 1, dilation: Int = 1, before: Int = 0, after: Int = 0) {
      precondition(stride > 0 && dilation > 0, "Blocks and their elements are apart.")
      precondition(before >= 0 && after >= 0, "A border has no fewer than no positions.")
      self.stride = stride
      self.dilation = dilation
      self.before = before
      self.after = after
    }

    /// How many blocks an axis of this size has.
    package func count(_ size: Dim, block: Int) -> Dim {
      (size + Dim(before + after - dilation * (block - 1) - 1)).floorDivided(by: stride) + 1
    }
  }

  /// By axis of the image; nil for neighbors without a border.
  public let steps: [Step]?

  public init(_ steps: [Step]? = nil) {
    self.steps = steps
  }

  /// By axis of an image of so many.
  package func steps(_ axes: Int) -> [Step] {
    steps ?? [Step](repeating: Step(), count: axes)
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(module: "Fold", function: "F.fold", aten: "col2im")

  public var title: String { "fold" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.unknownElements` where the sizes of a block are not known, `.multiple`
  ///   and `.elements` where the columns are not blocks of the image.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let columns = inputs.shape()
    try columns.require(rank: 3)
    let image = try requirements.sizes(inputs.optional(1), "image_shape")
    guard let block = inputs.optional(2)?.numbers else {
      throw .unknownElements(input: "block_shape")
    }
    for size in block where size < 1 { throw .elements(expected: 1, actual: Dim(size)) }
    for size in block where size > Int(Int32.max) { throw .overflow }
    let steps = steps(image.count)
    guard block.count == image.count, steps.count == image.count else {
      throw .rank(expected: image.count, actual: min(block.count, steps.count))
    }
    var (taps, blocks): (Int, Dim) = (1, 1)
    for axis in image.indices {
      let (product, overflow) = taps.multipliedReportingOverflow(by: block[axis])
      if overflow { throw .overflow }
      taps = product
      let count = steps[axis].count(image[axis], block: block[axis])
      try requirements.require(
        .positive(count),
        otherwise: .windowTooLarge(axis: axis + 2, size: image[axis], kernel: block[axis]))
      blocks *= count
    }
    let channels = columns.dims[1].floorDivided(by: taps)
    try requirements.require(
      .equal(channels * Dim(taps), columns.dims[1]),
      otherwise: .multiple(axis: 1, size: columns.dims[1], of: taps))
    try requirements.require(
      .equal(blocks, columns.dims[2]),
      otherwise: .unequal(axis: 2, columns.dims[2], blocks))
    return [
      Fact(
        inputs[0].type, try Shape(sizes: [columns.dims[0], channels] + image, &requirements))
    ]
  }

  /// One addition for each element of a block.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    return Work(inputElements: n, outputElements: outputs[0].shape.elements, additions: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
