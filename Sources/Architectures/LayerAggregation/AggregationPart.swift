public import RLASymbolic

extension LayerAggregation {
  /// What a module consists of; C stands for the channels of the stage.
  public enum Part: Hashable, Sendable {
    /// The mean over all positions, in one of several shapes.
    case pooling(Pooled)
    /// A sequence, N×1×C, as N×C, without layers.
    case squeeze
    /// A convolution along the channels, 1 → 1, whose kernel follows from C as in ECA.
    case channelConvolution
    /// A 3x3 convolution of every channel by itself.
    case depthwise
    /// A batch norm over C channels.
    case norm
    case relu
    case gelu
    case sigmoid
    case softmax
    /// λ, a bare parameter per channel, C×1×1.
    case factor(String)
    /// A gated cell on vectors, N×C.
    case cell(VectorCell)
    /// A convolution to a map state of so many channels, g₁.
    case stateConvolution(channels: Dim)
    /// g₂: a convolution or gated cell that a recurrence describes.
    case stateCell
    /// The norm of a map state.
    case stateNorm(channels: Dim)
    /// An activation of a map state.
    case stateActivation
  }

  /// The shape of a mean over all positions.
  public enum Pooled: String, Sendable {
    /// N×1×C, for convolutions along the channels.
    case sequence
    /// N×C.
    case vector
    /// N×C that nothing reads.
    case unread
  }

  /// A gated cell on vectors: two perceptrons C → C/reduction → gates·C, of the input and of h.
  public struct VectorCell: Hashable, Sendable {
    /// Whether the hidden state has a gate of its own: h' = σ(o)·σ(c'), else h' = σ(c').
    ///
    /// Both end in the logistic function of c', not in tanh.
    public var hasOutputGate: Bool
    public var reduction: Int
    public var names = Names.published

    /// Where the layers of the two perceptrons stand, and of a copy that is dropped out.
    public struct Names: Hashable, Sendable {
      var input: String
      var hidden: String
      /// The first layer, the ReLU and the second layer of each.
      var layers: [String]

      /// As the code of DIANet and of DLA has them.
      public static let published = Names(
        input: "w_ih.0.seq", hidden: "w_hh.0.seq", layers: ["0", "1", "2"])
      public static let pytorchcv = Names(
        input: "x_amps.amp1", hidden: "h_amps.amp1", layers: ["fc1", "activ", "fc2"])
    }

    public init(hasOutputGate: Bool, reduction: Int) {
      self.hasOutputGate = hasOutputGate
      self.reduction = reduction
    }

    /// The cell of DIANet.
    ///
    /// Huang et al. 2020, arXiv 1905.10671.
    public static let dia = VectorCell(hasOutputGate: true, reduction: 4)

    /// The dynamic sharing unit of DLA.
    ///
    /// Wang et al. 2024, arXiv 2406.13392.
    public static func dynamicSharing(reduction: Int) -> VectorCell {
      VectorCell(hasOutputGate: false, reduction: reduction)
    }

    /// Letters of the gates in the order of the second layer of each perceptron.
    var gates: [String] { hasOutputGate ? ["i", "f", "g", "o"] : ["i", "f", "g"] }
  }
}
