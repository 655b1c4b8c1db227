/// A copy of a tensor of a contraction, in the order in which matrix products read it.
struct PackedCopy: Sendable {
  /// The number of values in the copy.
  let count: Int
  private let copy: StridedCopy
  private let back: StridedCopy

  /// Replaces the strides of a tensor by those of its copy.
  init(of tensor: Int, _ axes: inout [Contraction.Axis]) {
    let order = Self.order(of: tensor, axes)
    let sizes = order.map { axes[$0].size }
    let old = order.map { axes[$0].strides[tensor] }
    var new = Array(repeating: 1, count: order.count)
    var step = 1
    for index in order.indices.reversed() {
      new[index] = step
      step *= sizes[index]
      var strides = axes[order[index]].strides
      strides[tensor] = new[index]
      axes[order[index]] = Contraction.Axis(sizes[index], strides)
    }
    count = step
    copy = StridedCopy(sizes: sizes, from: old, to: new, width: MemoryLayout<Float>.size)
    back = StridedCopy(sizes: sizes, from: new, to: old, width: MemoryLayout<Float>.size)
  }

  /// The axes of a tensor: outermost those of all three tensors, then those that it shares with one
  /// of the others, then with the other, each in the order of that tensor.
  private static func order(of tensor: Int, _ axes: [Contraction.Axis]) -> [Int] {
    let (first, last) = tensor == 2 ? (0, 1) : (tensor == 0 ? 2 : 0, tensor == 0 ? 1 : 2)
    func key(_ axis: Contraction.Axis) -> (Int, Int, Int) {
      let steps = (axis.strides[first] != 0, axis.strides[last] != 0)
      let group = steps.0 == steps.1 ? 0 : steps.0 ? 1 : 2
      return (group, -abs(axis.strides[first]), -abs(axis.strides[last]))
    }
    return axes.indices.filter { axes[$0].strides[tensor] != 0 }
      .sorted { key(axes[$0]) < key(axes[$1]) }
  }

  /// The copy in scratch memory.
  func filled(
    from tensor: TensorView, _ workspace: inout Workspace, on pool: WorkerPool
  ) -> UnsafeMutablePointer<Float> {
    let values = workspace.take(count)
    copy.run(tensor.base, to: values, on: pool)
    return values
  }

  /// Writes the copy back to the tensor.
  func write(
    _ values: UnsafeMutablePointer<Float>, to tensor: TensorView, on pool: WorkerPool
  ) {
    back.run(values, to: tensor.base, on: pool)
  }
}
