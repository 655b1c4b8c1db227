import RLAKernels

/// A summand that broadcasts to the shape of a result, as a product with ones, whose gradient is a
/// contraction.
struct RepeatedAddend: Sendable {
  private let repeating: Contraction
  private let summing: Contraction
  /// As many ones as an element of the summand has positions in the result.
  private let ones: Int

  init(_ addend: Placement, to result: Placement, beta: Float, precision: Precision) {
    let added = result.rank - addend.rank
    var count = 1
    var axes: [(size: Int, addend: Int, one: Int, result: Int)] = []
    for axis in result.sizes.indices.reversed() {
      let size = result.sizes[axis]
      let isKept = axis >= added && addend.sizes[axis - added] == size
      axes.append(
        (size, isKept ? addend.strides[axis - added] : 0, isKept ? 0 : count, result.strides[axis]))
      if !isKept { count *= size }
    }
    ones = count
    repeating = Contraction(
      axes.map { Contraction.Axis($0.size, left: $0.addend, right: $0.one, result: $0.result) },
      alpha: beta, precision: precision)
    summing = Contraction(
      axes.map { Contraction.Axis($0.size, left: $0.result, right: $0.one, result: $0.addend) },
      alpha: beta, precision: precision)
  }

  func scratch(trains: Bool) -> Int {
    ones + max(repeating.scratch, trains ? summing.scratch : 0)
  }

  /// `y = beta · c`.
  func forward(_ c: TensorView, to y: TensorView, _ memory: StepMemory) {
    var workspace = memory.workspace
    let ones = makeOnes(&workspace)
    repeating.run(
      c, ones, to: y, accumulating: false, workspace: workspace, on: memory.pool)
  }

  /// `dc (+)= beta · Σ dy` over the positions of an element in the result.
  func backward(
    _ dy: TensorView, to dc: TensorView, accumulating: Bool, _ memory: StepMemory
  ) {
    var workspace = memory.workspace
    let ones = makeOnes(&workspace)
    summing.run(
      dy, ones, to: dc, accumulating: accumulating, workspace: workspace, on: memory.pool)
  }

  private func makeOnes(_ workspace: inout Workspace) -> TensorView {
    let values = workspace.take(ones)
    values.update(repeating: 1, count: ones)
    return TensorView(values, sizes: [], strides: [])
  }
}
