import RLAArchitectures
import RLAExecution
import RLAImages
import RLATraining
import Testing

/// Rates, orders, initial weights and what a training costs.
@Suite struct RecipeTests {
  @Test func `Rates fall as in the published scripts`() {
    let published = Recipe(.published)
    #expect([0, 29, 30, 119].map { Float(published.rate(epoch: $0)) } == [0.1, 0.1, 0.01, 1e-4])
    let light = Recipe(.light)
    #expect(light.rate(epoch: 0) == 0.045 && Float(light.rate(epoch: 2)) == 0.045 * 0.98 * 0.98)
    #expect(light.epochs == 400 && light.batch == 96 && light.decay == 4e-5)
  }

  @Test func `Every epoch takes each image once, in another order`() {
    let order = SampleOrder(count: 100, seed: 3)
    #expect(order.places(epoch: 0).sorted() == Array(0..<100))
    #expect(order.places(epoch: 0) == SampleOrder(count: 100, seed: 3).places(epoch: 0))
    #expect(order.places(epoch: 0) != order.places(epoch: 1))
    #expect(order.places(epoch: 0) != SampleOrder(count: 100, seed: 4).places(epoch: 0))
  }

  @Test func `The last batch has what is left`() {
    let batches = Batches(Array(0..<7), size: 3)
    #expect((0..<batches.count).map { batches[$0].count } == [3, 3, 1])
    #expect(Batches.sizes(of: 7, size: 3) == [1, 3] && Batches.sizes(of: 2, size: 3) == [2])
  }

  @Test(arguments: [InitialWeights.Rule.residual, .mobile])
  func `Initial weights have the deviations of the published initializers`(
    rule: InitialWeights.Rule
  ) throws {
    let name = rule == .mobile ? "rla_mobilenetv2_k6" : "rla_resnet50"
    let network = try #require(Catalog.entry(named: name)).definition.network
    let parameters = try Parameters(network)
    InitialWeights(rule, seed: 1).fill(parameters)
    func deviation(_ name: String) throws -> Double {
      let values = parameters[try #require(parameters.index(of: name))]
      return (values.reduce(0) { $0 + Double($1 * $1) } / Double(values.count)).squareRoot()
    }
    func isNear(_ found: Double, _ expected: Double) -> Bool {
      abs(found / expected - 1) < 0.02
    }
    if rule == .residual {
      #expect(isNear(try deviation("conv1.weight"), (2 / (64 * 49.0)).squareRoot()))
      #expect(isNear(try deviation("fc.weight"), (1 / (3 * 2080.0)).squareRoot()))
      #expect(try deviation("stages.1.2.bn3.weight") == 0)
      #expect(try deviation("stages.1.2.bn2.weight") == 1)
    } else {
      #expect(isNear(try deviation("classifier.1.weight"), 0.01))
      #expect(try deviation("classifier.1.bias") == 0)
      #expect(isNear(try deviation("conv2.0.weight"), (2 / 1280.0).squareRoot()))
    }
    let other = try Parameters(network)
    InitialWeights(rule, seed: 2).fill(other)
    #expect(other[0] != parameters[0])
  }

  @Test func `The number of workers at which a network is the limit`() {
    let estimate = TrainingEstimate(
      images: (1000, 100), batch: 100, epochs: 2, step: .seconds(1), evaluation: .seconds(0.5),
      gradientBytes: 100_000_000)
    #expect(estimate.epochTime == .seconds(10.5) && estimate.steps == 10)
    #expect(estimate.exchangedBytes(workers: 2) == 1e8)
    // Sending all gradients twice takes 1.6 s at 1 Gb/s, so 2 workers wait 0.8 s and 3 longer than a
    // step.
    #expect(estimate.limitingWorkers(bandwidth: 1e9, isDivided: false) == 3)
    #expect(estimate.limitingWorkers(bandwidth: 1.6e9, isDivided: false) == nil)
    #expect(estimate.limitingWorkers(bandwidth: 1e9, isDivided: true) == 2)
    #expect(estimate.limitingWorkers(bandwidth: 16e9, isDivided: true) == 12)
  }

  @Test func `Of equal logits the first class counts as the larger`() {
    let score = Score(logits: [1, 1, 0, .nan], labels: [1], loss: 1)
    #expect(score.top1 == 0 && score.top5 == 1)
    #expect(Score(logits: [.nan, 2], labels: [0], loss: 1).top5 == 0)
  }
}
