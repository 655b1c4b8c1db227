import RLASymbolic

/// The factors of a frame of a signal, as sums of cosines.
///
/// Shapes: the length n → n. ONNX `HannWindow`, `HammingWindow` and `BlackmanWindow`, version 17;
/// `torch.hann_window` and others, PyTorch 2.13.
public struct SignalWindow: Operator {
  public static let kind = OperatorKind(
    "SignalWindow", .shape, onnx: ["HannWindow", "HammingWindow", "BlackmanWindow"],
    inputs: [OperatorKind.Port("size", reads: .attributes)])

  public enum Form: Hashable, Sendable, CaseIterable {
    case hann
    case hamming
    case blackman

    /// The factors a of `a₀ − a₁·cos x + a₂·cos 2x`.
    package var factors: [Double] {
      switch self {
      case .hann: [0.5, 0.5]
      case .hamming: [25.0 / 46, 21.0 / 46]
      case .blackman: [0.42, 0.5, 0.08]
      }
    }
  }

  public let form: Form
  /// Whether the next element would be the first one again, rather than the last one equal to it.
  public let isPeriodic: Bool
  public let type: ElementType

  public init(_ form: Form = .hann, periodic: Bool = true, _ type: ElementType = .float32) {
    self.form = form
    isPeriodic = periodic
    self.type = type
  }

  public var kind: OperatorKind { Self.kind }

  public var torch: TorchNames {
    switch form {
    case .hann: Self.hann
    case .hamming: Self.hamming
    case .blackman: Self.blackman
    }
  }

  private static let hann = TorchNames(function: "torch.hann_window", aten: "hann_window")
  private static let hamming = TorchNames(function: "torch.hamming_window", aten: "hamming_window")
  private static let blackman = TorchNames(
    function: "torch.blackman_window", aten: "blackman_window")

  public var title: String { "window" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let length = inputs[0].element ?? requirements.unknownSize()
    return [Fact(type, try Shape(sizes: [length], &requirements))]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let cosines = form.factors.count - 1
    let n = outputs[0].shape.elements
    return Work(
      ElementCost(additions: cosines, multiplications: cosines * 2, exponentials: cosines),
      times: n, inputElements: 1, outputElements: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}
