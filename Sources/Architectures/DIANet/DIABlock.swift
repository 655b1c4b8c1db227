import RLANetworks
import RLASymbolic

/// The blocks of a stage and the cell that they share.
struct DIAStage {
  private let blocks: [DIABlock]
  private let modules: AggregationModules
  private let aggregation: LayerAggregation

  init(_ net: Scope, _ model: DIANet, stage: Int) {
    let scope = net.scope(model.path(ofStage: stage))
    aggregation = model.aggregation
    let prefix = model.blockPrefix(ofStage: stage)
    blocks = (0..<model.depth).map {
      DIABlock(net.scope("\(prefix)\($0)"), model, stage: stage, block: $0)
    }
    modules = AggregationModules(scope, aggregation, of: .stage, channels: model.channels[stage])
  }

  func callAsFunction(_ x: Value) -> Value {
    var x = x
    var states: AggregationStates = [:]
    for block in blocks {
      var run = AggregationRun(aggregation, block.scope, modules, states)
      x = block(x, &run)
      states = run.states
    }
    return x
  }
}

/// A branch that the cell scales, beside a shortcut.
struct DIABlock {
  let scope: Scope
  private let number: Int
  private let name = LayerAggregation.dia.name
  private let form: DIANet.Form
  private let layers: [(convolution: BuiltLayer, norm: BuiltLayer)]
  private let relu: BuiltLayer
  /// The convolution, and the norm of the grouped network.
  private let projection: [BuiltLayer]
  /// The norm after the last convolution where the others come before theirs.
  private let lastNorm: BuiltLayer?
  private let dropoutRate: Double

  init(_ scope: Scope, _ model: DIANet, stage: Int, block: Int) {
    self.scope = scope
    number = block
    form = model.form
    dropoutRate = model.dropoutRate
    let stride = stage > 0 && block == 0 ? 2 : 1
    let input = model.inputChannels(ofStage: stage, block: block)
    let output = model.channels[stage]
    layers = zip(model.convolutions(input, output, stride: stride), model.names).map {
      convolution, names in
      if model.form == .grouped {
        return (
          scope.layer(names.convolution, convolution, callStyle: .function),
          scope.layer(
            names.norm, BatchNormalization(convolution.outputChannels), callStyle: .function)
        )
      }
      let norm = scope.layer(names.norm, BatchNormalization(convolution.inputChannels))
      return (scope.layer(names.convolution, convolution), norm)
    }
    relu = scope.layer("relu", Activation(.relu))
    let shortcut = Convolution(input, output, Window(1, stride: stride))
    if input == output {
      projection = []
    } else {
      switch model.form {
      case .preActivated: projection = [scope.layer("downsample.0", shortcut)]
      case .wide: projection = [scope.layer("convShortcut", shortcut)]
      case .grouped:
        projection = [
          scope.layer("shortcut.shortcut_conv", shortcut),
          scope.layer("shortcut.shortcut_bn", BatchNormalization(output)),
        ]
      }
    }
    lastNorm =
      model.form == .grouped
      ? nil : scope.layer("bn_additional", BatchNormalization(output))
  }

  func callAsFunction(_ x: Value, _ run: inout AggregationRun) -> Value {
    scope.block(number) {
      scope.run {
        let (branch, read) = scope.inRole(.branch) { self.branch(x) }
        run[.branch] = branch
        run[.shortcut] =
          projection.isEmpty
          ? x : scope.inRole(.projection) { projection.reduce(read) { $1($0) } }
        scope.inRole(.attention(name)) { run.run(.branch) }
        run[.output] = scope.inRole(.shortcut) {
          let sum = run[.branch] + run[.shortcut]
          return form == .grouped ? relu(sum) : sum
        }
        scope.inRole(.attention(name)) { run.run(.output) }
        return run[.output]
      }
    }
  }

  /// The branch, and what a projection reads.
  private func branch(_ x: Value) -> (branch: Value, read: Value) {
    if form == .grouped {
      var y = x
      for (index, layer) in layers.enumerated() {
        y = layer.norm(layer.convolution(y))
        if index + 1 < layers.count { y = y.rectified() }
      }
      return (y, x)
    }
    var y = x
    var read = x
    for (index, layer) in layers.enumerated() {
      y = relu(layer.norm(y))
      // The wide network's projection reads what the first convolution does.
      if index == 0, form == .wide { read = y }
      if index == 1, form == .wide, dropoutRate > 0 {
        y = scope.apply(Dropout(rate: dropoutRate), to: [y])[0]
      }
      y = layer.convolution(y)
    }
    return (lastNorm?(y) ?? y, read)
  }
}

extension DIANet {
  /// The convolutions of a block in their order.
  fileprivate func convolutions(_ input: Dim, _ output: Dim, stride: Int) -> [Convolution] {
    switch form {
    case .preActivated:
      let planes = output.floorDivided(by: 4)
      return [
        Convolution(input, planes, Window(1)),
        Convolution(planes, planes, .same(3, stride: stride)),
        Convolution(planes, output, Window(1)),
      ]
    case .wide:
      return [
        Convolution(input, output, .same(3, stride: stride)), Convolution(output, output, .same(3)),
      ]
    case .grouped:
      let inner = output * 2
      return [
        Convolution(input, inner, Window(1)),
        Convolution(inner, inner, .same(3, stride: stride), groups: Dim(Self.groups)),
        Convolution(inner, output, Window(1)),
      ]
    }
  }

  /// The attributes of the convolutions and norms, in that order.
  fileprivate var names: [(convolution: String, norm: String)] {
    form == .grouped
      ? [("conv_reduce", "bn_reduce"), ("conv_conv", "bn"), ("conv_expand", "bn_expand")]
      : (1...3).map { ("conv\($0)", "bn\($0)") }
  }
}
