public import RLANetworks
public import RLASymbolic

/// A densely connected network: every layer of a stage reads what all earlier ones made.
///
/// Huang et al. 2017, arXiv 1608.06993. As torchvision writes it for ImageNet, a layer is given the
/// list of the maps before it and joins them anew; as pytorchcv writes it for CIFAR, it joins its
/// input and its result.
public struct DenseNet: Architecture {
  /// The published code whose names and calls the network has.
  public enum Code: String, CaseIterable, Sendable {
    /// 7x7 stem, three or more transitions, a mean over all positions.
    case torchvision
    /// 3x3 stem for 32x32 images, a mean over 8x8 positions.
    case pytorchcv
  }

  public var name: String
  public var code = Code.torchvision
  /// Layers per stage.
  public var depths: [Int]
  /// k, the channels that each layer adds.
  public var growth: Dim = 32
  /// Channels before the first stage.
  public var initialChannels: Dim = 64
  /// Channels of the 1x1 convolution in front of each 3x3 one, in units of k; nil without it.
  public var bottleneck: Int? = 4
  public var classes: Dim = 1000

  public init(_ name: String, depths: [Int]) {
    self.name = name
    self.depths = depths
  }

  public var standardInput: (height: Int, width: Int) {
    code == .torchvision ? (224, 224) : (32, 32)
  }

  /// Channels that stage `index` begins with: half of what the stage before it ends with.
  func inputChannels(ofStage index: Int) -> Dim {
    index == 0 ? initialChannels : outputChannels(ofStage: index - 1).floorDivided(by: 2)
  }

  /// Channels that stage `index` ends with.
  func outputChannels(ofStage index: Int) -> Dim {
    inputChannels(ofStage: index) + Dim(depths[index]) * growth
  }

  /// The convolutions of a layer that reads `channels`.
  func convolutions(reading channels: Dim) -> [Convolution] {
    guard let bottleneck else { return [Convolution(channels, growth, .same(3))] }
    let inner = growth * Dim(bottleneck)
    return [Convolution(channels, inner, Window(1)), Convolution(inner, growth, .same(3))]
  }

  /// The modules of a stage, below `features`, and what stands before the number of a layer there.
  func modules(ofStage stage: Int) -> (stage: String, layer: String) {
    switch code {
    case .torchvision: ("denseblock\(stage + 1)", "denselayer")
    case .pytorchcv: ("stage\(stage + 1)", "unit")
    }
  }

  public var blockNumbers: [String: Range<Int>] {
    Dictionary(
      uniqueKeysWithValues: depths.enumerated().map { stage, layers in
        let modules = modules(ofStage: stage)
        return ("features.\(modules.stage).\(modules.layer)", 1..<layers + 1)
      })
  }

  public var network: Network {
    Network(name, inputChannels: inputChannels) { net, image in
      let features = net.scope("features")
      let stem = DenseStem(features, self)
      let stages = depths.indices.map { DenseStage(features, self, stage: $0) }
      let head = DenseHead(net, features, self)
      var x = net.stage("stem") { stem(image) }
      for stage in stages { x = stage(x) }
      return net.stage("head") { [head(x)] }
    }
  }
}

/// The layers before the first stage.
private struct DenseStem {
  private let convolution: BuiltLayer
  private let pooled: (norm: BuiltLayer, relu: BuiltLayer, pool: BuiltLayer)?

  init(_ features: Scope, _ model: DenseNet) {
    let width = model.initialChannels
    switch model.code {
    case .torchvision:
      convolution = features.layer(
        "conv0", Convolution(model.inputChannels, width, .same(7, stride: 2)))
      pooled = (
        features.layer("norm0", BatchNormalization(width)),
        features.layer("relu0", Activation(.relu)),
        features.layer("pool0", Pooling.max(.same(3, stride: 2)))
      )
    case .pytorchcv:
      convolution = features.layer(
        "init_block", Convolution(model.inputChannels, width, .same(3)))
      pooled = nil
    }
  }

  func callAsFunction(_ image: Value) -> Value {
    let x = convolution(image)
    return pooled.map { $0.pool($0.relu($0.norm(x))) } ?? x
  }
}

/// The norm after the last stage, the mean and the classifier.
private struct DenseHead {
  private let norm: BuiltLayer
  /// The ReLU and the mean where they are modules.
  private let modules: (relu: BuiltLayer, pool: BuiltLayer)?
  private let classifier: BuiltLayer

  init(_ net: Scope, _ features: Scope, _ model: DenseNet) {
    let channels = model.outputChannels(ofStage: model.depths.count - 1)
    let linear = Linear(channels, model.classes, bias: true)
    switch model.code {
    case .torchvision:
      norm = features.layer("norm5", BatchNormalization(channels))
      modules = nil
      classifier = net.layer("classifier", linear)
    case .pytorchcv:
      let activation = features.scope("post_activ")
      norm = activation.layer("bn", BatchNormalization(channels))
      modules = (
        activation.layer("activ", Activation(.relu)),
        features.layer("final_pool", Pooling.average(Window(8, stride: 1)))
      )
      classifier = net.layer("output", linear)
    }
  }

  func callAsFunction(_ x: Value) -> Value {
    let y = norm(x)
    let mean = modules.map { $0.pool($0.relu(y)) } ?? y.rectified().globallyAveraged()
    return classifier(mean.reshaped(to: .vector))
  }
}
