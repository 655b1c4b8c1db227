public import RLANetworks
public import RLASymbolic

/// Networks of DIANet for 32x32 images that are not `ResNet`s: a cell that the blocks of a stage
/// share scales every branch.
///
/// Huang et al. 2020, arXiv 1905.10671; gbup-group/DIANet. The sizes of the cells are fixed in that
/// code, so that only these widths run.
public struct DIANet: Architecture {
  public enum Form: String, CaseIterable, Sendable {
    /// Bottlenecks with norm and ReLU before each convolution. He et al. 2016, arXiv 1603.05027.
    case preActivated
    /// Two 3x3 convolutions, four times as wide. Zagoruyko and Komodakis 2016, arXiv 1605.07146.
    case wide
    /// Bottlenecks with 8 groups. Xie et al. 2016, arXiv 1611.05431.
    case grouped
  }

  public var name: String
  public var form: Form
  /// Blocks in each of the three stages.
  public var depth: Int
  public var classes: Dim = 100
  /// The share of elements that the wide network drops out in training.
  public var dropoutRate = 0.3

  public init(_ name: String, _ form: Form, depth: Int) {
    self.name = name
    self.form = form
    self.depth = depth
  }

  public var standardInput: (height: Int, width: Int) { (32, 32) }

  public var codeFacts: [CodeFact] { form == .grouped ? [.layersRunWithoutHooks] : [] }

  var aggregation: LayerAggregation { form == .grouped ? .diaWithUnreadMeans : .dia }

  /// Channels of the output of each stage.
  var channels: [Dim] { form == .grouped ? [128, 256, 512] : [64, 128, 256] }

  static let groups = 8

  private var stemChannels: Dim { form == .grouped ? 32 : 16 }

  func inputChannels(ofStage stage: Int, block: Int) -> Dim {
    if block > 0 { return channels[stage] }
    return stage > 0 ? channels[stage - 1] : stemChannels
  }

  /// The module of a stage.
  func path(ofStage stage: Int) -> String {
    switch form {
    case .preActivated: "layer\(stage + 1)"
    case .wide: "block\(stage + 1)"
    case .grouped: "stage_\(stage + 1)"
    }
  }

  /// What stands before the number of a block of a stage.
  func blockPrefix(ofStage stage: Int) -> String {
    let list = aggregation.layout.blocks.map { ".\($0)" } ?? ""
    return "\(path(ofStage: stage))\(list)."
  }

  public var blockNumbers: [String: Range<Int>] {
    Dictionary(
      uniqueKeysWithValues: channels.indices.map { (blockPrefix(ofStage: $0), 0..<depth) })
  }

  public var network: Network {
    Network(name) { net, image in
      let stem = DIAStem(net, form, stemChannels)
      let stages = channels.indices.map { DIAStage(net, self, stage: $0) }
      let head = DIAHead(net, form, channels[channels.count - 1], classes)
      var x = net.stage("stem") { stem(image) }
      for (index, stage) in stages.enumerated() {
        x = net.stage("stage \(index + 1)") { stage(x) }
      }
      return net.stage("head") { [head(x)] }
    }
  }
}

/// The convolution before the first stage.
private struct DIAStem {
  private let convolution: BuiltLayer
  /// In the grouped network a norm and a ReLU follow.
  private let norm: BuiltLayer?

  init(_ net: Scope, _ form: DIANet.Form, _ width: Dim) {
    let isGrouped = form == .grouped
    // `.forward` is called directly, so that no hook runs.
    let style = isGrouped ? CallStyle.function : .module
    convolution = net.layer(
      isGrouped ? "conv_1_3x3" : "conv1", Convolution(3, width, .same(3)), callStyle: style)
    norm = isGrouped ? net.layer("bn_1", BatchNormalization(width), callStyle: style) : nil
  }

  func callAsFunction(_ image: Value) -> Value {
    let x = convolution(image)
    return norm.map { $0(x).rectified() } ?? x
  }
}

/// From the last map to class scores.
private struct DIAHead {
  private let norm: (norm: BuiltLayer, relu: BuiltLayer)?
  /// nil where it is called as a function.
  private let pooling: BuiltLayer?
  private let scope: Scope
  private let classifier: BuiltLayer
  private let window: Pooling

  init(_ net: Scope, _ form: DIANet.Form, _ features: Dim, _ classes: Dim) {
    scope = net
    window = Pooling.average(Window(8, stride: form == .grouped ? 1 : 8))
    norm =
      form == .grouped
      ? nil
      : (
        net.layer(form == .wide ? "bn1" : "bn", BatchNormalization(features)),
        net.layer("relu", Activation(.relu))
      )
    pooling = form == .preActivated ? net.layer("avgpool", window) : nil
    classifier = net.layer(
      form == .grouped ? "classifier" : "fc", Linear(features, classes, bias: true))
  }

  func callAsFunction(_ x: Value) -> Value {
    let features = norm.map { $0.relu($0.norm(x)) } ?? x
    let mean = pooling?(features) ?? scope.apply(window, to: [features])[0]
    return classifier(mean.reshaped(to: .vector))
  }
}
