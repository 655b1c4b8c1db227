import RLASymbolic

/// The share of each frequency of a spectrum in the bands of the mel scale.
///
/// Shapes: five numbers: how many bands b, the length n of the transform, the sampling rate and the ends
/// of the bands in hertz → (⌊n/2⌋ + 1)×b. ONNX `MelWeightMatrix`, version 17.
public struct MelWeights: Rearrangement {
  public static let kind = OperatorKind(
    "MelWeights", .shape, onnx: ["MelWeightMatrix"],
    inputs: ["num_mel_bins", "dft_length", "sample_rate"].map { .init($0, reads: .attributes) }
      + ["lower_edge_hertz", "upper_edge_hertz"].map { .init($0, reads: .numbers) })

  public let type: ElementType

  public init(_ type: ElementType = .float32) {
    self.type = type
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames { Self.names }

  private static let names = TorchNames(
    function: "torchaudio.functional.melscale_fbanks", aten: "melscale_fbanks")

  public var title: String { "mel weights" }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let bands = inputs[0].element ?? requirements.unknownSize("bands")
    let length = inputs[1].element ?? requirements.unknownSize("length")
    let frequencies = length.floorDivided(by: 2) + 1
    return [Fact(type, try Shape(sizes: [frequencies, bands], &requirements))]
  }

  public var storage: Storage { .fresh }
}
