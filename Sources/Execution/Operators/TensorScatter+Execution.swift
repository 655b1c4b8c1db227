import RLANetworks
import RLASymbolic

/// Elements scattered to the numbers of their positions.
extension TensorScatter: ComposedExecutable {
  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    guard let cache = inputs[0], let update = inputs[1] else {
      preconditionFailure("A cache and a part are required.")
    }
    let (sizes, axis) = (site.sizes(1), site.axis(axis))
    let ones = [Int](repeating: 1, count: sizes.count)
    var line = ones
    line[axis] = sizes[axis]
    var places = net.numbers(below: sizes[axis], line)
    if let starts = inputs.at(2) {
      var column = ones
      column[0] = sizes[0]
      let firsts = net.reshaped(net.cast(starts, to: .int64), column)
      places = net.combined(.add, places, firsts)
    }
    if isCircular {
      let length = net.constant("length", .known(Dim(site.sizes(0)[axis])))
      places = net.combined(.remainder, places, length)
    }
    return [
      net.one(ScatterElements(axis: axis), cache, net.expanded(places, to: sizes), update)
    ]
  }
}
