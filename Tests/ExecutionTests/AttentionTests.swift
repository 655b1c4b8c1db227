import RLAExecution
import RLAKernels
import RLANetworks
import RLASymbolic
import Testing

/// Attention with several heads, with a sigmoid for its weights: layers, views and products in one
/// network, against the same sums without a plan.
@Suite(.serialized) struct AttentionTests {
  private static let (batch, tokens, heads, depth) = (2, 4, 3, 2)
  private static let width = heads * depth
  private static let names = ["q", "k", "v", "out"].flatMap { ["\($0).weight", "\($0).bias"] }
  private static let input = ReferenceTensor.distinct([batch, tokens, width])

  private static func reshape(_ sizes: Int...) -> Reshape {
    Reshape(to: sizes.map { .size(Dim($0)) })
  }

  /// B×T×C → B×heads×T×depth.
  private static func split(_ value: Value, _ net: Scope) -> Value {
    turned(value.reshaped(to: reshape(batch, tokens, heads, depth)), [0, 2, 1, 3], net)
  }

  private static func turned(_ value: Value, _ axes: [Int], _ net: Scope) -> Value {
    net.apply(Transpose(axes), to: [value])[0]
  }

  /// The products of queries and keys by a scaled product of batches, or by one of four axes.
  private static func network(scales: Bool) -> Network {
    Network("attention", inputs: [Input("x", input.fact)]) { net, values in
      let linear = Linear(Dim(width), Dim(width), bias: true)
      let parts = ["q", "k", "v"].map { split(net.layer($0, linear)(values[0]), net) }
      let products: Value
      if scales {
        let flat = parts.prefix(2).map { $0.reshaped(to: reshape(batch * heads, tokens, depth)) }
        let scaled = net.apply(Gemm(transposesRight: true, alpha: 0.5, batched: true), to: flat)
        products = scaled[0].reshaped(to: reshape(batch, heads, tokens, tokens))
      } else {
        let keys = turned(parts[1], [0, 1, 3, 2], net)
        products = net.apply(MatMul(), to: [parts[0], keys])[0]
      }
      let shares = net.apply(Activation(.sigmoid), to: [products])[0]
      let mixed = net.apply(MatMul(), to: [shares, parts[2]])[0]
      let joined = turned(mixed, [0, 2, 1, 3], net).reshaped(to: reshape(batch, tokens, width))
      return [("y", net.layer("out", linear)(joined) + values[0])]
    }
  }

  private static func plain(
    _ x: ReferenceTensor, _ weights: [String: ReferenceTensor], scale: Double
  ) -> ReferenceTensor {
    func linear(_ name: String, _ x: ReferenceTensor) -> ReferenceTensor {
      guard let weight = weights["\(name).weight"] else { return x }
      return PlainProducts.linear(x, weight, weights["\(name).bias"])
    }
    func split(_ name: String) -> ReferenceTensor {
      ReferenceTensor([batch, tokens, heads, depth], linear(name, x).values)
        .permuted([0, 2, 1, 3])
    }
    var shares = PlainProducts.matmul(split("q"), split("k").permuted([0, 1, 3, 2]))
    shares.values = shares.values.map { 1 / (1 + exponential(-scale * $0)) }
    let mixed = PlainProducts.matmul(shares, split("v")).permuted([0, 2, 1, 3])
    let y = linear("out", ReferenceTensor([batch, tokens, width], mixed.values))
    return ReferenceTensor(y.sizes, zip(y.values, x.values).map { $0 + $1 })
  }

  private func session(_ scales: Bool, _ options: PlanOptions) throws -> Session {
    let network = Self.network(scales: scales)
    let session = try Session(ExecutionPlan(network, inputs: [Self.input.fact], options))
    session.setInput(0, Self.input.values.map { Float($0) })
    session.forward()
    return session
  }

  private func weights(_ session: Session) throws -> [String: ReferenceTensor] {
    try Dictionary(
      uniqueKeysWithValues: Self.names.map { name in
        let index = try #require(session.parameters.index(of: name))
        let values = session.parameters[index].map(Double.init)
        let isBias = name.hasSuffix("bias")
        return (name, ReferenceTensor(isBias ? [Self.width] : [Self.width, Self.width], values))
      })
  }

  @Test(arguments: [ProductStyle.whole, .small], [true, false])
  func `Tokens attend to each other`(style: ProductStyle, scales: Bool) throws {
    for purpose in PlanOptions.Purpose.allCases {
      for fusion in PlanOptions.Fusion.allCases {
        let options = PlanOptions(
          batch: 1, height: 1, width: 1, purpose: purpose, fusion: fusion, threads: 2,
          products: style)
        let session = try session(scales, options)
        let expected = Self.plain(Self.input, try weights(session), scale: scales ? 0.5 : 1)
        let worst = zip(session.outputs[0], expected.values).map { abs(Double($0) - $1) }.max()
        #expect((worst ?? .infinity) < 1e-5)
      }
    }
  }

  @Test(arguments: PlanOptions.Fusion.allCases, [true, false])
  func `Gradients go back through attention`(
    fusion: PlanOptions.Fusion, scales: Bool
  ) throws {
    let options = PlanOptions(
      batch: 1, height: 1, width: 1, purpose: .training, fusion: fusion, algorithm: .exact,
      threads: 2, wantsInputGradient: true)
    let session = try session(scales, options)
    let formula = SyntheticValues("gradient")
    let gradient = Self.input.values.indices.map { 2 * formula.unit($0) - 1 }
    session.backward(from: gradient.map { Float($0) })
    let weights = try weights(session)
    func loss(_ x: ReferenceTensor, _ weights: [String: ReferenceTensor]) -> Double {
      zip(Self.plain(x, weights, scale: scales ? 0.5 : 1).values, gradient)
        .reduce(0) { $0 + $1.0 * $1.1 }
    }
    compare(Self.input, session.gradient(ofInput: 0)) { loss($0, weights) }
    for name in Self.names {
      let index = try #require(session.parameters.index(of: name))
      let tensor = try #require(weights[name])
      compare(tensor, session.parameters.gradient(index)) { changed in
        loss(Self.input, weights.merging([name: changed]) { $1 })
      }
    }
  }

  /// Compares some elements of a gradient with central differences.
  private func compare(
    _ tensor: ReferenceTensor, _ gradient: [Float], _ loss: (ReferenceTensor) -> Double
  ) {
    for index in [0, tensor.count / 3, tensor.count - 1] {
      let step = 0x1p-17
      var (above, below) = (tensor, tensor)
      above.values[index] += step
      below.values[index] -= step
      let difference = (loss(above) - loss(below)) / (2 * step)
      #expect(abs(Double(gradient[index]) - difference) < 1e-4)
    }
  }
}
