import RLASymbolic

/// The discrete Fourier transform of frames of a signal.
///
/// Shapes: N×length×1 → N×frames×bins×2, real and imaginary parts last. Each frame is a fast
/// transform of its own: about `5/2 · n · log₂ n` additions and multiplications each way. ONNX STFT,
/// version 17.
public struct ShortTimeFourierTransform: Operator {
  public static let kind = OperatorKind(
    "STFT", .reduction, onnx: ["STFT"],
    inputs: [
      OperatorKind.Port("signal"), OperatorKind.Port("frame_step", reads: .attributes),
      OperatorKind.Port("window", .optional),
      OperatorKind.Port("frame_length", .optional, reads: .attributes),
    ])

  /// Whether only the bins up to half the frame are made, which a real signal has.
  public let isOneSided: Bool

  public init(oneSided: Bool = true) {
    isOneSided = oneSided
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "torch.stft", aten: "stft")

  public var title: String { "STFT" }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.unknownElements` where the step or the length of a frame is not known.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let signal = inputs.shape()
    guard signal.rank >= 2 else { throw .rank(expected: 2, actual: signal.rank) }
    guard let step = inputs[1].element?.value, step > 0 else {
      throw .unknownElements(input: "frame_step")
    }
    let length = Dim(try frame(inputs))
    let frames = (signal.dims[1] - length).floorDivided(by: step) + 1
    try requirements.require(
      .positive(frames), otherwise: .elements(expected: length, actual: signal.dims[1]))
    let bins = isOneSided ? length.floorDivided(by: 2) + 1 : length
    return [Fact(inputs[0].type, [signal.dims[0], frames, bins, 2])]
  }

  /// The samples of a frame.
  private func frame(_ inputs: Operands) throws(ShapeMismatch) -> Int {
    let window = inputs.optional(2)?.shape
    guard let length = (inputs.optional(3)?.element ?? window?.elements)?.value, length > 0 else {
      throw .unknownElements(input: "frame_length")
    }
    return length
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let output = outputs[0].shape
    let frames = output.dims[0] * output.dims[1]
    let length = (try? frame(inputs)) ?? 1
    let stages = max(1, Int.bitWidth - (length - 1).leadingZeroBitCount)
    let steps = frames * Dim(length) * Dim(stages)
    return Work(
      inputElements: inputs.shape().elements, outputElements: output.elements,
      additions: steps * 3, multiplications: steps * 2)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
