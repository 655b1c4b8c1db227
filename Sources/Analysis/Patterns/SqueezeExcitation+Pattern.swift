import RLANetworks
import RLASymbolic

extension PatternRule {
  /// Each channel times a gate that two small layers compute from the means of all channels.
  ///
  /// Hu et al. 2017, arXiv 1709.01507.
  static let squeezeExcitation = PatternRule(
    Pattern.Kind("SqueezeExcitation"),
    [x * .gate(activated: layer(activated(reduced), named: "expand"))]
  ) { match in
    guard match.scalesChannels, let width = match.output("reduce") else { return nil }
    // The layer makes N×R, or N×R×1×1.
    let squeezed = width.dims.count > 1 ? width.dims[1].value : nil
    return squeezed.map { [.integers("squeezed_channels", [$0])] } ?? []
  }

  private static let x = PatternTerm.value("x")
  private static let reduced = PatternTerm.named(
    "reduced", layer(.moved(.channelMeans(x)), named: "reduce"))

  /// A layer from N×C to N×R, as a convolution of 1×1 or a matrix product; its bias may be a node.
  private static func layer(_ x: PatternTerm, named name: String) -> PatternTerm {
    let product = PatternTerm.either([
      .result(of: [Convolution.kind], [x], named: name) { function in
        guard let convolution = function as? Convolution, convolution.groups == 1 else {
          return false
        }
        return convolution.windows.allSatisfy { $0.kernel == 1 && $0.stride == 1 }
      },
      .result(of: [Linear.kind], [x], named: name),
      .result(of: [MatMul.kind], [x, .stored("\(name) weight")], named: name),
    ])
    let bias = PatternTerm.optional(PatternTerm.reshape, .stored("\(name) bias"))
    return .either([product + bias, product])
  }

  private static func activated(_ x: PatternTerm) -> PatternTerm {
    .either([.result(of: functions, [x]), .silu(x), .hardSwish(x)])
  }

  private static let functions: [OperatorKind] = [
    .relu, .relu6, .leakyReLU, .elu, .silu, .hardSwish, .gelu, .geluTanh, .mish, .tanh, .sigmoid,
  ]
}

extension PatternTerm {
  /// A sigmoid, soft or hard, with its argument and its result in any shape.
  static func gate(activated x: PatternTerm) -> PatternTerm {
    let argument = moved(x)
    return moved(
      .either([
        .result(of: [.sigmoid, .hardSigmoid], [argument]), hardSigmoid(argument),
      ]))
  }

  /// The means of all channels, which keep their axes or lose them.
  static func channelMeans(_ x: PatternTerm) -> PatternTerm {
    .either([
      .result(of: [.globalAveragePooling], [x], named: "squeeze"),
      .result(of: [.mean], [x], named: "squeeze"),
    ])
  }

  /// A term after up to two nodes that give it another shape.
  static func moved(_ x: PatternTerm) -> PatternTerm {
    func once(_ x: PatternTerm) -> PatternTerm {
      .either([.reshape(x), .result(of: [Transpose.kind], [x])])
    }
    return .either([once(once(x)), once(x), x])
  }
}

extension PatternMatch {
  /// Whether the means go over all axes but samples and channels, and the gates have the shape of
  /// such means.
  var scalesChannels: Bool {
    guard let x = shape("x"), x.rank > 2, result == x, let axes = squeezedAxes(rank: x.rank),
      axes.count == x.rank - 2, !axes.contains(0)
    else { return false }
    let gates = Shape(x.dims.enumerated().map { axes.contains($0) ? 1 : $1 })
    return factors.contains(gates)
  }

  /// The axes over which means are taken, counted from the beginning.
  private func squeezedAxes(rank: Int) -> Set<Int>? {
    if let pooling = operators("squeeze", as: GlobalPooling.self).first {
      return Set(2..<pooling.axes + 2)
    }
    let axes = operators("squeeze", as: Reduction.self).first?.axes
    return axes.map { Set($0.map { $0 < 0 ? $0 + rank : $0 }) }
  }

  /// The shapes that the last product multiplies.
  private var factors: [Shape] { shapes.network.nodes[root].reads.map { shapes[$0] } }
}
