package import RLAAnalysis
import RLAExecution
import RLANetworks
import RLASymbolic

/// What a network that is measured costs by counting.
package struct BenchCost: Sendable {
  package let parameters: Int
  /// Multiply-adds of a forward pass of the whole batch by convention `macs`.
  package let macs: Int
  /// By node, the product of matrices that it is.
  let products: [Int: ProductSize]

  /// - Parameter profile: The network at the size that runs, all numbers within 64 bits.
  package init(_ profile: Profile) {
    let total = profile.total
    guard let parameters = total.parameters.value,
      let macs = Convention.macs.measures[0].count(total.tally).value
    else { preconditionFailure("What runs has sizes that are numbers.") }
    self.parameters = parameters
    self.macs = macs
    products = Dictionary(
      uniqueKeysWithValues: profile.network.nodes.indices.compactMap { node in
        ProductSize(profile.shapes, node: node).map { (node, $0) }
      })
  }
}

/// How fast a network ran.
struct BenchSpeed {
  let imagesPerSecond: Double
  /// 10⁹ multiply-adds of the forward pass per second.
  let gigamacsPerSecond: Double

  init(_ result: Benchmark.Result, _ cost: BenchCost) {
    let seconds = result.whole.median.seconds
    imagesPerSecond = Double(result.plan.options.batch) / seconds
    gigamacsPerSecond = Double(cost.macs) / seconds * 1e-9
  }
}
