import RLAArchitectures
import RLAExecution
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

extension Samples {
  fileprivate init(seconds: [Double]) {
    self.init(seconds.map { .seconds($0) })
  }
}

@Suite struct MeasurementTests {
  @Test func `Quantiles are interpolated between neighbors, in any order of the samples`() {
    let samples = Samples(seconds: [50, 10, 40, 20, 30])
    #expect(samples.median == .seconds(30))
    #expect(samples.minimum == .seconds(10))
    #expect(abs(samples.quantile(0.1) / .seconds(14) - 1) < 1e-12)
    #expect(abs(samples.quantile(0.9) / .seconds(46) - 1) < 1e-12)
    #expect(samples.quantile(0) == .seconds(10))
    #expect(samples.quantile(1) == .seconds(50))
    #expect(samples.values == [50, 10, 40, 20, 30].map { .seconds($0) })
    #expect(Samples(seconds: [4, 1, 3, 2]).median == .seconds(2.5))
  }

  @Test func `The coefficient of variation divides by n minus 1`() throws {
    // Deviations −3, −1, −1, −1, 0, 0, 2, 4 from 5: squares 32, 32 / 7.
    let samples = Samples(seconds: [2, 4, 4, 4, 5, 5, 7, 9])
    let variation = try #require(samples.variation)
    #expect(abs(variation - (32.0 / 7).squareRoot() / 5) < 1e-12)
    #expect(Samples(seconds: [3, 3, 3]).variation == 0)
    #expect(Samples(seconds: [3]).variation == nil)
  }

  @Test func `The interval of the median holds it and narrows with more samples`() {
    let few = Samples(seconds: (1...9).map(Double.init))
    let many = Samples(seconds: (0..<900).map { 1 + Double($0) / 112.375 })
    #expect(few.medianInterval.contains(few.median))
    #expect(many.medianInterval.contains(many.median))
    #expect(few.medianInterval == .seconds(2) ... .seconds(8))
    func width(_ samples: Samples) -> Duration {
      samples.medianInterval.upperBound - samples.medianInterval.lowerBound
    }
    #expect(width(many) < width(few) / 5)
    #expect(Samples(seconds: [7]).medianInterval == .seconds(7) ... .seconds(7))
    #expect(Samples(seconds: [7]).medianConfidence == 0)
  }

  /// Ranks and coverages from the binomial distribution, n from 5 to 100: David and Nagaraja, Order
  /// Statistics, section 7.1.
  @Test(arguments: [
    (5, 1, 0.9375), (6, 1, 0.96875), (8, 1, 0.9921875), (9, 2, 0.9609375), (20, 6, 0.9586105),
    (50, 18, 0.9671608), (100, 40, 0.9647998),
  ])
  func `The interval of the median has the ranks of the binomial distribution`(
    count: Int, rank: Int, coverage: Double
  ) {
    let samples = Samples(seconds: (1...count).map(Double.init))
    #expect(samples.medianInterval == .seconds(rank) ... .seconds(count + 1 - rank))
    #expect(abs(samples.medianConfidence - coverage) < 1e-6)
  }

  @Test func `The interval of a long series keeps its coverage`() {
    let samples = Samples(seconds: (1...20_001).map(Double.init))
    #expect(abs(samples.medianInterval.lowerBound / .seconds(10_001 - 138.6) - 1) < 1e-3)
    #expect((0.95..<0.952).contains(samples.medianConfidence))
  }

  @Test(arguments: ["layer2.0.conv1", "layer4.2.conv3", "fc"], [Float.nan, .infinity])
  func `The first layer that makes a value that is not finite is named`(
    path: String, value: Float
  ) throws {
    let network = try #require(Catalog.entry(named: "resnet50")).architecture().network
    let options = PlanOptions(
      batch: 1, height: 32, width: 32, purpose: .inference, fusion: .eager)
    let session = try Session(ExecutionPlan(network, options))
    session.setInput(0, SyntheticValues.input(3 * 32 * 32))
    let healthy = FiniteCheck()
    session.observer = healthy
    session.forward()
    #expect(healthy.finding == nil)
    let weight = try #require(session.parameters.index(of: "\(path).weight"))
    session.parameters[weight][1] = value
    session.weightsChanged()
    let check = FiniteCheck()
    session.observer = check
    session.forward()
    let finding = try #require(check.finding)
    #expect(finding.path == path)
    #expect(finding.pass == .forward)
    #expect(finding.count > 0)
  }

  private func layer(
    _ path: String, _ purpose: PlanOptions.Purpose
  ) throws -> LayerBenchmark {
    let network = try #require(Catalog.entry(named: "rla_resnet50")).architecture().network
    return try LayerBenchmark(
      path, in: network, PlanOptions(batch: 2, height: 64, width: 96, purpose: purpose),
      isCold: false, clock: Ticks())
  }

  @Test(arguments: PlanOptions.Purpose.allCases)
  func `One layer is timed once per run and pass, at the size of its first call`(
    purpose: PlanOptions.Purpose
  ) throws {
    var runs: [Int] = []
    let result = try #require(
      layer("conv1", purpose).run(
        .init(warmup: 2, runs: 3, duration: nil), isInterrupted: { false },
        progress: { if $0.attempt > 0 { runs.append($0.finished) } }))
    #expect(runs == [1, 2, 3])
    #expect(result.input == [2, 3, 64, 96])
    #expect(result.output == [2, 64, 32, 48])
    #expect(result.passes.map(\.pass) == [.forward, .inputGradient, .weightGradient])
    #expect(
      result.passes.allSatisfy { $0.times.values == Array(repeating: .milliseconds(1), count: 3) })
    #expect(!result.conditions.wasInterrupted && result.conditions.warmup == 2)
  }

  @Test func `An interrupted measurement keeps its runs; without runs there is no result`() throws {
    var finished = 0
    let result = try #require(
      layer("conv1", .inference).run(
        .init(warmup: 1, runs: 9, duration: nil), isInterrupted: { finished == 2 },
        progress: { if $0.attempt > 0 { finished = $0.finished } }))
    #expect(result.conditions.wasInterrupted)
    #expect(!result.passes.isEmpty)
    #expect(result.passes.allSatisfy { $0.times.values.count == 2 })
    let none = try layer("conv1", .inference).run(
      .init(warmup: 1, runs: 9, duration: nil), isInterrupted: { true }, progress: { _ in })
    #expect(none == nil)
  }

  @Test func `Only single layers with one input run alone`() throws {
    let network = try #require(Catalog.entry(named: "rla_resnet50")).architecture().network
    #expect(LayerBenchmark.canIsolate("conv1", in: network))
    for path in ["stages", "", "nothing", "conv"] {
      #expect(!LayerBenchmark.canIsolate(path, in: network))
    }
  }

  @Test func `A layer over tokens does not run alone`() throws {
    for target in [[2, 12, 6], [2, 3, 4, 6], [2, 1, 3, 4, 6], [6]] {
      let network = Network("tokens", inputChannels: 3) { net, image in
        let tokens = image.reshaped(to: Reshape(to: target.map { .size(Dim($0)) }))
        return [net.layer("fc", Linear(6, 5, bias: true))(tokens)]
      }
      let size = target.count == 1 ? (1, 2) : (4, 6)
      let options = PlanOptions(
        batch: target[0] == 2 ? 2 : 1, height: size.0, width: size.1, purpose: .inference)
      #expect(throws: PlanFailure.unsupported("fc", Linear.kind)) {
        try LayerBenchmark("fc", in: network, options, isCold: false, clock: Ticks())
      }
    }
  }

  @Test(arguments: [
    "resnet50", "rlalstm_resnet50", "rlagru_resnet50", "resnext50_32x4d_se", "rla_resnet50_eca",
    "dsrla_mobilenetv2_k12_eca", "RetinaNet_resnet50_rla", "Mask_R-CNN_ecanet50_rla",
  ])
  func `Every kind of layer runs alone`(name: String) throws {
    let network = try #require(Catalog.entry(named: name)).architecture().network
    let paths = Set(network.nodes.map(network.path(of:)))
      .filter { LayerBenchmark.canIsolate($0, in: network) }
    // One layer of each kind and part stands for the others.
    let chosen = Dictionary(
      paths.map { path in
        let node = network.nodes.first { network.path(of: $0) == path }
        return (
          node.map { "\(network.operator(of: $0).kind) \(network.role(of: $0).name)" } ?? "", path
        )
      }, uniquingKeysWith: min)
    #expect(chosen.count >= 5)
    let size = network.outputs.count == 1 ? 32 : 64
    for path in chosen.values {
      let benchmark = try LayerBenchmark(
        path, in: network, PlanOptions(batch: 1, height: size, width: size, purpose: .inference),
        isCold: false, clock: Ticks())
      let result = benchmark.run(
        .init(warmup: 1, runs: 1, duration: nil), isInterrupted: { false }, progress: { _ in })
      #expect(result?.passes.first?.pass == .forward)
    }
  }
}
