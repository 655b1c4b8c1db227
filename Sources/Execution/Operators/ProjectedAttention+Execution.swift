import RLANetworks

extension ProjectedAttention: ComposedExecutable {
  func runs(at site: Site) -> Bool {
    site.takesMask(3, batch: site.sizes()[0]) && partsRun(at: site)
  }

  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    guard let input = inputs[0], let weights = inputs[1] else {
      preconditionFailure("The input and its weights are required.")
    }
    let (batch, tokens, width) = (site.sizes(0)[0], site.sizes(0)[1], site.sizes(1)[1])
    let widths = sizes ?? [width / 3, width / 3, width / 3]
    let projected = net.sum(net.one(MatMul(), input, weights), inputs.at(2))
    var first = 0
    var parts = widths.map { width in
      defer { first += width }
      return net.separated(
        net.sliced(projected, axis: 2, from: first, width), [batch, tokens, width], heads: heads)
    }
    var before = 0
    if let past = inputs.at(4), let sizes = site.sizes(ofInput: 4) {
      before = sizes[3]
      for part in 0..<2 {
        let earlier = net.reshaped(
          net.sliced(past, axis: 0, from: part, 1), Array(sizes.dropFirst()))
        parts[part + 1] = net.joined([earlier, parts[part + 1]], axis: 2)
      }
    }
    let mask = inputs.at(3).map {
      net.hiding(
        $0, site.sizes(ofInput: 3) ?? [], site.type(ofInput: 3), scoring, batch: batch,
        keys: before + tokens)
    }
    let bias = [mask?.bias, inputs.at(5)].compactMap(\.self)
    let product = AttentionProduct(
      scale: scoring.scale, causalOffset: scoring.isCausal ? before : nil)
    let result = net.one(
      product, parts[0], parts[1], parts[2],
      bias.first.map { first in bias.dropFirst().reduce(first) { net.combined(.add, $0, $1) } },
      mask?.lengths)
    let output = net.merged(result, site.outputSizes())
    if site.node.outputs.count == 1 { return [output] }
    let present = [1] + site.outputSizes(1).dropFirst()
    return [
      output, net.joined(parts.dropFirst().map { net.reshaped($0, present) }, axis: 0),
    ]
  }
}
