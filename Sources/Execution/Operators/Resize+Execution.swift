import RLAAnalysis
import RLAKernels
import RLANetworks

extension Resize: Executable {
  var runsOnMapsOnly: Bool { false }

  /// Every axis is resized once.
  func runs(at site: Site) -> Bool {
    let axes = resizedAxes(at: site)
    return site.isFloating && Set(axes).count == axes.count && coordinates != .region
  }

  private func resizedAxes(at site: Site) -> [Int] {
    // The inputs of ONNX have a number for every axis.
    let whole = target == .inputs ? 0 : 2
    return axes?.map(site.axis) ?? Array(site.sizes().indices.dropFirst(whole))
  }

  func view(of source: Placement, output: Int, at site: Site) -> Placement? {
    source.sizes == site.outputSizes() && axes(at: site).isEmpty ? source : nil
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    ResizeStep(
      frame: lowering.frame(site, taking: .any, giving: lowering.orderOfResult(site)),
      axes: axes(at: site))
  }

  /// The axes that are resized, with the source weights of each position.
  private func axes(at site: Site) -> [(axis: Int, matrix: SparseRows)] {
    let (sizes, results) = (site.sizes(), site.outputSizes())
    return resizedAxes(at: site).enumerated().compactMap { place, axis in
      let ratio = Scale(results[axis], over: sizes[axis])
      let line = ResizedAxis(
        size: sizes[axis], result: results[axis], scale: scale(place) ?? ratio, mode: mode,
        coordinates: coordinates, smooths: smooths,
        excludesOutside: excludesOutside)
      let matrix = line.matrix
      return matrix.isIdentity ? nil : (axis, matrix)
    }
  }

  /// The factor of an axis, where the target is given as factors.
  private func scale(_ place: Int) -> Scale? {
    if case .scales(let scales) = target { scales[place] } else { nil }
  }
}

/// A sequence of products with sparse matrices, one along each axis.
struct ResizeStep: SettlingStep {
  var frame: StepFrame
  private let axes: [(axis: Int, matrix: SparseRows)]
  private var products: [AxisProduct] = []
  /// In the order of the products.
  private var backs: [AxisProduct] = []
  /// Elements of the result of each product but the last.
  private var between: [Int] = []

  init(frame: StepFrame, axes: [(axis: Int, matrix: SparseRows)]) {
    self.frame = frame
    // The axis that shrinks the most comes first, so that the others have fewer elements.
    self.axes = axes.sorted { one, other in
      one.matrix.count * other.matrix.width < other.matrix.count * one.matrix.width
    }
  }

  mutating func settle(_ values: LoweredValues) {
    let result = values.placed(frame.output)
    var source = values.placed(frame.inputs[0])
    for (index, (axis, matrix)) in axes.enumerated() {
      var sizes = source.sizes
      sizes[axis] = matrix.count
      let isLast = index == axes.count - 1
      let target =
        isLast ? result : Placement(result.root, result.type, sizes, order: result.order)
      products.append(
        AxisProduct(
          matrix, along: axis, sizes: sizes, from: source.strides, to: target.strides))
      backs.append(
        AxisProduct(
          matrix.transposed, along: axis, sizes: source.sizes, from: target.strides,
          to: source.strides))
      if !isLast { between.append(target.count) }
      source = target
    }
  }

  var algorithm: String { "sparse products along axes" }
  var savedValues: [ValueID] { [] }

  func scratch(threads: Int) -> Int { between.reduce(0, +) }

  func forward(_ memory: StepMemory) {
    var workspace = memory.workspace
    var source = memory.tensor(frame.inputs[0]).elements(of: Float.self)
    for (index, product) in products.enumerated() {
      let isLast = index == between.count
      let target =
        isLast
        ? memory.tensor(frame.output).elements(of: Float.self) : workspace.take(between[index])
      product.run(source, to: target, accumulating: false, on: memory.pool)
      source = target
    }
  }

  func backward(_ memory: StepMemory) {
    var workspace = memory.workspace
    var source = memory.gradientTensor(frame.output).elements(of: Float.self)
    for (index, back) in backs.enumerated().reversed() {
      let target =
        index == 0
        ? memory.gradientTensor(frame.inputs[0]).elements(of: Float.self)
        : workspace.take(between[index - 1])
      back.run(source, to: target, accumulating: index == 0 && frame.adds(0), on: memory.pool)
      source = target
    }
  }
}
