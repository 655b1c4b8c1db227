import RLANetworks
import RLASymbolic

/// A tensor in row-major order and double precision, for plain sums without a plan.
struct ReferenceTensor: Sendable {
  var type: ElementType = .float32
  var sizes: [Int]
  var values: [Double]

  init(_ sizes: [Int], _ values: [Double], type: ElementType = .float32) {
    precondition(values.count == sizes.reduce(1, *), "The sizes tell how many values there are.")
    self.type = type
    self.sizes = sizes
    self.values = values
  }

  init(_ sizes: [Int], _ element: ([Int]) -> Double) {
    self.init(sizes, Self.positions(sizes).map(element))
  }

  var rank: Int { sizes.count }
  var count: Int { values.count }
  var fact: Fact { Fact(type, Shape(sizes.map { Dim($0) })) }

  subscript(position: [Int]) -> Double {
    get { values[index(position)] }
    set { values[index(position)] = newValue }
  }

  private func index(_ position: [Int]) -> Int {
    precondition(position.count == rank, "A position has a number for each axis.")
    return zip(position, sizes).reduce(0) { $0 * $1.1 + $1.0 }
  }

  /// All positions in row-major order.
  static func positions(_ sizes: [Int]) -> [[Int]] {
    sizes.reduce([[]]) { positions, size in
      positions.flatMap { position in (0..<size).map { position + [$0] } }
    }
  }

  var positions: [[Int]] { Self.positions(sizes) }

  /// Axis `i` of the result is axis `axes[i]` of this.
  func permuted(_ axes: [Int]) -> ReferenceTensor {
    var result = ReferenceTensor(axes.map { sizes[$0] }) { position in
      var source = position
      for (target, axis) in axes.enumerated() { source[axis] = position[target] }
      return self[source]
    }
    result.type = type
    return result
  }

  /// One position more at either end of an axis, which a slice cuts off again.
  func padded(_ axis: Int) -> ReferenceTensor {
    var sizes = sizes
    sizes[axis] += 2
    var result = ReferenceTensor(sizes) { position in
      var source = position
      source[axis] -= 1
      return (0..<self.sizes[axis]).contains(source[axis]) ? self[source] : 1
    }
    result.type = type
    return result
  }

  /// Numbers of −1.5 ..< 1.5 that are all different and none near zero, in an order that `seed`
  /// gives.
  static func distinct(_ sizes: [Int], seed: Int = 0) -> ReferenceTensor {
    let count = sizes.reduce(1, *)
    // A step without a factor in common with the count visits every place once.
    var step = max(1, Int(Double(count) * 0.618) + seed)
    while gcd(step, count) != 1 { step += 1 }
    return ReferenceTensor(
      sizes,
      (0..<count).map { index in
        let place = (index * step + seed) % count
        let value = -1.5 + 3 * (Double(place) + 0.5) / Double(count)
        return abs(value) < 0x1p-6 ? value + 0x1p-4 : value
      })
  }
}
