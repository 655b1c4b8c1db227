import RLAAnalysis
import RLANetworks
import RLASymbolic

/// Writes networks in the operators in which exporters spell them.
struct SpelledNetwork {
  let scope: Scope

  /// The patterns of a network that takes one tensor and returns what `definition` makes.
  static func patterns(
    _ input: Shape, definition: (SpelledNetwork, Value) -> [Value]
  ) throws -> [Pattern] {
    let network = Network("net", inputs: [Input("x", .float(input))]) { scope, values in
      definition(SpelledNetwork(scope: scope), values[0]).enumerated().map { ("y\($0)", $1) }
    }
    return try InferredShapes(network, binding: [:]).patterns
  }

  /// The kinds of these patterns with the number of their nodes.
  static func kinds(
    _ input: Shape, definition: (SpelledNetwork, Value) -> [Value]
  ) throws -> [String] {
    try patterns(input, definition: definition).map { "\($0.kind.name) \($0.nodes.count)" }
  }

  func number(_ number: Double, type: ElementType = .float32) -> Value {
    let rounded = type == .float32 ? Double(Float(number)) : number
    return scope.constant("number", Fact(type, []), number: rounded)
  }

  func stored(_ shape: Shape) -> Value {
    scope.constant("tensor", .float(shape), role: .parameter)
  }

  func apply(_ function: any Operator, _ inputs: Value...) -> Value {
    scope.apply(function, to: inputs)[0]
  }

  func apply(_ function: ElementFunction, _ x: Value) -> Value {
    apply(Activation(function.stored(.fresh)), x)
  }

  func add(_ a: Value, _ b: Value) -> Value { apply(Arithmetic(.add), a, b) }
  func add(_ a: Value, _ b: Double) -> Value { add(a, number(b)) }
  func subtract(_ a: Value, _ b: Value) -> Value { apply(Arithmetic(.subtract), a, b) }
  func multiply(_ a: Value, _ b: Value) -> Value { apply(Arithmetic(.multiply), a, b) }
  func multiply(_ a: Value, _ b: Double) -> Value { multiply(a, number(b)) }
  func divide(_ a: Value, _ b: Value) -> Value { apply(Arithmetic(.divide), a, b) }
  func divide(_ a: Value, _ b: Double) -> Value { divide(a, number(b)) }
  func power(_ a: Value, _ b: Double) -> Value { apply(Arithmetic(.power), a, number(b)) }
  func mean(_ x: Value, over axes: [Int], keepingAxes: Bool = true) -> Value {
    apply(Reduction(.mean, over: axes, keepingAxes: keepingAxes), x)
  }
  func reshape(_ x: Value, _ sizes: [Dim]) -> Value {
    apply(Reshape(to: sizes.map { .size($0) }), x)
  }
}
