import RLAKernels
import RLANetworks
import RLASymbolic

extension Unique: SearchExecutable {
  func room(at site: Site) -> Int { site.outputSizes(1)[0] }

  func search(in inputs: Operands) -> any ElementSearch {
    DistinctSearch(
      axis: axis.map { $0 < 0 ? $0 + inputs[0].shape.rank : $0 }, isSorted: isSorted,
      type: inputs[0].type)
  }
}

/// The different elements of a tensor, or the different slices along an axis.
struct DistinctSearch: ElementSearch {
  /// Nil for all elements.
  let axis: Int?
  let isSorted: Bool
  let type: ElementType

  func scratch(_ sizes: [[Int]?]) -> Int {
    guard let sizes = sizes.first.flatMap(\.self) else { return 0 }
    return DistinctSlices.scratch(rows: axis.map { sizes[$0] } ?? sizes.reduce(1, *))
  }

  func run(
    _ inputs: [TensorView?], to outputs: [TensorView], _ scratch: UnsafeMutablePointer<Float>
  ) -> Int {
    guard let x = inputs[0] else { return 0 }
    let slices = Slices(x, axis: axis)
    let distinct = DistinctSlices(slices.count, sorted: isSorted, scratch: scratch) { one, other in
      for element in 0..<slices.length {
        let (left, right) = (
          type.load(x.base, slices.offset(one, element)),
          type.load(x.base, slices.offset(other, element))
        )
        if left != right { return left < right }
      }
      return false
    }
    if !outputs.isEmpty { write(distinct, slices, x, outputs) }
    return distinct.count
  }

  private func write(
    _ distinct: DistinctSlices, _ slices: Slices, _ x: TensorView, _ outputs: [TensorView]
  ) {
    let room = outputs[1].count
    let target = Slices(outputs[0], axis: axis)
    for place in 0..<min(distinct.count, room) {
      for element in 0..<slices.length {
        type.copy(
          x.base, slices.offset(Int(distinct.firsts[place]), element), to: outputs[0].base,
          target.offset(place, element))
      }
    }
    write(distinct.firsts, distinct.count, to: outputs[1])
    if outputs.count > 2 { write(distinct.places, slices.count, to: outputs[2]) }
    if outputs.count > 3 { write(distinct.counts, distinct.count, to: outputs[3]) }
  }

  private func write(_ numbers: UnsafePointer<Int32>, _ count: Int, to output: TensorView) {
    let elements = output.elements(of: Int64.self)
    for place in 0..<min(count, output.count) { elements[place] = Int64(numbers[place]) }
  }

  /// A tensor as slices along an axis, or as its elements.
  private struct Slices {
    private let view: TensorView
    private let inner: Int
    /// How many there are.
    let count: Int
    /// The elements of each.
    let length: Int

    init(_ view: TensorView, axis: Int?) {
      self.view = view
      count = axis.map { view.sizes[$0] } ?? view.count
      length = axis == nil ? 1 : view.count / max(view.sizes[axis ?? 0], 1)
      inner = axis.map { view.sizes[($0 + 1)...].reduce(1, *) } ?? 1
    }

    /// The offset in memory of an element of a slice.
    func offset(_ slice: Int, _ element: Int) -> Int {
      let (outer, column) = element.quotientAndRemainder(dividingBy: inner)
      return view.offset(of: (outer * count + slice) * inner + column)
    }
  }
}
