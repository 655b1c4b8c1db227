import RLAKernels
import RLANetworks

extension Attention: ComposedExecutable {
  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    let operands = AttentionOperands(
      inputs, net,
      sizes: (0..<3).map { site.sizes($0) },
      heads: {
        if case .joined(let queries, let keys) = heads { (queries, keys) } else { nil }
      }())
    let keys = net.joined([inputs.at(4), operands.key].compactMap(\.self), axis: 2)
    let values = net.joined([inputs.at(5), operands.value].compactMap(\.self), axis: 2)
    let before = site.sizes(ofInput: 4)?[2] ?? 0
    let bias = inputs.at(3).map {
      net.bias(
        $0, site.sizes(ofInput: 3) ?? [], site.type(ofInput: 3),
        keys: before + operands.keyCount)
    }
    let product = AttentionProduct(
      scale: scoring.scale, cap: scoring.cap, capsBias: scoring.capsMask,
      causalOffset: scoring.isCausal ? before : nil, scores: AttentionKernel.Scores(scores))
    let wantsScores = site.node.outputs.count > 3
    let results = net.apply(
      product, to: [operands.query, keys, values, bias, inputs.at(6)],
      outputs: wantsScores ? 2 : 1)
    let result =
      heads == .separate ? results[0] : net.merged(results[0], site.outputSizes())
    return ([result, keys, values] + results.dropFirst()).prefix(site.node.outputs.count).map { $0 }
  }
}

extension AttentionKernel.Scores {
  fileprivate init(_ scores: Attention.Scores) {
    self =
      switch scores {
      case .products: .products
      case .capped: .capped
      case .biased: .biased
      case .shares: .shares
      }
  }
}

extension Array {
  /// An optional input by its position.
  func at<Wrapped>(_ position: Int) -> Wrapped? where Element == Wrapped? {
    position < count ? self[position] : nil
  }
}

/// Queries, keys and values with the heads in an axis of their own.
private struct AttentionOperands {
  let query: Value
  let key: Value
  let value: Value
  let keyCount: Int

  init(_ inputs: [Value?], _ net: Scope, sizes: [[Int]], heads: (queries: Int, keys: Int)?) {
    guard let query = inputs[0], let key = inputs[1], let value = inputs[2] else {
      preconditionFailure("Queries, keys and values are required.")
    }
    guard let heads else {
      (self.query, self.key, self.value, keyCount) = (query, key, value, sizes[1][2])
      return
    }
    self.query = net.separated(query, sizes[0], heads: heads.queries)
    self.key = net.separated(key, sizes[1], heads: heads.keys)
    self.value = net.separated(value, sizes[2], heads: heads.keys)
    keyCount = sizes[1][1]
  }
}

extension Scope {
  /// A mask as numbers that are added to scores; keys beyond its end are hidden.
  fileprivate func bias(
    _ mask: Value, _ sizes: [Int], _ type: ElementType?, keys: Int
  ) -> Value {
    var bias = mask
    if type == .bool { bias = one(Where(), mask, filled(0), filled(-.infinity)) }
    guard let last = sizes.last, last > 1, last < keys else { return bias }
    let rest = filled(-.infinity, sizes.dropLast() + [keys - last])
    return joined([bias, rest], axis: sizes.count - 1)
  }
}
