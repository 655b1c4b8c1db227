import RLANetworks
import RLASymbolic
import TestSupport

/// Operations that are spelled in several nodes, as exporters write them.
extension RandomNetwork.Growth {
  private func apply(_ function: any Operator, _ operands: Value...) -> Value {
    net.apply(function, to: operands)[0]
  }

  private func arithmetic(_ function: BinaryFunction, _ a: Value, _ b: Value) -> Value {
    apply(Arithmetic(function), a, b)
  }

  private func stored(_ number: Double) -> Value {
    net.constant("number", Fact(.float32, []), number: Double(Float(number)))
  }

  private mutating func tensor(_ sizes: [Int]) -> Value {
    layers += 1
    return net.constant("tensor\(layers)", .float(Shape(sizes.map { Dim($0) })))
  }

  /// A function of one element, or a norm along the last axis.
  mutating func spell() {
    guard let index = pick({ !$0.sizes.isEmpty }) else { return }
    let sizes = values[index].sizes
    let x = read(index)
    switch number(0...4) {
    case 0: add(arithmetic(.multiply, x, apply(Activation(.sigmoid), x)), sizes)
    case 1:
      let gate = apply(Activation(.erf), arithmetic(.divide, x, stored(2.0.squareRoot())))
      let product = arithmetic(.multiply, x, arithmetic(.add, gate, stored(1)))
      add(arithmetic(.multiply, product, stored(0.5)), sizes)
    case 2: add(arithmetic(.multiply, apply(Activation(.hardSigmoid()), x), x), sizes)
    default: if sizes.last ?? 0 > 2 { add(normalized(x, sizes), sizes) }
    }
  }

  private mutating func normalized(_ x: Value, _ sizes: [Int]) -> Value {
    let mean = Reduction(.mean, over: [sizes.count - 1])
    let centered = arithmetic(.subtract, x, apply(mean, x))
    let squares = apply(mean, arithmetic(.power, centered, stored(2)))
    let deviation = apply(Activation(.squareRoot), arithmetic(.add, squares, stored(0.125)))
    let scaled = arithmetic(
      .multiply, arithmetic(.divide, centered, deviation), tensor(sizes.suffix(1)))
    return Bool.random(using: &generator)
      ? arithmetic(.add, scaled, tensor(sizes.suffix(1))) : scaled
  }

  /// Attention among the lines of a value, of which masks may take a part.
  mutating func attend() {
    guard let index = pick({ $0.sizes.count > 1 }) else { return }
    let sizes = values[index].sizes
    let rank = sizes.count
    let x = read(index)
    let axes = Array(0..<rank - 2) + [rank - 1, rank - 2]
    let scale = Bool.random(using: &generator)
    let queries = scale ? arithmetic(.multiply, x, stored(0.5)) : x
    var scores = apply(MatMul(), queries, apply(Transpose(axes), x))
    if Bool.random(using: &generator) { scores = arithmetic(.divide, scores, stored(3)) }
    let lines = sizes[rank - 2]
    if Bool.random(using: &generator) { scores = arithmetic(.add, scores, tensor([lines, lines])) }
    if Bool.random(using: &generator), let other = pick({ $0.sizes == [lines] }) {
      let hides = apply(Arithmetic(.greater), read(other), stored(0))
      scores = apply(Where(), hides, scores, stored(-8))
    }
    let weights = apply(Softmax(axis: -1), scores)
    add(apply(MatMul(), weights, x), sizes)
  }

  /// A layer over the last axis with what follows it, partly behind a change of axes.
  mutating func project() {
    guard let index = pick({ $0.sizes.count > 1 }) else { return }
    var sizes = values[index].sizes
    let width = number(1...20)
    let inputs = sizes[sizes.count - 1]
    var value = layer(Linear(Dim(inputs), Dim(width), bias: number(0...1) == 0), read(index))
    sizes[sizes.count - 1] = width
    let isTurned = Bool.random(using: &generator)
    if isTurned {
      let axes = [0, sizes.count - 1] + Array(1..<sizes.count - 1)
      value = apply(Transpose(axes), value)
      sizes = axes.map { sizes[$0] }
    }
    let axis = isTurned ? 1 : sizes.count - 1
    let shape = [width] + Array(repeating: 1, count: sizes.count - 1 - axis)
    if Bool.random(using: &generator) { value = arithmetic(.multiply, value, tensor(shape)) }
    if Bool.random(using: &generator) { value = arithmetic(.add, tensor(shape), value) }
    if let other = pick({ $0.sizes == sizes }) {
      value = apply(Arithmetic(.add, .aligned), value, read(other))
    }
    if Bool.random(using: &generator) {
      value = arithmetic(.multiply, value, apply(Activation(.sigmoid), value))
    }
    add(value, sizes)
  }
}
