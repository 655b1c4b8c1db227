import RLAAnalysis
import RLAExecution
import RLANetworks
import RLASymbolic
import RLAText

/// The sizes of the product of matrices that a layer is: of one group, where it has several.
package struct ProductSize: Hashable, Sendable {
  /// The results of one place: channels of the output.
  let rows: Int
  /// The places: pixels of all images.
  let columns: Int
  /// The terms of each sum.
  let depth: Int

  /// Below this a side leaves registers and caches partly unused: the tiles of fast products have
  /// some dozens of rows and columns.
  private static let thin = 64

  var isThin: Bool { min(rows, columns, depth) < Self.thin }

  var text: String { "\(rows) x \(columns) x \(depth)" }

  /// - Returns: nil for a node that is no product with stored weights, or whose sizes are open.
  init?(_ shapes: InferredShapes, node: Int) {
    let macs = shapes.work(ofNode: node)[.multiplyAdds].value
    let sizes: (rows: Dim, depth: Dim, groups: Dim)
    switch shapes.network.operator(of: shapes.network.nodes[node]) {
    case let layer as Convolution:
      guard let groups = layer.groups.value, let inputs = layer.inputChannels.value,
        let outputs = layer.outputChannels.value
      else { return nil }
      let taps = layer.windows.reduce(1) { $0 * $1.kernel }
      sizes = (Dim(outputs / groups), Dim(inputs / groups * taps), Dim(groups))
    case let layer as Linear: sizes = (layer.outputFeatures, layer.inputFeatures, 1)
    default: return nil
    }
    guard let macs, let rows = sizes.rows.value, let depth = sizes.depth.value,
      let groups = sizes.groups.value, rows > 0, depth > 0, groups > 0
    else { return nil }
    self.rows = rows
    self.depth = depth
    columns = macs / (rows * depth * groups)
  }
}

/// A layer that loses time, and why.
struct BenchLoss {
  /// Why a layer does not reach the peak of the machine.
  enum Reason: String {
    /// It waits for the memory.
    case memory
    /// It is a product of matrices of which one side is short.
    case thinProduct = "thin product"
    /// It runs as a plain loop and not as a product.
    case noKernel = "no kernel"
    /// Nothing of all that.
    case other
  }

  let row: BenchRow
  let lost: Duration
  let reason: Reason
  private let product: ProductSize?
  private let conditions: MeasurementConditions

  /// Layers that are named.
  private static let count = 3
  /// Where the roofline accounts for less of the time than this, its bound is not the reason.
  private static let leastShare = 0.25

  /// The layers with the largest losses, in the order of these.
  static func largest(
    _ steps: [Benchmark.StepTimes], _ products: [Int: ProductSize],
    _ conditions: MeasurementConditions
  ) -> [BenchLoss] {
    let losses = steps.map { BenchLoss($0, products, conditions) }
    let order = losses.indices.sorted { (losses[$0].lost, $1) > (losses[$1].lost, $0) }
    return order.prefix(count).map { losses[$0] }.filter { $0.lost > .zero }
  }

  private init(
    _ step: Benchmark.StepTimes, _ products: [Int: ProductSize],
    _ conditions: MeasurementConditions
  ) {
    row = BenchRow(name: step.step.path, depth: 1, steps: [step])
    lost = step.work.lost(conditions)
    product = step.step.nodes.lazy.compactMap { products[$0] }.first
    self.conditions = conditions
    reason = Self.reason(step, product, conditions)
  }

  private static func reason(
    _ step: Benchmark.StepTimes, _ product: ProductSize?, _ conditions: MeasurementConditions
  ) -> Reason {
    let work = step.work
    let isProduct =
      step.step.algorithm.contains("product") || step.step.algorithm.contains("Winograd")
    if !work.isBoundByCompute(conditions), work.predicted(conditions) >= work.time * leastShare {
      return .memory
    }
    if !isProduct { return .noKernel }
    return product?.isThin == true ? .thinProduct : .other
  }

  /// `conv_outs.0: 1.200 ms of 1.500 ms; thin product: 32 x 3136 x 256 at 20.0 % of the peak`.
  var text: String {
    let times =
      "\(Numbers.milliseconds(lost.milliseconds)) of \(Numbers.milliseconds(row.work.time.milliseconds)) ms"
    return "\(row.name) \(times) (\(explanation))"
  }

  private var explanation: String {
    let work = row.work
    let algorithm = row.steps[0].step.algorithm
    let share = Numbers.percent(work.gigaflops / conditions.roofline.gigaflops) + " of the peak"
    switch reason {
    case .memory:
      return "memory: \(Numbers.fixed(work.bytes * 1e-6, decimals: 1)) MB at "
        + "\(Numbers.fixed(work.gigabytes, decimals: 1)) GB/s, bound by \(work.bound(conditions))"
    case .thinProduct:
      return "thin product: \(product?.text ?? "") at \(share)"
    case .noKernel:
      return "no kernel for products: '\(algorithm)' at \(share), "
        + "\(Numbers.fixed(work.gigabytes, decimals: 1)) GB/s"
    case .other:
      return "'\(algorithm)'\(product.map { " of \($0.text)" } ?? "") at \(share)"
    }
  }

  var json: JSONValue {
    [
      "path": .string(row.name), "lost_ms": .milliseconds(lost), "reason": .string(reason.rawValue),
      "product": product.map {
        ["rows": .integer($0.rows), "columns": .integer($0.columns), "depth": .integer($0.depth)]
      } ?? .null,
    ]
  }
}
