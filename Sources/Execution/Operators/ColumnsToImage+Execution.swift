import RLAAnalysis
import RLANetworks
import RLASymbolic

/// Elements added at their places in the image with its border, which is cut off.
extension ColumnsToImage: ComposedExecutable {
  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    guard let columns = inputs[0], let block = site.operands[2].integers else {
      preconditionFailure("A plan knows the sizes of a block.")
    }
    let result = site.outputSizes()
    let (outer, image) = (Array(result[..<2]), Array(result[2...]))
    let axes = steps(image.count)
    let whole = zip(image, axes).map { $0 + $1.before + $1.after }
    let count = site.sizes(0)[1] / result[1] * site.sizes(0)[2]
    let places = places(block, image, whole, count, in: net)
    let updates = net.reshaped(columns, outer + [count])
    let zeros = net.filled(0, outer + [whole.reduce(1, *)], site.shapes.facts[site.input].type)
    let sums = net.one(
      ScatterElements(axis: 2, .add), zeros, net.expanded(places, to: outer + [count]), updates)
    var map = net.reshaped(sums, outer + whole)
    for (axis, step) in axes.enumerated() where whole[axis] != image[axis] {
      map = net.sliced(map, axis: axis + 2, from: step.before, image[axis])
    }
    return [map]
  }

  /// The number of the place of every element of a column in every block, one after another.
  private func places(
    _ block: [Int], _ image: [Int], _ whole: [Int], _ total: Int, in net: Scope
  ) -> Value {
    let (axes, rank) = (steps(image.count), image.count)
    var sum: Value?
    var distance = 1
    for axis in (0..<rank).reversed() {
      let step = axes[axis]
      let count = step.count(Dim(image[axis]), block: block[axis]).value ?? 0
      func line(_ place: Int, _ size: Int, times factor: Int) -> Value {
        var shape = [Int](repeating: 1, count: 2 * rank)
        shape[place] = size
        return net.combined(
          .multiply, net.numbers(below: size, shape), net.constant("step", .known(Dim(factor))))
      }
      let taps = line(axis, block[axis], times: step.dilation * distance)
      let starts = line(rank + axis, count, times: step.stride * distance)
      let both = net.combined(.add, taps, starts)
      sum = sum.map { net.combined(.add, $0, both) } ?? both
      distance *= whole[axis]
    }
    guard let sum else { preconditionFailure("An image has an axis.") }
    return net.reshaped(sum, [1, 1, total])
  }
}
