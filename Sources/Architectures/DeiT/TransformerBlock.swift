import RLANetworks
import RLASymbolic

/// Self-attention, a perceptron, and the aggregation after them.
struct TransformerBlock {
  private let scope: Scope
  private let number: Int
  private let norm1: BuiltLayer
  private let attention: SelfAttention
  private let norm2: BuiltLayer
  private let perceptron: (up: BuiltLayer, gelu: BuiltLayer, down: BuiltLayer)
  private let aggregation: TokenAggregation

  init(_ scope: Scope, _ model: DeiT, number: Int) {
    self.scope = scope
    self.number = number % DeiT.groupSize
    let width = Dim(model.width)
    norm1 = scope.layer("norm1", LayerNormalization([width], epsilon: 1e-6))
    attention = SelfAttention(scope.scope("attn"), width: model.width, heads: model.heads)
    norm2 = scope.layer("norm2", LayerNormalization([width], epsilon: 1e-6))
    perceptron = (
      scope.layer("mlp.fc1", Linear(width, width * 4, bias: true)),
      scope.layer("mlp.act", Activation(.gelu)),
      scope.layer("mlp.fc2", Linear(width * 4, width, bias: true))
    )
    aggregation = TokenAggregation(scope.scope("mrla"), model)
  }

  func callAsFunction(_ input: Value, _ states: inout AggregationStates) -> Value {
    scope.block(number) {
      scope.run {
        var x = input + scope.inRole(.branch) { attention(norm1(input)) }
        x =
          x
          + scope.inRole(.branch) {
            perceptron.down(perceptron.gelu(perceptron.up(norm2(x))))
          }
        return x + aggregation(x, after: input, &states)
      }
    }
  }
}

/// Attention among tokens, as timm 0.3.2 writes it.
private struct SelfAttention {
  private let scope: Scope
  private let heads: Int
  private let width: Int
  private let projections: BuiltLayer
  private let output: BuiltLayer

  init(_ scope: Scope, width: Int, heads: Int) {
    self.scope = scope
    self.heads = heads
    self.width = width
    projections = scope.layer(
      "qkv", Linear(Dim(width), Dim(3 * width), bias: true), role: .attentionPart("qkv"))
    output = scope.layer("proj", Linear(Dim(width), Dim(width), bias: true))
  }

  func callAsFunction(_ x: Value) -> Value {
    scope.inRole(.attention("self")) { scope.run { attended(x) } }
  }

  private func attended(_ x: Value) -> Value {
    let channels = width / heads
    let split = Reshape(
      to: [.axis(0), .axis(1), .size(3), .size(Dim(heads)), .size(Dim(channels))], title: "heads")
    let parts = scope.apply(
      Transpose([2, 0, 3, 1, 4]), to: [projections(x).reshaped(to: split)])[0]
    let single = Reshape(
      to: [.axis(1), .axis(2), .axis(3), .axis(4)], singleAxes: [0], title: "select")
    let qkv = scope.apply(Split(.equal(3), axis: 0), to: [parts], outputs: 3)
      .map { $0.reshaped(to: single) }
    let keys = scope.apply(Transpose([0, 1, 3, 2]), to: [qkv[1]])[0]
    let products = scope.apply(MatMul(), to: [qkv[0], keys], callStyle: .operator)[0]
    let scale = scope.constant("scale", .float([]), number: 1 / Double(channels).squareRoot())
    let scores = products.broadcast(times: scale, in: scope)
    let weights = scope.apply(Softmax(), to: [scores], callStyle: .operator)[0]
    let sums = scope.apply(MatMul(), to: [weights, qkv[2]], callStyle: .operator)[0]
    let joined = scope.apply(Transpose([0, 2, 1, 3]), to: [sums])[0]
    return output(
      joined.reshaped(to: Reshape(to: [.axis(0), .axis(1), .size(Dim(width))], title: "join")))
  }
}

/// MRLA after a block: attention over the patches as maps, the class token passed by.
private struct TokenAggregation {
  private let scope: Scope
  private let aggregation: LayerAggregation
  private let modules: AggregationModules
  private let factor: BuiltLayer?
  private let norm: BuiltLayer
  /// The norm of the block's input, which MRLA-light adds.
  private let inputNorm: BuiltLayer?

  init(_ scope: Scope, _ model: DeiT) {
    self.scope = scope
    let width = Dim(model.width)
    func norm(_ name: String) -> BuiltLayer {
      scope.layer(name, LayerNormalization([width], epsilon: 1e-6))
    }
    func modules(_ aggregation: LayerAggregation) -> AggregationModules {
      AggregationModules(scope, aggregation, of: .block, channels: width)
    }
    switch model.aggregation {
    case .light:
      aggregation = .lightTokens()
      factor = scope.parameter("lambda_t", [width])
      self.modules = modules(aggregation)
      self.norm = norm("normx")
      inputNorm = norm("normo")
    case .base:
      aggregation = .baseTokens()
      factor = nil
      self.norm = norm("normx")
      self.modules = modules(aggregation)
      inputNorm = nil
    }
  }

  /// What is added to the tokens.
  func callAsFunction(
    _ x: Value, after input: Value, _ states: inout AggregationStates
  ) -> Value {
    scope.inRole(.attention(aggregation.name)) {
      scope.run {
        let (first, tokens) = split(norm(x))
        var run = AggregationRun(aggregation, scope, modules, states)
        run[.output] = tokens.asMap(side: DeiT.side, in: scope)
        run.run(.output)
        states = run.states
        var result = run[.output].asTokens(in: scope)
        if let factor, let inputNorm {
          let previous = split(inputNorm(input)).tokens
          result = result + factor([])[0].broadcast(times: previous, in: scope)
        }
        return scope.apply(Concatenation(axis: 1), to: [first, result])[0]
      }
    }
  }

  private func split(_ x: Value) -> (first: Value, tokens: Value) {
    let parts = scope.apply(
      Split(.sizes([1, Dim(DeiT.side * DeiT.side)]), axis: 1), to: [x], outputs: 2)
    return (parts[0], parts[1])
  }
}
