import RLANetworks
import RLASymbolic

/// A product of the matrices with the positions of all elements, each with a one behind it.
extension AffineGrid: ComposedExecutable {
  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    guard let theta = inputs[0] else { preconditionFailure("The matrices are required.") }
    let sizes = site.outputSizes()
    let spatial = Array(sizes[1..<(sizes.count - 1)])
    // The last axis of a map is the first coordinate.
    let axes = spatial.indices.reversed().map { axis in
      net.expanded(positions(axis, of: spatial, in: net), to: spatial + [1])
    }
    let places = net.joined(axes + [net.filled(1, spatial + [1])], axis: spatial.count)
    let rows = net.reshaped(places, [1, spatial.reduce(1, *), spatial.count + 1])
    let product = net.one(MatMul(), rows, net.transposed(theta, [0, 2, 1]))
    return [net.reshaped(product, sizes)]
  }

  /// Where the elements of an axis are between −1 and 1.
  private func positions(_ axis: Int, of spatial: [Int], in net: Scope) -> Value {
    let size = spatial[axis]
    var shape = [Int](repeating: 1, count: spatial.count + 1)
    shape[axis] = size
    let numbers = net.cast(net.numbers(below: size, shape), to: .float32)
    // The center of the only element of an axis is that of the axis.
    let step = alignsCorners ? (size > 1 ? 2 / Double(size - 1) : 0) : 2 / Double(size)
    let first = alignsCorners ? (size > 1 ? -1 : 0) : step / 2 - 1
    let scaled = net.combined(.multiply, numbers, net.filled(step))
    return net.combined(.add, scaled, net.filled(first))
  }
}
