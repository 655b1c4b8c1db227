import RLANetworks
import RLASymbolic

/// Samples of the map at every tap of every position, and a product with the filter over channels and
/// taps.
extension DeformableConvolution: ComposedExecutable {
  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    guard let map = inputs[0], let filter = inputs[1], let offsets = inputs[2] else {
      preconditionFailure("A map, a filter and offsets are required.")
    }
    let (sizes, result) = (site.sizes(0), Array(site.outputSizes()[2...]))
    let (batch, channels) = (sizes[0], sizes[1])
    let taps = windows.reduce(1) { $0 * $1.kernel }
    let grid = grid(offsets, maps: batch * offsetGroups, over: sizes, to: result, taps, in: net)
    let perGroup = channels / offsetGroups
    var samples = net.one(
      GridSample(.linear, .zeros),
      net.reshaped(map, [batch * offsetGroups, perGroup, sizes[2], sizes[3]]), grid)
    if let mask = inputs.at(4) {
      samples = net.combined(
        .multiply, net.reshaped(samples, [batch, offsetGroups, perGroup, taps] + result),
        net.reshaped(mask, [batch, offsetGroups, 1, taps] + result))
    }
    let filters = site.sizes(1)
    let product = Convolution(
      Dim(channels * taps), Dim(filters[0]), windows: [Window(1), Window(1)],
      groups: Dim(groups), bias: inputs.at(3) != nil)
    let operands = [
      net.reshaped(samples, [batch, channels * taps] + result),
      net.reshaped(filter, [filters[0], filters[1] * taps, 1, 1]), inputs.at(3),
    ]
    return net.apply(FunctionalForm(product), to: operands.compactMap(\.self))
  }

  /// The positions of all taps as those of `GridSample`: maps×(taps·H')×W'×2.
  private func grid(
    _ offsets: Value, maps: Int, over sizes: [Int], to result: [Int], _ taps: Int, in net: Scope
  ) -> Value {
    let shape = [maps, taps] + result
    let pairs = net.reshaped(offsets, [maps, taps, 2] + result)
    let coordinates = (0..<2).map { axis in
      let size = Double(sizes[axis + 2])
      let offset = net.reshaped(net.sliced(pairs, axis: 2, from: axis, 1), shape)
      let places = net.one(
        Cast(to: .float32),
        net.constant("places", places(axis, over: sizes[axis + 2], to: result[axis])))
      let position = net.combined(.add, offset, places)
      // The outer edges of the map are at −1 and 1.
      let scaled = net.combined(.multiply, position, net.filled(2 / size))
      return net.reshaped(
        net.combined(.add, scaled, net.filled(1 / size - 1)),
        [maps, taps * result[0], result[1], 1])
    }
    return net.joined(coordinates.reversed(), axis: 3)
  }

  /// Where the taps are without offsets, along an axis: taps×H'×1 or taps×1×W'.
  private func places(_ axis: Int, over size: Int, to count: Int) -> Fact {
    let window = windows[axis]
    let before = window.padding(of: size).before
    let (rows, columns) = (windows[0].kernel, windows[1].kernel)
    let elements = (0..<rows * columns).flatMap { tap in
      let step = axis == 0 ? tap / columns : tap % columns
      return (0..<count).map { Dim($0 * window.stride - before + step * window.dilation) }
    }
    let sizes = axis == 0 ? [rows * columns, count, 1] : [rows * columns, 1, count]
    return Fact(.int64, Shape(sizes.map { Dim($0) }), elements: elements)
  }
}
