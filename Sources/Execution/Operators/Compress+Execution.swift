import RLAKernels
import RLANetworks
import RLASymbolic

extension Compress: SearchExecutable {
  func room(at site: Site) -> Int { site.outputSizes()[axis.map(site.axis) ?? 0] }

  func search(in inputs: Operands) -> any ElementSearch {
    ConditionSearch(
      axis: axis.map { $0 < 0 ? $0 + inputs[0].shape.rank : $0 }, type: inputs[0].type)
  }
}

/// What stands where a condition holds, along an axis or of all elements.
struct ConditionSearch: ElementSearch {
  /// Nil for all elements in row-major order.
  let axis: Int?
  let type: ElementType

  func run(
    _ inputs: [TensorView?], to outputs: [TensorView], _ scratch: UnsafeMutablePointer<Float>
  ) -> Int {
    guard let x = inputs[0], let condition = inputs[1] else { return 0 }
    let truths = condition.elements(of: UInt8.self)
    var count = 0
    for place in 0..<condition.count where truths[condition.offset(of: place)] != 0 {
      if let output = outputs.first { copy(place, of: x, to: output, count) }
      count += 1
    }
    return count
  }

  /// Copies what stands at a place to that of a number, where there is room.
  private func copy(_ place: Int, of x: TensorView, to output: TensorView, _ row: Int) {
    let inner = axis.map { x.sizes[($0 + 1)...].reduce(1, *) } ?? 1
    let outer = axis.map { x.sizes[..<$0].reduce(1, *) } ?? 1
    let (length, room) = (x.count / max(inner * outer, 1), output.count / max(inner * outer, 1))
    if row >= room { return }
    for block in 0..<outer {
      for column in 0..<inner {
        type.copy(
          x.base, x.offset(of: (block * length + place) * inner + column), to: output.base,
          (block * room + row) * inner + column)
      }
    }
  }
}
