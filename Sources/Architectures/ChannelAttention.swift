import RLANetworks
import RLASymbolic

/// A factor per channel, computed from the means of all channels.
public enum ChannelAttention: Hashable, Sendable {
  case none
  /// Two linear layers with a ReLU between them, C → C/reduction → C. Hu, Shen and Sun 2018,
  /// arXiv 1709.01507.
  case squeezeExcitation(reduction: Int)
  /// A convolution over the channel axis, one kernel size per stage. Wang et al. 2020,
  /// arXiv 1910.03151.
  case efficient(kernels: [Int])

  /// The kernel size that the paper of ECA gives a layer of so many channels: (log₂ C + 1) / 2, rounded
  /// down and then up to an odd number, as its code does with γ = 2 and b = 1.
  public static func adaptiveKernel(channels: Int) -> Int {
    let size = (Int.bitWidth - channels.leadingZeroBitCount) / 2
    return size.isMultiple(of: 2) ? size + 1 : size
  }
}

/// The layers of the attention of one block.
enum AttentionLayers {
  case squeezeExcitation(
    pooling: BuiltLayer, reduce: BuiltLayer, relu: BuiltLayer, expand: BuiltLayer,
    gate: BuiltLayer)
  case efficient(pooling: BuiltLayer, convolution: BuiltLayer, gate: BuiltLayer)

  /// Creates the attention over `channels`; nil where there is none.
  ///
  /// - Parameters:
  ///   - scope: The module that holds the layers.
  ///   - attention: The kind, with the kernel sizes of all stages.
  ///   - channels: Channels to scale.
  ///   - stage: The stage of the block.
  init?(_ scope: Scope, _ attention: ChannelAttention, channels: Dim, stage: Int) {
    switch attention {
    case .none:
      return nil
    case .squeezeExcitation(let reduction):
      let reduced = channels.floorDivided(by: reduction)
      let layers = scope.scope("fc")
      self = .squeezeExcitation(
        pooling: scope.layer("avg_pool", GlobalPooling.average),
        reduce: layers.layer("0", Linear(channels, reduced, bias: false)),
        relu: layers.layer("1", Activation(.relu)),
        expand: layers.layer("2", Linear(reduced, channels, bias: false)),
        gate: layers.layer("3", Activation(.sigmoid)))
    case .efficient(let kernels):
      self = .efficient(
        pooling: scope.layer("avg_pool", GlobalPooling.average),
        convolution: scope.layer("conv", Convolution(1, 1, windows: [.same(kernels[stage])])),
        gate: scope.layer("sigmoid", Activation(.sigmoid)))
    }
  }

  /// `x` with its channels scaled.
  func callAsFunction(_ x: Value) -> Value {
    switch self {
    case .squeezeExcitation(let pooling, let reduce, let relu, let expand, let gate):
      x.inRole(.attention("SE")) {
        let means = pooling(x).reshaped(to: .vector)
        return x.scaled(by: gate(expand(relu(reduce(means)))).reshaped(to: .map))
      }
    case .efficient(let pooling, let convolution, let gate):
      x.inRole(.attention("ECA")) {
        let means = pooling(x).reshaped(to: .sequence)
        return x.scaled(by: gate(convolution(means).reshaped(to: .mapFromSequence)))
      }
    }
  }
}
