import RLANetworks
import RLASymbolic

/// A unit: a body beside an identity or its projection.
struct ResidualUnit {
  private let scope: Scope
  /// Its place in its stage, from 0.
  private let number: Int
  private let body: UnitBody
  private let projection: UnitProjection?
  private let attention: UnitSqueezeExcitation?
  private let aggregation: (value: LayerAggregation, modules: AggregationModules)?
  /// nil where the sum stays as it is.
  private let relu: BuiltLayer?

  /// - Parameters:
  ///   - features: The module that holds the stages.
  ///   - model: The network.
  ///   - stage: The stage, from 0.
  ///   - unit: The place in it, from 0.
  ///   - shared: What the units of the stage share; the first unit creates it.
  init(
    _ features: Scope, _ model: UnitResNet, stage: Int, unit: Int,
    sharing shared: inout AggregationModules?
  ) {
    let scope = features.scope("\(UnitResNet.unitPrefix(ofStage: stage))\(unit + 1)")
    self.scope = scope
    number = unit
    let convolutions = model.convolutions(ofStage: stage, unit: unit)
    let body = scope.scope("body")
    self.body =
      model.isPreActivated
      ? .preActivated(
        convolutions.enumerated().map {
          PreActivatedConvolution(body.scope("conv\($0 + 1)"), .pytorchcv, $1)
        })
      : .plain(
        convolutions.enumerated().map {
          UnitConvolution(
            body.scope("conv\($0 + 1)"), $1, hasReLU: $0 < convolutions.count - 1)
        })
    let output = model.outputChannels(ofStage: stage)
    attention = UnitSqueezeExcitation(scope.scope("se"), model.attention, channels: output)
    projection = UnitProjection(scope, model, stage: stage, unit: unit)
    if let value = model.aggregation {
      shared?.register(scope)
      let modules =
        shared ?? AggregationModules(scope, value, of: .stage, channels: output)
      shared = modules
      aggregation = (value, modules)
    } else {
      aggregation = nil
    }
    relu = model.isPreActivated ? nil : scope.layer("activ", Activation(.relu))
  }

  /// The output; the states of the aggregation change.
  func callAsFunction(_ x: Value, _ states: inout AggregationStates) -> Value {
    scope.block(number) {
      scope.run {
        // A projection reads what the first convolution does, where norm and ReLU come before it.
        var (branch, read) = scope.inRole(.branch) {
          let (y, read) = body(x)
          return (attention.map { $0(y) } ?? y, read)
        }
        let shortcut = projection.map { $0(read) } ?? x
        if let aggregation {
          var run = AggregationRun(aggregation.value, scope, aggregation.modules, states)
          (run[.input], run[.branch], run[.shortcut]) = (x, branch, shortcut)
          scope.inRole(.attention(aggregation.value.name)) { run.run(.branch) }
          (branch, states) = (run[.branch], run.states)
        }
        return scope.inRole(.shortcut) {
          let sum = branch + shortcut
          return relu.map { $0(sum) } ?? sum
        }
      }
    }
  }
}

/// The convolutions of a unit.
private enum UnitBody {
  case plain([UnitConvolution])
  case preActivated([PreActivatedConvolution])

  /// What it makes of x, and what its first convolution reads.
  func callAsFunction(_ x: Value) -> (result: Value, read: Value) {
    switch self {
    case .plain(let layers):
      return (layers.reduce(x) { $1($0) }, x)
    case .preActivated(let layers):
      let read = layers[0].activated(x)
      return (layers.dropFirst().reduce(layers[0].convolved(read)) { $1($0) }, read)
    }
  }
}

/// A convolution, its norm and its ReLU.
struct UnitConvolution {
  private let convolution: BuiltLayer
  private let norm: BuiltLayer
  private let relu: BuiltLayer?

  init(_ scope: Scope, _ convolution: Convolution, hasReLU: Bool) {
    self.convolution = scope.layer("conv", convolution)
    norm = scope.layer("bn", BatchNormalization(convolution.outputChannels))
    relu = hasReLU ? scope.layer("activ", Activation(.relu)) : nil
  }

  func callAsFunction(_ x: Value) -> Value {
    let y = norm(convolution(x))
    return relu.map { $0(y) } ?? y
  }
}

/// The shortcut where a unit changes the shape: a 1x1 convolution, with a norm unless the unit is
/// pre-activated.
private struct UnitProjection {
  private let convolution: BuiltLayer
  private let norm: BuiltLayer?

  init?(_ scope: Scope, _ model: UnitResNet, stage: Int, unit: Int) {
    let input = model.inputChannels(ofStage: stage, unit: unit)
    let output = model.outputChannels(ofStage: stage)
    let stride = model.stride(ofStage: stage, unit: unit)
    if stride == 1, input == output { return nil }
    let operation = Convolution(input, output, Window(1, stride: stride))
    if model.isPreActivated {
      convolution = scope.layer("identity_conv", operation)
      norm = nil
    } else {
      convolution = scope.layer("identity_conv.conv", operation)
      norm = scope.layer("identity_conv.bn", BatchNormalization(output))
    }
  }

  func callAsFunction(_ x: Value) -> Value {
    x.inRole(.projection) {
      let y = convolution(x)
      return norm.map { $0(y) } ?? y
    }
  }
}

/// Squeeze and excitation by 1x1 convolutions with bias.
private struct UnitSqueezeExcitation {
  private let layers: [BuiltLayer]

  init?(_ scope: Scope, _ attention: UnitResNet.Attention, channels: Dim) {
    guard case .squeezeExcitation(let reduction) = attention else { return nil }
    let reduced = channels.floorDivided(by: reduction)
    layers = [
      scope.layer("pool", GlobalPooling.average),
      scope.layer("conv1", Convolution(channels, reduced, Window(1), bias: true)),
      scope.layer("activ", Activation(.relu)),
      scope.layer("conv2", Convolution(reduced, channels, Window(1), bias: true)),
      scope.layer("sigmoid", Activation(.sigmoid)),
    ]
  }

  func callAsFunction(_ x: Value) -> Value {
    x.inRole(.attention("SE")) { x.scaled(by: layers.reduce(x) { $1($0) }) }
  }
}
