import RLANetworks

extension RotaryEmbedding: ComposedExecutable {
  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    guard let input = inputs[0] else { preconditionFailure("The input is required.") }
    let given = site.sizes()
    let x = heads.map { net.separated(input, given, heads: $0) } ?? input
    let sizes = heads.map { [given[0], $0, given[1], given[2] / $0] } ?? given
    let turned = rotated ?? sizes[3]
    let half = turned / 2
    let (cosine, sine) = (
      angles(1, inputs, site, half, in: net), angles(2, inputs, site, half, in: net)
    )
    let (first, second) =
      isInterleaved
      ? (
        net.sliced(x, axis: 3, from: 0, half, step: 2),
        net.sliced(x, axis: 3, from: 1, half, step: 2)
      )
      : (net.sliced(x, axis: 3, from: 0, half), net.sliced(x, axis: 3, from: half, half))
    let real = net.combined(
      .subtract, net.combined(.multiply, first, cosine), net.combined(.multiply, second, sine))
    let imaginary = net.combined(
      .add, net.combined(.multiply, first, sine), net.combined(.multiply, second, cosine))
    var parts = [paired(real, imaginary, sizes, half, in: net)]
    if turned < sizes[3] {
      parts.append(net.sliced(x, axis: 3, from: turned, sizes[3] - turned))
    }
    let whole = net.joined(parts, axis: 3)
    return [heads == nil ? whole : net.merged(whole, given)]
  }

  /// Cosines or sines as N×1×T×(r/2), at the given positions where there are any.
  private func angles(
    _ position: Int, _ inputs: [Value?], _ site: Site, _ half: Int, in net: Scope
  ) -> Value {
    guard let table = inputs[position] else { preconditionFailure("The angles are required.") }
    if let places = inputs.at(3), let sizes = site.sizes(ofInput: 3) {
      return net.reshaped(net.one(Gather(), table, places), [sizes[0], 1, sizes[1], half])
    }
    let sizes = site.sizes(position)
    return net.reshaped(table, [sizes.count > 2 ? sizes[0] : 1, 1, sizes[sizes.count - 2], half])
  }

  /// Both halves of the rotated elements in their places.
  private func paired(
    _ real: Value, _ imaginary: Value, _ sizes: [Int], _ half: Int, in net: Scope
  ) -> Value {
    if !isInterleaved { return net.joined([real, imaginary], axis: 3) }
    let single = [sizes[0], sizes[1], sizes[2], half, 1]
    let pairs = net.joined([real, imaginary].map { net.reshaped($0, single) }, axis: 4)
    return net.reshaped(pairs, Array(sizes.dropLast()) + [2 * half])
  }
}
