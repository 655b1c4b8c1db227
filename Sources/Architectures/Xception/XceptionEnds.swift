import RLANetworks
import RLASymbolic

/// The two convolutions before the first unit.
struct XceptionStem {
  private let layers: [(convolution: BuiltLayer, norm: BuiltLayer, relu: BuiltLayer)]

  init(_ net: Scope, _ model: Xception, _ spelling: XceptionSpelling) {
    let (first, second) = Xception.stemChannels
    let isSmall = model.code == .cifar
    let windows = isSmall ? [Window.same(3), .same(3)] : [Window(3, stride: 2), Window(3)]
    let channels = [(model.inputChannels, first), (first, second)]
    layers = zip(windows, channels).enumerated().map { index, entry in
      let (window, (input, output)) = entry
      let names = spelling.stem(index + 1)
      return (
        net.layer(names.convolution, Convolution(input, output, window)),
        net.layer(names.norm, BatchNormalization(output)),
        net.layer(names.relu, Activation(.relu))
      )
    }
  }

  func callAsFunction(_ image: Value) -> Value {
    layers.reduce(image) { $1.relu($1.norm($1.convolution($0))) }
  }
}

/// Two separable convolutions, the mean and the classifier.
struct XceptionHead {
  private let convolutions: [XceptionRepetition]
  /// The ReLU after each, in one code the same.
  private let activations: [BuiltLayer]
  private let pool: BuiltLayer
  private let classifier: BuiltLayer

  init(_ net: Scope, _ model: Xception, _ spelling: XceptionSpelling) {
    let (first, second) = Xception.finalChannels
    var convolutions: [XceptionRepetition] = []
    var activations: [BuiltLayer] = []
    for (index, channels) in [(Dim(1024), first), (first, second)].enumerated() {
      let names = spelling.final(index + 1)
      convolutions.append(XceptionRepetition(net, names, hasReLU: false, channels))
      let isShared = index > 0 && names.relu == spelling.final(index).relu
      activations.append(isShared ? activations[0] : net.layer(names.relu, Activation(.relu)))
    }
    self.convolutions = convolutions
    self.activations = activations
    let names = spelling.head
    let mean: any Operator =
      model.code == .pytorchcv ? Pooling.average(Window(10, stride: 1)) : GlobalPooling.average
    pool = net.layer(names.pool, mean)
    classifier = net.layer(names.classifier, Linear(second, model.classes, bias: true))
  }

  func callAsFunction(_ x: Value) -> Value {
    let y = zip(convolutions, activations).reduce(x) { $1.1($1.0.convolved($0)) }
    return classifier(pool(y).reshaped(to: .vector))
  }
}

extension XceptionSpelling {
  /// The names of convolution `number` of the stem, from 1.
  fileprivate func stem(_ number: Int) -> (convolution: String, norm: String, relu: String) {
    switch code {
    case .timm: return ("conv\(number)", "bn\(number)", "act\(number)")
    case .pytorchcv:
      let block = "features.init_block.conv\(number)"
      return ("\(block).conv", "\(block).bn", "\(block).activ")
    case .cifar:
      let block = "entry_flow.conv\(number)"
      return ("\(block).0", "\(block).1", "\(block).2")
    }
  }

  /// The names of separable convolution `number` after the last unit, from 1; its ReLU comes after it.
  fileprivate func final(_ number: Int) -> XceptionRepetition.Names {
    switch code {
    case .timm:
      let place = number + 2
      return .init(
        relu: "act\(place)", filter: "conv\(place).conv1", pointwise: "conv\(place).pointwise",
        norm: "bn\(place)")
    case .pytorchcv:
      let block = "features.final_block"
      return .init(
        relu: "\(block).activ", filter: "\(block).conv\(number).conv.dw_conv",
        pointwise: "\(block).conv\(number).conv.pw_conv", norm: "\(block).conv\(number).bn")
    case .cifar:
      let (list, place) = ("exit_flow.conv", 3 * (number - 1))
      return .init(
        relu: "\(list).\(place + 2)", filter: "\(list).\(place).depthwise",
        pointwise: "\(list).\(place).pointwise", norm: "\(list).\(place + 1)")
    }
  }

  fileprivate var head: (pool: String, classifier: String) {
    switch code {
    case .timm: ("global_pool.pool", "fc")
    case .pytorchcv: ("features.final_pool", "output")
    case .cifar: ("exit_flow.avgpool", "fc")
    }
  }
}
