import RLAArchitectures
import RLAExecution
import RLAKernels
import RLANetworks
import RLASymbolic
import Testing

/// Weights in any layout, multiplied in whole or small calls.
@Suite struct ProductStyleTests {
  @Test(arguments: [ProductStyle.whole, .small])
  func `Weights are read back as they were written, in any layout`(products: ProductStyle) throws {
    let network = try #require(Catalog.entry(named: "resnext50_32x4d")).architecture().network
    let parameters = try Parameters(network, products: products)
    for (index, entry) in parameters.entries.enumerated() where entry.count < 100_000 {
      let values = (0..<entry.count).map { Float($0) }
      parameters[index] = values
      #expect(parameters[index] == values, "\(entry.name)")
    }
  }

  @Test func `Any style multiplies with any layout, forward and backward`() throws {
    let network = try #require(Catalog.entry(named: "rla_resnet50")).architecture().network
    let styles = [ProductStyle.whole, .small]
    var results: [[Float]] = []
    for (products, layout) in styles.flatMap({ style in styles.map { (style, $0) } }) {
      let options = PlanOptions(
        batch: 2, height: 64, width: 64, purpose: .training, threads: 2, products: products)
      let parameters = try Parameters(network, products: layout)
      parameters.fillWithSyntheticWeights()
      let session = try Session(ExecutionPlan(network, options), parameters)
      session.setInput(0, SyntheticValues.input(2 * 3 * 64 * 64))
      session.forward()
      _ = session.loss(labels: [1, 2])
      session.backward()
      let last = try #require(parameters.index(of: "fc.weight"))
      results.append(session.logits + parameters.gradient(last).prefix(4096))
    }
    // Norms over few pixels magnify rounding; a misplaced weight would be off by the whole scale.
    let scale = results[0].map(abs).max() ?? 1
    for result in results.dropFirst() {
      let difference = zip(results[0], result).map { abs($0 - $1) }.max() ?? .infinity
      #expect(difference < scale * 1e-3)
    }
  }

  private func network(layers: Int, calls: Int) -> Network {
    Network("test", inputChannels: 16) { net, x in
      let convolutions = (0..<layers).map { index in
        net.layer("conv\(index)", Convolution(16, 16, .same(3), bias: true))
      }
      return [(0..<calls).reduce(x) { value, call in convolutions[call % layers](value) }]
    }
  }

  private let inference = PlanOptions(batch: 1, height: 32, width: 32, purpose: .inference)

  @Test func `Calls of one layer share its transformed filter`() throws {
    func bytes(layers: Int, calls: Int) throws -> Int {
      try ExecutionPlan(network(layers: layers, calls: calls), inference).packedBytes
    }
    let one = try bytes(layers: 1, calls: 1)
    #expect(one == 36 * 16 * 16 * 4)
    #expect(try bytes(layers: 1, calls: 3) == one)
    #expect(try bytes(layers: 2, calls: 3) == 2 * one)
  }

  @Test func `A shared filter follows its weights`() throws {
    let network = network(layers: 1, calls: 3)
    let parameters = try Parameters(network)
    let weight = try #require(parameters.index(of: "conv0.weight"))
    var exact = inference
    (exact.algorithm, exact.precision) = (.exact, .double)
    let fast = try Session(ExecutionPlan(network, inference), parameters)
    let plain = try Session(ExecutionPlan(network, exact), parameters)
    for seed in ["one", "two"] {
      let formula = SyntheticValues(seed)
      parameters[weight] = (0..<9 * 16 * 16).map { Float(formula.unit($0) - 0.5) / 6 }
      fast.weightsChanged()
      let outputs = [fast, plain].map { session in
        session.setInput(0, SyntheticValues.input(16 * 32 * 32))
        session.forward()
        return session.outputs[0]
      }
      let scale = outputs[1].map(abs).max() ?? 0
      #expect(scale > 0)
      for (left, right) in zip(outputs[0], outputs[1]) { #expect(abs(left - right) < scale * 1e-5) }
    }
  }
}
