public import RLANetworks
public import RLASymbolic

/// A residual network as pytorchcv (imgclsmob) writes it: stages of units, each with a body, a
/// projection and, perhaps, an attention.
///
/// It is the trunk of `ResNet` in other words: every convolution is a module with its norm and its
/// ReLU, the sum is not in place, and the last mean has a window of fixed size. Pre-activated units:
/// He et al. 2016, arXiv 1603.05027.
public struct UnitResNet: Architecture {
  /// What follows the body of a unit.
  public enum Attention: Hashable, Sendable {
    case none
    /// Two 1x1 convolutions with bias, C → C/reduction → C.
    case squeezeExcitation(reduction: Int)
  }

  public var name: String
  public var stem = ResNet.Stem.small
  public var block = ResNet.Block.basic
  /// Units per stage.
  public var depths: [Int]
  /// Whether norm and ReLU come before each convolution.
  public var isPreActivated = false
  /// Whether norm and ReLU stand behind the first convolution and not before the last mean, as where
  /// pytorchcv joins pre-activated units with squeeze-and-excitation for 32x32 images.
  public var normsStem = false
  /// Whether a bottleneck halves the resolution in its first convolution, and not in the 3x3 one.
  public var stridesFirst = false
  public var attention = Attention.none
  /// What the units of a stage share and hand on.
  ///
  /// Every unit is given the modules of its stage, so that they are listed under each.
  public var aggregation: LayerAggregation?
  public var classes: Dim = 10

  public init(_ name: String, depths: [Int]) {
    self.name = name
    self.depths = depths
  }

  public var standardInput: (height: Int, width: Int) { stem == .large ? (224, 224) : (32, 32) }

  /// Channels of the output of stage `index`.
  func outputChannels(ofStage index: Int) -> Dim {
    Dim((stem.channels << index) * block.expansion)
  }

  /// Channels of x where unit `unit` of stage `stage` begins.
  func inputChannels(ofStage stage: Int, unit: Int) -> Dim {
    if unit > 0 { return outputChannels(ofStage: stage) }
    return stage > 0 ? outputChannels(ofStage: stage - 1) : Dim(stem.channels)
  }

  func stride(ofStage stage: Int, unit: Int) -> Int { stage > 0 && unit == 0 ? 2 : 1 }

  /// The convolutions of a body, in their order.
  func convolutions(ofStage stage: Int, unit: Int) -> [Convolution] {
    let input = inputChannels(ofStage: stage, unit: unit)
    let inner = Dim(stem.channels << stage)
    let output = outputChannels(ofStage: stage)
    let stride = stride(ofStage: stage, unit: unit)
    switch block {
    case .basic:
      return [
        Convolution(input, inner, .same(3, stride: stride)), Convolution(inner, output, .same(3)),
      ]
    case .bottleneck:
      return [
        Convolution(input, inner, Window(1, stride: stridesFirst ? stride : 1)),
        Convolution(inner, inner, .same(3, stride: stridesFirst ? 1 : stride)),
        Convolution(inner, output, Window(1)),
      ]
    }
  }

  /// What stands before the number of a unit of a stage, below `features`.
  static func unitPrefix(ofStage stage: Int) -> String { "stage\(stage + 1).unit" }

  public var blockNumbers: [String: Range<Int>] {
    Dictionary(
      uniqueKeysWithValues: depths.enumerated().map {
        ("features.\(Self.unitPrefix(ofStage: $0))", 1..<$1 + 1)
      })
  }

  public var network: Network {
    Network(name, inputChannels: inputChannels) { net, image in
      let features = net.scope("features")
      let stem = UnitStem(features, self)
      let stages = depths.indices.map { units(features, ofStage: $0) }
      let head = UnitHead(net, features, self)
      var x = net.stage("stem") { stem(image) }
      for (stage, units) in stages.enumerated() {
        var states: AggregationStates = [:]
        net.stage("stage \(stage + 1)") {
          for unit in units { x = unit(x, &states) }
        }
      }
      return net.stage("head") { [head(x)] }
    }
  }

  /// The units of a stage; the first one creates what all of them share.
  private func units(_ features: Scope, ofStage stage: Int) -> [ResidualUnit] {
    var shared: AggregationModules?
    return (0..<depths[stage]).map {
      ResidualUnit(features, self, stage: stage, unit: $0, sharing: &shared)
    }
  }
}
