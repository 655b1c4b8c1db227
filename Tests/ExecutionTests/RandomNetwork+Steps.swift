import RLANetworks
import RLASymbolic
import TestSupport

extension RandomNetwork.Growth {
  mutating func step() {
    switch number(0...12) {
    case 0, 1, 2: block()
    case 3: combine()
    case 4: combineWithReduced()
    case 5: reduce()
    case 6: join()
    case 7: slice()
    case 8: rearrange()
    case 9: spell()
    case 10: attend()
    case 11: project()
    default: pool()
    }
  }

  /// A vector of all values that nothing reads.
  mutating func ends() -> Value {
    let loose = values.indices.filter { !values[$0].isRead }
    let flat = loose.map { index in
      let count = values[index].sizes.reduce(1, *)
      return net.apply(Reshape(to: [.size(Dim(count))]), to: [values[index].value])[0]
    }
    return flat.count == 1 ? flat[0] : net.apply(Concatenation(axis: 0), to: flat)[0]
  }

  private mutating func activation() -> Activation {
    let functions: [ElementFunction] = [.relu, .sigmoid, .tanh, .silu, .hardSwish, .gelu]
    return Activation(functions[number(0...functions.count - 1)])
  }

  /// A convolution with what commonly follows it, or a function alone.
  private mutating func block() {
    guard number(0...3) > 0, let index = pick({ $0.sizes.count == 4 }) else {
      guard let index = pick() else { return }
      apply(activation(), [index], values[index].sizes)
      return
    }
    var sizes = values[index].sizes
    let channels = number(1...20)
    let kernel = [1, 3][number(0...1)]
    let stride = number(1...2)
    var value = layer(
      Convolution(Dim(sizes[1]), Dim(channels), .same(kernel, stride: stride)), read(index))
    sizes = [sizes[0], channels, (sizes[2] - 1) / stride + 1, (sizes[3] - 1) / stride + 1]
    // Statistics of few numbers would magnify the error of rounding.
    if sizes[0] * sizes[2] * sizes[3] >= 8, Bool.random(using: &generator) {
      value = layer(BatchNormalization(Dim(channels)), value)
    }
    if Bool.random(using: &generator), let other = pick({ $0.sizes == sizes }) {
      let summand = read(other)
      value = net.apply(Arithmetic(.add, .aligned), to: [value, summand])[0]
    }
    if Bool.random(using: &generator) { value = net.apply(activation(), to: [value])[0] }
    add(value, sizes)
  }

  private mutating func pairFunction() -> Arithmetic {
    let functions: [BinaryFunction] = [.add, .subtract, .multiply, .minimum, .maximum]
    return Arithmetic(functions[number(0...functions.count - 1)])
  }

  /// Two values of one shape, which may be the same.
  private mutating func pickTwo() -> (Int, Int)? {
    guard let left = pick() else { return nil }
    let sizes = values[left].sizes
    return pick { $0.sizes == sizes }.map { (left, $0) }
  }

  private mutating func combine() {
    guard let (left, right) = pickTwo() else { return }
    apply(pairFunction(), [left, right], values[left].sizes)
  }

  /// A value with a mean of another one, which broadcasts.
  private mutating func combineWithReduced() {
    guard let (left, right) = pickTwo() else { return }
    let sizes = values[left].sizes
    let axes = someAxes(sizes.count)
    let keeps = Bool.random(using: &generator) || axes.contains { $0 > 0 }
    let reduced = net.apply(
      Reduction(.mean, over: axes, keepingAxes: keeps), to: [read(right)])[0]
    let operand = net.apply(activation(), to: [reduced])[0]
    let isFirst = Bool.random(using: &generator)
    let whole = read(left)
    add(
      net.apply(pairFunction(), to: isFirst ? [operand, whole] : [whole, operand])[0], sizes)
  }

  private mutating func someAxes(_ rank: Int) -> [Int] {
    (0..<rank).filter { _ in Bool.random(using: &generator) }
  }

  private mutating func reduce() {
    let functions: [ReductionFunction] = [
      .sum, .mean, .maximum, .minimum, .l1, .sumOfSquares, .logSumExp,
    ]
    guard let index = pick() else { return }
    let sizes = values[index].sizes
    let axes = someAxes(sizes.count)
    let keeps = Bool.random(using: &generator)
    let function = functions[number(0...functions.count - 1)]
    let left = sizes.indices.compactMap { axes.contains($0) ? (keeps ? 1 : nil) : sizes[$0] }
    apply(Reduction(function, over: axes, keepingAxes: keeps), [index], left)
    // Sums of squares of sums of squares would leave the range.
    apply(Activation(.tanh), [values.count - 1], left)
  }

  private mutating func join() {
    guard let left = pick({ !$0.sizes.isEmpty }) else { return }
    var sizes = values[left].sizes
    let axis = number(0...sizes.count - 1)
    let right = pick { other in
      other.sizes.count == sizes.count
        && sizes.indices.allSatisfy { $0 == axis || other.sizes[$0] == sizes[$0] }
    }
    guard let right else { return }
    sizes[axis] += values[right].sizes[axis]
    apply(Concatenation(axis: axis), [left, right], sizes)
  }

  private mutating func slice() {
    guard let index = pick({ !$0.sizes.isEmpty }) else { return }
    var sizes = values[index].sizes
    let axis = number(0...sizes.count - 1)
    let count = number(1...sizes[axis])
    let start = number(0...sizes[axis] - count)
    let isReversed = number(0...3) == 0
    sizes[axis] = count
    apply(
      Slice(
        axis: axis, start: Dim(isReversed ? start + count - 1 : start), count: Dim(count),
        step: isReversed ? -1 : 1),
      [index], sizes)
  }

  /// A transposition, or two axes as one.
  private mutating func rearrange() {
    guard let index = pick({ $0.sizes.count > 1 }) else { return }
    let sizes = values[index].sizes
    if Bool.random(using: &generator) {
      let axes = Array(sizes.indices).shuffled(using: &generator)
      apply(Transpose(axes), [index], axes.map { sizes[$0] })
      return
    }
    let axis = number(0...sizes.count - 2)
    var target = sizes
    target[axis] *= target.remove(at: axis + 1)
    apply(Reshape(to: target.map { .size(Dim($0)) }), [index], target)
  }

  private mutating func pool() {
    guard let index = pick({ $0.sizes.count == 4 }) else { return }
    let sizes = values[index].sizes
    if min(sizes[2], sizes[3]) < 2 || number(0...3) == 0 {
      apply(GlobalPooling.average, [index], [sizes[0], sizes[1], 1, 1])
      return
    }
    let window = Window(2, stride: number(1...2))
    let pooled = sizes[2...].map { ($0 - 2) / window.stride + 1 }
    apply(
      Bool.random(using: &generator) ? Pooling.max(window) : .average(window), [index],
      [sizes[0], sizes[1]] + pooled)
  }
}
