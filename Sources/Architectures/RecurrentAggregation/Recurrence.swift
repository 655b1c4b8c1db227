public import RLASymbolic

/// Recurrent layer aggregation: a state h that runs beside the feature maps, is fed by every block
/// and is read by the next.
///
/// Zhao, Fang and Li, "Recurrence along Depth: Deep Convolutional Neural Networks with Recurrent
/// Layer Aggregation", NeurIPS 2021, arXiv 2110.11852. In the paper's letters the update of block t
/// is hᵗ = g₂(tanh(norm(g₁(yᵗ) + hᵗ⁻¹))) with g₁ a 1x1 and g₂ a 3x3 convolution.
public struct Recurrence: Hashable, Sendable {
  /// How a block's output enters the state.
  ///
  /// R is the recurrent convolution, W₁ the convolution from the block, BN the norm that belongs to
  /// the block alone.
  public enum Update: String, CaseIterable, Sendable {
    /// `h ← R(tanh(BN(h + W₁y)))`
    case preActivation = "pre-activation"
    /// `h ← R(tanh(BN(h))) + W₁y`
    case lateAddition = "late-addition"
    /// `h ← tanh(BN(R(h + W₁y)))`
    case postActivation = "post-activation"
    /// `(h, c) ← ConvLSTM(tanh(BN(W₁y)), (h, c))`
    case lstm
    /// `h ← ConvGRU(tanh(BN(W₁y)), h)`
    case gru
  }

  /// Which tensor of the block is y.
  public enum Source: String, CaseIterable, Sendable {
    /// The residual branch, before the shortcut is added.
    case branch
    /// The block's output.
    case output
    /// The shortcut, after its projection.
    case shortcut
  }

  /// Who shares one recurrent convolution.
  ///
  /// W₁ is shared within a stage unless every block owns its own.
  public enum Sharing: String, CaseIterable, Sendable {
    case network
    case stage
    case block
  }

  /// The form of the recurrent convolution, 3x3 in either case.
  public enum Filter: String, CaseIterable, Sendable {
    case dense
    case depthwise
  }

  /// What happens to the state before it joins the features in the head.
  public enum Readout: String, CaseIterable, Sendable {
    /// The state as it is, without a norm.
    case none
    /// A norm, then the ReLU of the backbone.
    case rectified
    /// A norm, then tanh.
    case tanh
  }

  /// k, the channels of h.
  public var channels: Dim = 32
  public var update = Update.preActivation
  public var source = Source.branch
  public var sharing = Sharing.stage
  public var filter = Filter.dense
  public var readout = Readout.rectified
  /// Whether a block sees h beside x.
  public var feedsBlocks = true
  public var wiring = Wiring.published

  public init() {}
}

/// The published variants, each as its difference from the module of the paper.
extension Recurrence {
  public static let standard = Recurrence()
  public static let v1 = standard.with { $0.readout = .tanh }
  public static let v2 = standard.with { $0.update = .lateAddition }
  public static let v3 = standard.with { $0.source = .output }
  public static let v4 = v2.with { $0.source = .output }
  public static let v5 = standard.with { $0.source = .shortcut }
  public static let v6 = v2.with { $0.source = .shortcut }
  public static let v1PostActivation = standard.with {
    $0.update = .postActivation
    $0.readout = .none
  }
  public static let withoutFeedback = standard.with { $0.feedsBlocks = false }
  public static let unshared = standard.with { $0.sharing = .block }
  public static let lstm = standard.with {
    $0.update = .lstm
    $0.readout = .none
  }
  public static let gru = lstm.with { $0.update = .gru }
  public static let networkWide = standard.with { $0.sharing = .network }
  public static let networkWideDepthwise = networkWide.with { $0.filter = .depthwise }

  /// A copy with some fields changed.
  public func with(_ change: (inout Recurrence) -> Void) -> Recurrence {
    var copy = self
    change(&copy)
    return copy
  }
}

/// Which tensor the state reads where the paper and the published code disagree.
///
/// In the published ResNets y is the residual branch by name, but the shortcut is added to it in
/// place and the ReLU works in place too, so the state reads the block's output.
public enum Wiring: String, CaseIterable, Sendable {
  /// As the published code runs.
  case published
  /// As the paper draws it.
  case paper
}
