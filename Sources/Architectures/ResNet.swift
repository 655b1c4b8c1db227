public import RLANetworks
public import RLASymbolic

/// A residual network of bottleneck blocks, with or without recurrent layer aggregation.
///
/// He et al. 2015, arXiv 1512.03385, in the form with the stride on the 3x3 convolution; ResNeXt:
/// Xie et al. 2016, arXiv 1611.05431. With a recurrence, block t computes
/// xᵗ = ReLU(f([xᵗ⁻¹, hᵗ⁻¹]) + xᵗ⁻¹) and feeds the state h of `Recurrence`.
public struct ResNet: Hashable, Sendable {
  public var name: String
  /// Blocks per stage.
  public var depths: [Int]
  /// Planes per stage, P; a stage puts out 4·P channels.
  public var planes: [Dim] = [64, 128, 256, 512]
  public var groups = 1
  /// Channels of each group of the 3x3 convolution at 64 planes.
  public var widthPerGroup = 64
  public var attention = ChannelAttention.none
  public var recurrence: Recurrence?
  public var classes: Dim = 1000
  public var wiring = Wiring.published

  public init(_ name: String, depths: [Int]) {
    self.name = name
    self.depths = depths
  }

  static let expansion = 4
  static let stemChannels = 64

  /// Channels that stage `index` puts out.
  func outputChannels(ofStage index: Int) -> Dim { planes[index] * Dim(Self.expansion) }

  /// Channels of the 3x3 convolutions of stage `index`: `⌊P · widthPerGroup / 64⌋ · groups`.
  func innerChannels(ofStage index: Int) -> Dim {
    (planes[index] * Dim(widthPerGroup)).floorDivided(by: 64) * Dim(groups)
  }

  /// Whether rounding leaves the 3x3 convolutions of stage `index` without channels.
  public func hasEmptyWidth(inStage index: Int) -> Bool { innerChannels(ofStage: index) == 0 }

  /// Channels of x where a block begins.
  func inputChannels(ofStage stage: Int, block: Int) -> Dim {
    if block > 0 { return outputChannels(ofStage: stage) }
    return stage > 0 ? outputChannels(ofStage: stage - 1) : Dim(Self.stemChannels)
  }

  /// The channels that the first convolution of a block reads beside x.
  var fedChannels: Dim {
    guard let recurrence, recurrence.feedsBlocks else { return 0 }
    return recurrence.channels
  }

  public var network: Network {
    Network(name) { net, image in
      let trunk = ResNetTrunk(net, self)
      let readout = recurrence.map {
        StateReadout(net, $0, rectifier: trunk.rectifier, tanh: trunk.stateActivation)
      }
      let avgpool = net.layer("avgpool", GlobalPooling.average)
      let features = outputChannels(ofStage: depths.count - 1) + (recurrence?.channels ?? 0)
      let fc = net.layer("fc", Linear(features, classes, bias: true))

      let (stages, state) = trunk(image)
      return net.stage("head") {
        guard var x = stages.last else { preconditionFailure("A network has stages.") }
        if let state, let readout { x = x.joined(by: readout(state.hidden)) }
        return [fc(avgpool(x).reshaped(to: .vector))]
      }
    }
  }

  /// Channels that each stage puts out.
  public var stageChannels: [Dim] { depths.indices.map(outputChannels(ofStage:)) }
}
