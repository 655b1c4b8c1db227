import RLANetworks
import RLASymbolic
import TestSupport

/// A network of one batch of images whose nodes are drawn from the operators that run.
///
/// Its output is one vector of everything that no node reads.
struct RandomNetwork {
  /// The sizes of the images, N×C×H×W.
  let sizes: [Int]
  let network: Network

  init(using generator: inout SeededGenerator) {
    let sizes = [2] + (0..<3).map { _ in Int.random(in: 3...6, using: &generator) }
    var drawn = generator
    network = Network("random", inputChannels: Dim(sizes[1])) { net, image in
      var growth = Growth(net, image, sizes, drawn)
      for _ in 0..<Int.random(in: 5...14, using: &growth.generator) { growth.step() }
      drawn = growth.generator
      return [growth.ends()]
    }
    generator = drawn
    self.sizes = sizes
  }

  /// A network while it grows.
  struct Growth {
    struct Drawn {
      let value: Value
      let sizes: [Int]
      var isRead = false
    }

    let net: Scope
    var values: [Drawn]
    var generator: SeededGenerator
    var layers = 0

    init(_ net: Scope, _ image: Value, _ sizes: [Int], _ generator: SeededGenerator) {
      self.net = net
      values = [Drawn(value: image, sizes: sizes)]
      self.generator = generator
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
      .random(in: range, using: &generator)
    }

    /// One of the later values, more often than not.
    mutating func pick(_ condition: (Drawn) -> Bool = { _ in true }) -> Int? {
      let fitting = values.indices.filter { condition(values[$0]) }
      return Bool.random(using: &generator)
        ? fitting.suffix(2).randomElement(using: &generator)
        : fitting.randomElement(using: &generator)
    }

    mutating func read(_ index: Int) -> Value {
      values[index].isRead = true
      return values[index].value
    }

    mutating func add(_ value: Value, _ sizes: [Int]) {
      values.append(Drawn(value: value, sizes: sizes))
    }

    /// Applies a function to drawn values.
    mutating func apply(_ function: any Operator, _ inputs: [Int], _ sizes: [Int]) {
      let operands = inputs.map { read($0) }
      add(net.apply(function, to: operands)[0], sizes)
    }

    mutating func layer(_ function: some Operator, _ value: Value) -> Value {
      layers += 1
      return net.layer("layer\(layers)", function)(value)
    }
  }
}
