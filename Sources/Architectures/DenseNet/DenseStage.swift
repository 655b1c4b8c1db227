import RLANetworks
import RLASymbolic

/// The layers at one resolution, and the transition before or after them.
struct DenseStage {
  private let net: Scope
  private let number: Int
  private let code: DenseNet.Code
  private let scope: Scope
  private let layers: [DenseLayer]
  private let transition: DenseTransition?

  init(_ features: Scope, _ model: DenseNet, stage: Int) {
    net = features
    number = stage + 1
    code = model.code
    let input = model.inputChannels(ofStage: stage)
    let modules = model.modules(ofStage: stage)
    let scope = features.scope(modules.stage)
    self.scope = scope
    func makeLayers() -> [DenseLayer] {
      (0..<model.depths[stage]).map {
        DenseLayer(scope.scope("\(modules.layer)\($0 + 1)"), model, number: $0, input: input)
      }
    }
    switch code {
    case .torchvision:
      layers = makeLayers()
      let output = model.outputChannels(ofStage: stage)
      let isLast = stage == model.depths.count - 1
      transition =
        isLast
        ? nil
        : DenseTransition(
          features.scope("transition\(stage + 1)"),
          .init(norm: "norm", relu: "relu", convolution: "conv"), nil, from: output)
    case .pytorchcv:
      transition =
        stage == 0
        ? nil
        : DenseTransition(
          scope.scope("trans\(stage + 1)"), .pytorchcv, "conv",
          from: model.outputChannels(ofStage: stage - 1))
      layers = makeLayers()
    }
  }

  func callAsFunction(_ input: Value) -> Value {
    switch code {
    case .torchvision:
      let x = net.stage("stage \(number)") {
        let maps = layers.reduce(into: [input]) { $0.append($1(joining: $0)) }
        return scope.run { concatenate(maps) }
      }
      guard let transition else { return x }
      return net.stage("transition \(number)") { transition(x) }
    case .pytorchcv:
      let x = transition.map { transition in
        net.stage("transition \(number - 1)") { transition(input) }
      }
      return net.stage("stage \(number)") {
        layers.reduce(x ?? input) { $1(extending: $0) }
      }
    }
  }
}

/// A layer: its convolutions, each after a norm and a ReLU.
private struct DenseLayer {
  private let scope: Scope
  /// Its place in its stage, from 0.
  private let number: Int
  private let convolutions: [PreActivatedConvolution]

  init(_ scope: Scope, _ model: DenseNet, number: Int, input: Dim) {
    self.scope = scope
    self.number = number
    let own = model.convolutions(reading: input + Dim(number) * model.growth)
    convolutions = own.enumerated().map { place, convolution in
      switch model.code {
      case .torchvision:
        PreActivatedConvolution(
          scope,
          .init(
            norm: "norm\(place + 1)", relu: "relu\(place + 1)", convolution: "conv\(place + 1)"),
          convolution)
      case .pytorchcv:
        PreActivatedConvolution(
          scope.scope(own.count == 1 ? "conv" : "conv\(place + 1)"), .pytorchcv, convolution)
      }
    }
  }

  /// What the layer makes of all maps before it.
  func callAsFunction(joining maps: [Value]) -> Value {
    scope.block(number) { scope.run { branch(concatenate(maps)) } }
  }

  /// The input with what the layer makes of it behind.
  func callAsFunction(extending x: Value) -> Value {
    scope.block(number) { scope.run { concatenate(x, branch(x)) } }
  }

  private func branch(_ x: Value) -> Value {
    scope.inRole(.branch) { convolutions.reduce(x) { $1($0) } }
  }
}

/// Half the channels by a 1x1 convolution, then half the resolution.
private struct DenseTransition {
  private let scope: Scope
  private let convolution: PreActivatedConvolution
  private let pool: BuiltLayer

  /// - Parameters:
  ///   - scope: The module.
  ///   - names: The attributes of its layers.
  ///   - block: The module within it that holds the norm and the convolution; nil for itself.
  ///   - channels: Channels before it.
  init(
    _ scope: Scope, _ names: PreActivatedConvolution.Names, _ block: String?, from channels: Dim
  ) {
    self.scope = scope
    convolution = PreActivatedConvolution(
      block.map { scope.scope($0) } ?? scope, names,
      Convolution(channels, channels.floorDivided(by: 2), Window(1)))
    pool = scope.layer("pool", Pooling.average(Window(2, stride: 2)))
  }

  func callAsFunction(_ x: Value) -> Value {
    scope.run { pool(convolution(x)) }
  }
}
