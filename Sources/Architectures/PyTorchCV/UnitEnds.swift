import RLANetworks
import RLASymbolic

/// The layers before the first stage.
struct UnitStem {
  private let convolution: BuiltLayer
  /// nil where the first units have their own.
  private let norm: BuiltLayer?
  private let relu: BuiltLayer?
  private let pool: BuiltLayer?

  init(_ features: Scope, _ model: UnitResNet) {
    let block = features.scope("init_block")
    let isLarge = model.stem == .large
    let width = Dim(model.stem.channels)
    let operation = Convolution(
      model.inputChannels, width, isLarge ? .same(7, stride: 2) : .same(3))
    if model.isPreActivated, !isLarge, !model.normsStem {
      convolution = features.layer("init_block", operation)
      (norm, relu, pool) = (nil, nil, nil)
      return
    }
    let layers = isLarge && !model.isPreActivated ? block.scope("conv") : block
    convolution = layers.layer("conv", operation)
    norm = layers.layer("bn", BatchNormalization(width))
    relu = layers.layer("activ", Activation(.relu))
    pool = isLarge ? block.layer("pool", Pooling.max(.same(3, stride: 2))) : nil
  }

  func callAsFunction(_ image: Value) -> Value {
    [norm, relu, pool].reduce(convolution(image)) { x, layer in layer.map { $0(x) } ?? x }
  }
}

/// The mean over a window of fixed size and the classifier.
struct UnitHead {
  /// Norm and ReLU where units end without.
  private let activation: (norm: BuiltLayer, relu: BuiltLayer)?
  private let pool: BuiltLayer
  private let classifier: BuiltLayer

  init(_ net: Scope, _ features: Scope, _ model: UnitResNet) {
    let channels = model.outputChannels(ofStage: model.depths.count - 1)
    let block = features.scope("post_activ")
    activation =
      model.isPreActivated && !model.normsStem
      ? (
        block.layer("bn", BatchNormalization(channels)),
        block.layer("activ", Activation(.relu))
      ) : nil
    pool = features.layer(
      "final_pool", Pooling.average(Window(model.stem == .large ? 7 : 8, stride: 1)))
    classifier = net.layer("output", Linear(channels, model.classes, bias: true))
  }

  func callAsFunction(_ x: Value) -> Value {
    let y = activation.map { $0.relu($0.norm(x)) } ?? x
    return classifier(pool(y).reshaped(to: .vector))
  }
}
