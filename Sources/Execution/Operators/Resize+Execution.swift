import RLAAnalysis
import RLAKernels
import RLANetworks
import RLASymbolic

extension Resize: Executable {
  var runsOnMapsOnly: Bool { false }

  /// Every axis is resized once.
  func runs(at site: Site) -> Bool {
    let axes = resizedAxes(at: site)
    return site.isFloating && Set(axes).count == axes.count && regions(at: site) != nil
  }

  /// By axis that is resized, the ends of its region; nil where they are not known, or where factors
  /// are those of the region.
  private func regions(at site: Site) -> [(start: Double, end: Double)]? {
    let axes = resizedAxes(at: site)
    guard coordinates == .region else { return axes.map { _ in (0, 1) } }
    guard isSized(at: site), let ends = site.operands.optional(1)?.known else { return nil }
    // ONNX has the ends of all axes, or of those that are resized.
    let count = ends.count / 2
    if count == axes.count { return axes.indices.map { (ends[$0], ends[count + $0]) } }
    return count == site.rank() ? axes.map { (ends[$0], ends[count + $0]) } : nil
  }

  /// Whether the target is given as sizes.
  private func isSized(at site: Site) -> Bool {
    switch target {
    case .sizes: true
    case .scales: false
    case .inputs: site.operands.optional(3).map { $0.shape != [0] } ?? false
    }
  }

  private func resizedAxes(at site: Site) -> [Int] {
    // The inputs of ONNX have a number for every axis.
    let whole = target == .inputs ? 0 : 2
    return axes?.map(site.axis) ?? Array(site.sizes().indices.dropFirst(whole))
  }

  func view(of source: Placement, output: Int, at site: Site) -> Placement? {
    source.sizes == site.outputSizes() && lines(at: site).allSatisfy(\.matrix.isIdentity)
      ? source : nil
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    ResizeStep(
      frame: lowering.frame(
        Lowering.Chain(site), inputs: [site.input], taking: .any,
        giving: lowering.orderOfResult(site)),
      axes: lines(at: site).filter { !$0.matrix.isIdentity }.map { ($0.axis, $0.matrix) },
      outside: outsides(at: site), filling: Float(outside))
  }

  /// By axis, the positions of the result that are outside of the input; empty where these are 0.
  private func outsides(at site: Site) -> [(axis: Int, positions: [Int])] {
    guard coordinates == .region, outside != 0 else { return [] }
    return lines(at: site).map { axis, line, _ in
      (axis, (0..<line.result).filter(line.isOutside))
    }
  }

  /// The axes that are resized, with the source weights of each position.
  private func lines(
    at site: Site
  ) -> [(axis: Int, line: ResizedAxis, matrix: SparseRows)] {
    let (sizes, results) = (site.sizes(), site.outputSizes())
    let regions = regions(at: site) ?? []
    return resizedAxes(at: site).enumerated().map { place, axis in
      let ratio = Scale(results[axis], over: sizes[axis])
      let line = ResizedAxis(
        size: sizes[axis], result: results[axis], scale: scale(place) ?? ratio, mode: mode,
        coordinates: coordinates, smooths: smooths, excludesOutside: excludesOutside,
        region: regions[place])
      return (axis, line, line.matrix)
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
  /// By axis, the positions of the result that are filled.
  private let outside: [(axis: Int, positions: [Int])]
  private let filling: Float
  private var fills: [(offset: Int, copy: StridedCopy)] = []

  init(
    frame: StepFrame, axes: [(axis: Int, matrix: SparseRows)],
    outside: [(axis: Int, positions: [Int])], filling: Float
  ) {
    self.frame = frame
    self.outside = outside
    self.filling = filling
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
    fills = outside.flatMap { axis, positions in
      var sizes = result.sizes
      sizes[axis] = 1
      let copy = StridedCopy(
        sizes: sizes, from: sizes.map { _ in 0 }, to: result.strides, width: 4)
      return positions.map { (result.strides[axis] * $0, copy) }
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
    let result = memory.tensor(frame.output).elements(of: Float.self)
    withUnsafeBytes(of: filling) { number in
      guard let number = number.baseAddress else { return }
      for (offset, copy) in fills { copy.run(number, to: result + offset, on: memory.pool) }
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
