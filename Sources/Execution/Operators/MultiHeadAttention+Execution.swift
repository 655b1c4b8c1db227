import RLANetworks
import RLASymbolic

extension MultiHeadAttention: ComposedExecutable {
  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    let parts = parts(inputs, at: site, in: net)
    let keys = net.joined([inputs.at(6), parts[1]].compactMap(\.self), axis: 2)
    let values = net.joined([inputs.at(7), parts[2]].compactMap(\.self), axis: 2)
    let before = site.sizes(ofInput: 6)?[2] ?? 0
    let mask = inputs.at(4).map {
      net.hiding(
        $0, site.sizes(ofInput: 4) ?? [], site.type(ofInput: 4), scoring, batch: site.sizes()[0],
        keys: before + keyCount(site))
    }
    let product = AttentionProduct(
      scale: scoring.scale, causalOffset: scoring.isCausal ? before : nil)
    let bias = [mask?.bias, inputs.at(5)].compactMap(\.self)
    let result = net.one(
      product, parts[0], keys, values,
      bias.first.map { first in bias.dropFirst().reduce(first) { net.combined(.add, $0, $1) } },
      mask?.lengths)
    return [net.merged(result, site.outputSizes()), keys, values]
      .prefix(site.node.outputs.count).map { $0 }
  }

  func runs(at site: Site) -> Bool {
    site.takesMask(4, batch: site.sizes()[0]) && partsRun(at: site)
  }

  /// Keys that are given, without earlier ones.
  private func keyCount(_ site: Site) -> Int {
    let sizes = site.sizes(ofInput: 1) ?? site.sizes()
    return sizes.count == 4 ? sizes[2] : sizes[1]
  }

  /// Queries, keys and values as N×h×T×d, each with its part of the bias.
  private func parts(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    guard let query = inputs[0] else { preconditionFailure("Queries are required.") }
    let sizes = (0..<3).map { site.sizes(ofInput: $0) ?? [] }
    if sizes[0].count == 5 { return unpacked(query, sizes[0], in: net) }
    var biases = [Value?](repeating: nil, count: 3)
    if let bias = inputs.at(3) {
      let width = site.sizes(ofInput: 3)?[0] ?? 0
      let queryWidth = sizes[0][2]
      let widths = [queryWidth, queryWidth, width - 2 * queryWidth]
      biases = widths.indices.map { part in
        net.sliced(bias, axis: 0, from: part * queryWidth, widths[part])
      }
    }
    func part(_ position: Int) -> Value? {
      inputs.at(position).map { input in
        let sum = net.sum(input, sizes[position].count == 3 ? biases[position] : nil)
        return sizes[position].count == 3
          ? net.separated(sum, sizes[position], heads: heads) : sum
      }
    }
    let queries = net.separated(net.sum(query, biases[0]), sizes[0], heads: heads)
    guard let key = inputs.at(1), sizes[1].count == 5 else {
      return [queries, part(1), part(2)].compactMap(\.self)
    }
    return [queries] + unpacked(key, sizes[1], in: net)
  }

  /// N×T×h×n×d as n times N×h×T×d.
  private func unpacked(_ value: Value, _ sizes: [Int], in net: Scope) -> [Value] {
    (0..<sizes[3]).map { part in
      let one = net.sliced(value, axis: 3, from: part, 1)
      return net.transposed(
        net.reshaped(one, [sizes[0], sizes[1], sizes[2], sizes[4]]), [0, 2, 1, 3])
    }
  }
}

extension Site {
  /// Whether a mask has a form that contrib operators of attention run with: numbers for keys, or
  /// one or two for each sequence.
  func takesMask(_ position: Int, batch: Int) -> Bool {
    guard let sizes = sizes(ofInput: position) else { return true }
    return sizes.count > 1 || sizes[0] == batch || sizes[0] == 2 * batch
  }
}

extension Scope {
  /// The mask of a contrib operator, as numbers that are added to scores or as a number of keys for
  /// each sequence.
  ///
  /// A vector has the lengths, and after them the first keys that are shown; else 0 hides a key.
  func hiding(
    _ mask: Value, _ sizes: [Int], _ type: ElementType?, _ scoring: AttentionScoring,
    batch: Int, keys: Int
  ) -> (bias: Value?, lengths: Value?) {
    if sizes.count == 1, sizes[0] == batch { return (nil, mask) }
    if sizes.count == 1 {
      let first = reshaped(sliced(mask, axis: 0, from: batch, batch), [batch, 1, 1, 1])
      let places = constant(
        "places", Fact(type ?? .int32, [Dim(keys)], elements: (0..<keys).map { Dim($0) }))
      let bias = one(
        Where(), combined(.less, places, first), filled(scoring.hidden), filled(0))
      return (bias, sliced(mask, axis: 0, from: 0, batch))
    }
    let shown = type == .float32 ? mask : one(Cast(to: .float32), mask)
    let hidden = combined(
      .multiply, combined(.subtract, filled(1), shown), filled(scoring.hidden))
    let rank4 =
      switch sizes.count {
      case 2: [sizes[0], 1, 1, sizes[1]]
      case 3: [sizes[0], 1, sizes[1], sizes[2]]
      default: sizes
      }
    return (reshaped(hidden, rank4), nil)
  }
}
