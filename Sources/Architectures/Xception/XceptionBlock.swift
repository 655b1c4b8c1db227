import RLANetworks
import RLASymbolic

/// A unit: separable convolutions beside a shortcut.
struct XceptionBlock {
  private let scope: Scope
  /// Its place in its flow, from 0.
  private let number: Int
  private let repetitions: [XceptionRepetition]
  private let projection: (convolution: BuiltLayer, norm: BuiltLayer)?
  private let pool: BuiltLayer?
  private let aliasesShortcut: Bool
  private let addsInPlace: Bool

  /// - Parameters:
  ///   - net: The outermost scope.
  ///   - unit: What it computes.
  ///   - spelling: The names.
  ///   - flow: The flow that it belongs to.
  ///   - number: Its place there, from 0.
  ///   - place: Its place among all units, from 0.
  init(
    _ net: Scope, _ unit: XceptionUnit, _ spelling: XceptionSpelling, _ flow: XceptionFlow,
    number: Int, place: Int
  ) {
    let names = spelling.unit(flow, number, place: place)
    let scope = net.scope(names.path)
    self.scope = scope
    self.number = number
    let makeProjection = {
      unit.hasProjection
        ? (
          convolution: scope.layer(
            names.shortcut.convolution,
            Convolution(
              unit.input, unit.output, Window(1, stride: unit.stride),
              bias: spelling.code == .cifar)),
          norm: scope.layer(names.shortcut.norm, BatchNormalization(unit.output))
        ) : nil
    }
    let makeBranch = {
      let repetitions = (0..<unit.repetitions).map { index in
        let hasReLU = unit.startsWithReLU || index > 0
        let channels = unit.channels(ofRepetition: index)
        return XceptionRepetition(
          scope, names.repetition(index, unit.startsWithReLU), hasReLU: hasReLU, channels)
      }
      let pool =
        unit.pools
        ? scope.layer(names.pool(unit), Pooling.max(.same(3, stride: unit.stride))) : nil
      return (repetitions, pool)
    }
    if spelling.code == .cifar {
      (repetitions, pool) = makeBranch()
      projection = makeProjection()
    } else {
      projection = makeProjection()
      (repetitions, pool) = makeBranch()
    }
    aliasesShortcut = spelling.code == .cifar && unit.startsWithReLU && unit.aliasesShortcut
    addsInPlace = spelling.code == .timm
  }

  func callAsFunction(_ x: Value) -> Value {
    scope.block(number) {
      scope.run {
        var y = x
        var source = x
        scope.inRole(.branch) {
          for (index, repetition) in repetitions.enumerated() {
            y = repetition.activated(y)
            if index == 0, aliasesShortcut { source = y }
            y = repetition.convolved(y)
          }
          y = pool.map { $0(y) } ?? y
        }
        let shortcut =
          projection.map { layers in
            source.inRole(.projection) { layers.norm(layers.convolution(source)) }
          } ?? source
        return scope.inRole(.shortcut) {
          if addsInPlace { y += shortcut } else { y = y + shortcut }
          return y
        }
      }
    }
  }
}

/// A ReLU, a separable convolution and a norm.
struct XceptionRepetition {
  private let relu: BuiltLayer?
  private let filter: BuiltLayer
  private let pointwise: BuiltLayer
  private let norm: BuiltLayer

  /// The attributes of the layers.
  struct Names {
    let relu: String
    let filter: String
    let pointwise: String
    let norm: String
  }

  /// - Parameters:
  ///   - scope: The module of the unit.
  ///   - names: The names of the layers in it.
  ///   - hasReLU: Whether a ReLU comes first.
  ///   - channels: Channels before and after it.
  init(_ scope: Scope, _ names: Names, hasReLU: Bool, _ channels: (Dim, Dim)) {
    let (input, output) = channels
    relu = hasReLU ? scope.layer(names.relu, Activation(.relu)) : nil
    filter = scope.layer(names.filter, Convolution(input, input, .same(3), groups: input))
    pointwise = scope.layer(names.pointwise, Convolution(input, output, Window(1)))
    norm = scope.layer(names.norm, BatchNormalization(output))
  }

  func activated(_ x: Value) -> Value { relu.map { $0(x) } ?? x }

  func convolved(_ x: Value) -> Value { norm(pointwise(filter(x))) }
}
