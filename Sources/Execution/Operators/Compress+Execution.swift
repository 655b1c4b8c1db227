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

  func run(_ inputs: [TensorView?], to outputs: [TensorView]) -> Int {
    guard let x = inputs[0], let condition = inputs[1] else { return 0 }
    let places = FoundElements.places(condition)
    guard let output = outputs.first else { return places.count }
    let inner = axis.map { x.sizes[($0 + 1)...].reduce(1, *) } ?? 1
    let outer = axis.map { x.sizes[..<$0].reduce(1, *) } ?? 1
    let (length, room) = (x.count / max(inner * outer, 1), output.count / max(inner * outer, 1))
    for block in 0..<outer {
      for (row, place) in places.prefix(room).enumerated() {
        for column in 0..<inner {
          type.copy(
            x.base, x.offset(of: (block * length + place) * inner + column), to: output.base,
            (block * room + row) * inner + column)
        }
      }
    }
    return places.count
  }
}
