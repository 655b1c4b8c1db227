public import RLANetworks
public import RLASymbolic

/// A residual network, with or without recurrent layer aggregation.
///
/// He et al. 2015, arXiv 1512.03385, in the form with the stride on the 3x3 convolution; ResNeXt:
/// Xie et al. 2016, arXiv 1611.05431. With a recurrence, block t computes
/// xᵗ = ReLU(f([xᵗ⁻¹, hᵗ⁻¹]) + xᵗ⁻¹) and feeds the state h of `Recurrence`.
public struct ResNet: Architecture {
  /// What a block computes beside its shortcut.
  public enum Block: String, CaseIterable, Sendable {
    /// 1x1, 3x3 and 1x1 convolutions, the last one to four times the planes.
    case bottleneck
    /// Two 3x3 convolutions, as in ResNet-18 and ResNet-34.
    case basic

    /// Channels of the output for each plane.
    public var expansion: Int { self == .basic ? 1 : 4 }
  }

  /// The layers before the first stage.
  public enum Stem: String, CaseIterable, Sendable {
    /// A 7x7 convolution to 64 channels and a max pooling, each with stride 2: for ImageNet.
    case large
    /// The same with three 3x3 convolutions, the first with stride 2.
    case deep
    /// A 3x3 convolution to 16 channels: for the images of CIFAR, 32x32.
    case small

    public var channels: Int { self == .small ? 16 : 64 }

    /// Pixels per position where the first stage begins.
    public var stride: Int { self == .small ? 1 : 4 }
  }

  /// How the last map becomes a vector.
  public enum FinalPooling: Hashable, Sendable {
    /// The mean over all positions, of a map of any size.
    case global
    /// The mean over windows of that side, of which exactly one must fit.
    case window(Int)
  }

  /// What the published code calls the list of the blocks of a stage.
  public enum StageNames: String, CaseIterable, Sendable {
    /// `layer1`, …
    case layers
    /// `stages.0`, …
    case stages
  }

  public var name: String
  public var stem = Stem.large
  public var block = Block.bottleneck
  /// Blocks per stage.
  public var depths: [Int]
  /// Channels of the images.
  public var inputChannels: Dim = 3
  /// Planes per stage, P; the output of a stage has 4·P channels with bottlenecks, P with basic
  /// blocks.
  public var planes: [Dim] = [64, 128, 256, 512]
  public var groups = 1
  /// Channels of each group of the 3x3 convolution at 64 planes.
  public var widthPerGroup = 64
  public var attention = ChannelAttention.none
  /// Stages, from 0, that dilate their 3x3 convolutions where others halve the resolution
  /// (`replace_stride_with_dilation` of torchvision); the first stage never does either.
  public var dilatedStages: Set<Int> = []
  public var recurrence: Recurrence?
  /// What runs beside the blocks, with or without a recurrence.
  public var aggregation: LayerAggregation?
  /// nil for those of the published code: `stages` with a recurrence, `layers` without.
  public var stageNames: StageNames?
  public var finalPooling = FinalPooling.global
  public var classes: Dim = 1000
  /// Channels of a state that widened planes make up for: k widens every stage by 4·⌊k/4⌋ channels.
  ///
  /// nil for planes as they are.
  public var matchedStateChannels: Dim?

  public init(_ name: String, depths: [Int]) {
    self.name = name
    self.depths = depths
  }

  public var standardInput: (height: Int, width: Int) { stem == .small ? (32, 32) : (224, 224) }

  /// What `--rla-channels` sets: the channels of the state, or of the one that the width matches.
  public var stateChannels: Dim? {
    get { recurrence?.channels ?? matchedStateChannels }
    set {
      guard let newValue else { return }
      if matchedStateChannels != nil {
        matchedStateChannels = newValue
      } else {
        recurrence?.channels = newValue
      }
    }
  }

  /// They differ where the state reads the residual branch from outside the block.
  public var hasAliasedSource: Bool {
    recurrence.map { $0.source == .branch && $0.sharing != .block } ?? false
  }

  public var codeFacts: [CodeFact] { aggregation?.codeFacts ?? [] }

  private func planes(ofStage index: Int) -> Dim {
    planes[index] + (matchedStateChannels?.floorDivided(by: block.expansion) ?? 0)
  }

  /// Channels of the output of stage `index`.
  func outputChannels(ofStage index: Int) -> Dim {
    planes(ofStage: index) * Dim(block.expansion)
  }

  /// Channels of the 3x3 convolutions of stage `index`: `⌊P · widthPerGroup / 64⌋ · groups`.
  func innerChannels(ofStage index: Int) -> Dim {
    (planes(ofStage: index) * Dim(widthPerGroup)).floorDivided(by: 64) * Dim(groups)
  }

  /// Whether rounding leaves the 3x3 convolutions of stage `index` without channels.
  public func hasEmptyWidth(inStage index: Int) -> Bool { innerChannels(ofStage: index) == 0 }

  /// Channels of x where a block begins.
  func inputChannels(ofStage stage: Int, block: Int) -> Dim {
    if block > 0 { return outputChannels(ofStage: stage) }
    return stage > 0 ? outputChannels(ofStage: stage - 1) : Dim(stem.channels)
  }

  /// The window of the 3x3 convolution that may halve the resolution.
  ///
  /// A dilated stage keeps the resolution, and all later convolutions double their dilation; its own
  /// first block still has the dilation before it.
  func window(ofStage stage: Int, block: Int) -> Window {
    let halves = stage > 0 && block == 0 && !dilatedStages.contains(stage)
    let doublings = dilatedStages.count { block == 0 ? $0 < stage : $0 <= stage }
    return .same(3, stride: halves ? 2 : 1, dilation: 1 << doublings)
  }

  /// The module of stage `index`, as the state_dict spells it.
  func path(ofStage index: Int) -> String {
    let names = stageNames ?? (recurrence == nil ? .layers : .stages)
    return names == .layers ? "layer\(index + 1)" : "stages.\(index)"
  }

  /// What stands before the number of a block of stage `index`.
  func blockPrefix(ofStage index: Int) -> String {
    let list = aggregation?.layout.blocks.map { ".\($0)" } ?? ""
    return "\(path(ofStage: index))\(list)."
  }

  public var blockNumbers: [String: Range<Int>] {
    Dictionary(
      uniqueKeysWithValues: depths.enumerated().map { (blockPrefix(ofStage: $0), 0..<$1) })
  }

  public var network: Network {
    Network(name, inputChannels: inputChannels) { net, image in
      let trunk = ResNetTrunk(net, self)
      let readout = recurrence.map {
        StateReadout(net, $0, relu: trunk.relu, tanh: trunk.stateActivation)
      }
      let avgpool = net.layer("avgpool", finalPooling.operator)
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

  /// Channels of the output of each stage.
  public var stageChannels: [Dim] { depths.indices.map(outputChannels(ofStage:)) }
}

extension ResNet.FinalPooling {
  fileprivate var `operator`: any Operator {
    switch self {
    case .global: GlobalPooling.average
    case .window(let side): Pooling.average(Window(side, stride: side))
    }
  }
}

extension ResNet: PyramidBackbone {
  public var levels: [PyramidLevel] {
    var stride = stem.stride
    return stageChannels.enumerated().map { stage, channels in
      stride *= window(ofStage: stage, block: 0).stride
      return PyramidLevel(channels: channels, stride: stride)
    }
  }

  public func trunk(in scope: Scope, frozenStages: Int) -> (Value) -> [Value] {
    let trunk = ResNetTrunk(scope, self, frozenStages: frozenStages)
    return { trunk($0).stages }
  }
}
