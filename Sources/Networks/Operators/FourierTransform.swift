package import RLASymbolic

/// The discrete Fourier transform along an axis: `y[k] = Σ over t of x[t] · e^(∓2πi·kt/n)`.
///
/// Shapes: …×n×…×1 for real or …×n×…×2 for complex numbers → …×m×…×2, where m is n, or ⌊n/2⌋ + 1 for
/// one side of the spectrum. The second input has another length that n is cut or padded to. ONNX
/// `DFT`, version 20; `torch.fft.fft`, PyTorch 2.13.
public struct FourierTransform: Operator {
  public static let kind = OperatorKind(
    "DFT", .reduction, onnx: ["DFT"],
    inputs: [
      OperatorKind.Port("input"), OperatorKind.Port("dft_length", .optional, reads: .attributes),
      OperatorKind.Port("axis", .optional, reads: .attributes),
    ])

  /// Counted from the end where negative; the third input has it where that is given.
  public let axis: Int
  /// Whether only the first half of the spectrum is made.
  public let isOneSided: Bool
  /// Whether it is the inverse transform, whose results are divided by n.
  public let isInverse: Bool

  public init(axis: Int = -2, oneSided: Bool = false, inverse: Bool = false) {
    self.axis = axis
    isOneSided = oneSided
    isInverse = inverse
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { isInverse ? Self.inverseNames : Self.names }

  private static let names = TorchNames(function: "torch.fft.fft", aten: "fft_fft")
  private static let inverseNames = TorchNames(function: "torch.fft.ifft", aten: "fft_ifft")

  public var title: String { isInverse ? "inverse DFT" : "DFT" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.unknownElements` where the axis is an input and not known.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    guard input.shape.rank >= 2 else { throw .rank(expected: 3, actual: input.shape.rank) }
    try requirements.requireParts(in: input.shape)
    let axis = try axis(inputs)
    let length = length(inputs, axis, requirements)
    try requirements.require(.positive(length), otherwise: .index(0, size: length))
    var shape = input.shape
    shape.dims[axis] = isOneSided ? length.floorDivided(by: 2) + 1 : length
    shape.dims[shape.rank - 1] = 2
    return [Fact(input.type, shape)]
  }

  /// The number of the axis, counted from the first.
  ///
  /// - Throws: `ShapeMismatch.unknownElements` where it is an input and not known.
  package func axis(_ inputs: Operands) throws(ShapeMismatch) -> Int {
    guard let given = inputs.optional(2) else { return try inputs.shape().axis(axis) }
    guard let axis = given.element?.value else { throw .unknownElements(input: "axis") }
    return try inputs.shape().axis(axis)
  }

  private func length(_ inputs: Operands, _ axis: Int, _ requirements: Requirements) -> Dim {
    guard let given = inputs.optional(1) else { return inputs.shape().dims[axis] }
    return given.element ?? requirements.unknownSize()
  }

  /// The sums of the definition, each part of a product of a real or complex number by itself.
  ///
  /// A fast transform takes fewer operations, whose number depends on the algorithm. The factors
  /// depend on the positions only and are computed once.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (input, output) = (inputs.shape(), outputs[0].shape)
    let axis = (try? axis(inputs)) ?? 0
    let length = inputs.optional(1)?.element ?? input.dims[axis]
    let isReal = input.dims[input.rank - 1] == 1
    // A complex product takes four real ones and two sums.
    let terms = output.elements * length
    var work = Work(
      inputElements: input.elements, outputElements: output.elements,
      additions: isReal ? terms : terms * 2, multiplications: isReal ? terms : terms * 2)
    if isInverse { work[.divisions] = output.elements }
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}

/// The spectra of overlapping frames of a signal.
///
/// Shapes: signals N×L×1, or N×L×2 where complex; a step, a window or nil, and the length F of a frame
/// where there is no window → N×(⌊(L − F) / step⌋ + 1)×m×2, where m is F, or ⌊F/2⌋ + 1 for one side of
/// the spectrum. ONNX `STFT`, version 17; `torch.stft`, PyTorch 2.13.
public struct ShortTimeFourierTransform: Operator {
  public static let kind = OperatorKind(
    "STFT", .reduction, onnx: ["STFT"],
    inputs: [
      OperatorKind.Port("signal"), OperatorKind.Port("frame_step", reads: .attributes),
      OperatorKind.Port("window", .optional),
      OperatorKind.Port("frame_length", .optional, reads: .attributes),
    ])

  /// Whether only the first half of each spectrum is made.
  public let isOneSided: Bool

  public init(oneSided: Bool = true) {
    isOneSided = oneSided
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.stft", aten: "stft")

  public var title: String { "STFT" }

  public var weights: [Weight] { [] }

  /// A number of frames known only at run time is a new symbol.
  ///
  /// - Throws: `ShapeMismatch.windowTooLarge` where no frame fits.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let signal = inputs[0]
    guard signal.shape.rank >= 2 else { throw .rank(expected: 3, actual: signal.shape.rank) }
    if signal.shape.rank > 2 { try requirements.requireParts(in: signal.shape) }
    let length = frameLength(inputs) ?? requirements.unknownSize("frame_length")
    let size = signal.shape.dims[1]
    let frames: Dim
    if let step = inputs[1].element?.value, step > 0, frameLength(inputs) != nil {
      frames = (size - length).floorDivided(by: step) + 1
      try requirements.require(
        .positive(frames),
        otherwise: .windowTooLarge(axis: 1, size: size, kernel: length.value ?? 1))
    } else {
      frames = requirements.unknownSize("frames", atMost: size)
    }
    let bins = isOneSided ? length.floorDivided(by: 2) + 1 : length
    return [Fact(signal.type, [signal.shape.dims[0], frames, bins, 2])]
  }

  /// The elements of a frame, where they are known.
  package func frameLength(_ inputs: Operands) -> Dim? {
    inputs.optional(3)?.element ?? inputs.optional(2)?.shape.dims.first
  }

  /// The sums of the definition, and a multiplication by the window for each element of a frame; see
  /// `FourierTransform`.
  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (signal, output) = (inputs.shape(), outputs[0].shape)
    let bins = output.dims[2]
    let length = frameLength(inputs) ?? (isOneSided ? bins * 2 : bins)
    let isReal = signal.rank < 3 || signal.dims[2] == 1
    let terms = output.elements * length * (isReal ? 1 : 2)
    let windowed = output.dims[0] * output.dims[1] * length * (isReal ? 1 : 2)
    return Work(
      inputElements: signal.elements, outputElements: output.elements, additions: terms,
      multiplications: terms + (inputs.optional(2) == nil ? 0 : windowed))
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}

extension Requirements {
  /// Requires the last axis to hold real numbers, or real and imaginary parts.
  fileprivate mutating func requireParts(in shape: Shape) throws(ShapeMismatch) {
    let (axis, parts) = (shape.rank - 1, shape.dims[shape.rank - 1])
    if parts == 1 { return }
    try require(.equal(parts, 2), otherwise: .unequal(axis: axis, parts, 2))
  }
}
