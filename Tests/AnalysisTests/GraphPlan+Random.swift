import RLANetworks
import RLASymbolic
import TestSupport

extension GraphPlan.Operation {
  /// The operator, where it is not a layer.
  var function: any Operator {
    switch self {
    case .convolution: preconditionFailure("A layer is applied.")
    case .sigmoid: Activation(.sigmoid)
    case .relu: Activation(.relu)
    case .sum: Arithmetic(.add, .aligned)
    case .scale: Arithmetic(.multiply)
    case .slice(let start, let count): Slice(start: Dim(start), count: Dim(count))
    case .concatenation: Concatenation()
    case .split: TestSplit()
    }
  }
}

extension GraphPlan {
  /// A graph of one or two inputs.
  static func random(
    depth: Int, batch: Dim, using generator: inout SeededGenerator
  ) -> GraphPlan {
    let inputs = (0...Int.random(in: 0...1, using: &generator)).map { _ in
      Fact.float([batch, Dim(Int.random(in: 1...4, using: &generator)), 4, 4])
    }
    let plan = GraphPlan(inputs: inputs, batch: batch)
    plan.grow(depth: depth, using: &generator)
    plan.outputs = (0...Int.random(in: 0...1, using: &generator)).map { _ in
      plan.map(using: &generator)
    }
    return plan
  }

  /// Values that have channels, the only ones that nodes read.
  private var maps: [Int] {
    sources.indices.filter { shape(of: $0).count == 4 && shape(of: $0)[1] > 0 }
  }

  private func map(using generator: inout SeededGenerator) -> Int {
    maps.randomElement(using: &generator) ?? 0
  }

  private func grow(depth: Int, using generator: inout SeededGenerator) {
    for _ in 0..<Int.random(in: 2...8, using: &generator) {
      let value = map(using: &generator)
      let channels = shape(of: value)[1]
      switch Int.random(in: 0..<(depth > 0 ? 10 : 8), using: &generator) {
      case 0: add(convolutionOf: value, to: .random(in: 1...4, using: &generator))
      case 1: add(.operation(.sigmoid, [value]))
      case 2: add(.operation(.relu, [value]))
      case 3:
        let alike = maps.filter { shape(of: $0) == shape(of: value) }
        add(.operation(.sum, [value, alike.randomElement(using: &generator)]))
      case 4:
        let weights = add(constant: .float([Dim(channels), 1, 1]))
        add(.operation(.scale, [value, weights]))
      case 5:
        let count = Int.random(in: 1...channels, using: &generator)
        let start = Int.random(in: 0...channels - count, using: &generator)
        add(.operation(.slice(start: start, count: count), [value]))
      case 6: add(.operation(.concatenation, [value, map(using: &generator)]))
      case 7:
        let gain = Bool.random(using: &generator) ? map(using: &generator) : nil
        add(.operation(.split, [value, gain]), outputs: 2)
      case 8: addBranch(depth: depth, using: &generator)
      default: addLoop(state: value, depth: depth, using: &generator)
      }
    }
  }

  /// Applies a layer that fits, or a new one.
  @discardableResult private func add(convolutionOf value: Int, to channels: Int) -> Int {
    let layer = (shape(of: value)[1], channels)
    let known = layers.firstIndex { $0 == layer }
    if known == nil { layers.append(layer) }
    return add(.operation(.convolution(known ?? layers.count - 1), [value]))
  }

  private func fact(of map: Int) -> Fact {
    .float(Shape([batch] + shape(of: map).dropFirst().map { Dim($0) }))
  }

  private func body(
    _ inputs: [Fact], depth: Int, using generator: inout SeededGenerator
  ) -> GraphPlan {
    let captures = (0...Int.random(in: 0...1, using: &generator)).map { _ in
      map(using: &generator)
    }
    let body = GraphPlan(
      inputs: inputs + captures.map(fact(of:)), captures: captures, batch: batch)
    body.grow(depth: depth - 1, using: &generator)
    return body
  }

  private func addBranch(depth: Int, using generator: inout SeededGenerator) {
    let flag = [true, false, nil].randomElement(using: &generator) ?? nil
    let bodies = (0..<2).map { _ in body([], depth: depth, using: &generator) }
    let channels = Int.random(in: 1...4, using: &generator)
    for body in bodies {
      let value = body.map(using: &generator)
      // Under an unknown condition only what both make alike has a known size.
      body.outputs = [flag == nil ? body.add(convolutionOf: value, to: channels) : value]
    }
    let condition = add(constant: Fact(.bool, [], elements: flag.map { [$0 ? 1 : 0] }))
    add(.branch(flag, bodies, condition: condition))
  }

  private func addLoop(state: Int, depth: Int, using generator: inout SeededGenerator) {
    let body = body(
      [Fact(.int64, []), Fact(.bool, []), fact(of: state)], depth: depth, using: &generator)
    let next = body.add(
      convolutionOf: body.map(using: &generator), to: shape(of: state)[1])
    body.outputs = [1, next, body.map(using: &generator)]
    let runs = Int.random(in: 1...5, using: &generator)
    let count = add(constant: .known(Dim(runs)))
    add(.loop(runs, body, count: count, state: state), outputs: 2)
  }
}
