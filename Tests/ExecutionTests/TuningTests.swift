import RLAExecution
import RLAKernels
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// Plans whose algorithms are chosen from measurements, by a clock that each reading advances.
@Suite(.serialized) struct TuningTests {
  /// A convolution for Winograd's algorithm, one over patches, the same again, and a linear layer.
  private static let network = Network("small", inputChannels: 16) { net, image in
    let first = net.layer("first", Convolution(16, 24, .same(3)))
    let second = net.layer("second", Convolution(24, 24, .same(3, stride: 2)))
    let third = net.layer("third", Convolution(24, 24, .same(1)))
    let fourth = net.layer("fourth", Convolution(24, 24, .same(1)))
    let pool = net.layer("pool", GlobalPooling.average)
    let map = fourth(third(second(first(image))))
    return [net.layer("fc", Linear(24, 10, bias: true))(pool(map).reshaped(to: .vector))]
  }

  private static func options(
    _ purpose: PlanOptions.Purpose, products: ProductStyle = .small
  ) -> PlanOptions {
    PlanOptions(
      batch: 2, height: 20, width: 20, purpose: purpose, products: products,
      wantsInputGradient: purpose == .training)
  }

  private static func tuner(
    _ known: AlgorithmChoices = AlgorithmChoices(), budget: Duration = .seconds(1000),
    memory: Int? = nil
  ) -> Tuner {
    Tuner(known, budget: budget, clock: Ticks()) { MemoryLimits(memory: memory, addresses: nil) }
  }

  @Test func `Layers alike are measured once, and what is known is not measured again`() throws {
    let plan = try ExecutionPlan(Self.network, Self.options(.inference))
    #expect(plan.tuning == nil)
    let tuner = Self.tuner()
    var shown: [TuningProgress] = []
    let tuned = try tuner.tuned(plan, progress: { shown.append($0) })
    #expect(tuned.tuning == PlanTuning(measured: 4, known: 0, skipped: 0))
    #expect(shown.map(\.done) == [1, 2, 3, 4] && shown.allSatisfy { $0.count == 4 })
    #expect(tuner.news == tuner.choices && tuner.choices.choices.count == 4)
    let again = try Self.tuner(tuner.choices).tuned(plan)
    #expect(again.tuning == PlanTuning(measured: 0, known: 4, skipped: 0))
  }

  @Test func `Training measures the forward pass and both gradients`() throws {
    let plan = try ExecutionPlan(Self.network, Self.options(.training))
    let tuned = try Self.tuner().tuned(plan)
    #expect(tuned.tuning == PlanTuning(measured: 12, known: 0, skipped: 0))
    let passes = plan.alternatives.map(\.key.pass)
    #expect(Set(passes) == [.trainingForward, .inputGradient, .weightGradient])
  }

  @Test func `Without time or memory rules of thumb choose`() throws {
    let plan = try ExecutionPlan(Self.network, Self.options(.inference))
    let hurried = try Self.tuner(budget: .zero).tuned(plan)
    #expect(hurried.tuning == PlanTuning(measured: 0, known: 0, skipped: 4))
    let poor = try Self.tuner(memory: 1000).tuned(plan)
    #expect(poor.tuning == PlanTuning(measured: 0, known: 0, skipped: 4))
    // Of the four the linear layer alone fits into this.
    let least = try Self.tuner(memory: 40_000).tuned(plan)
    #expect(least.tuning == PlanTuning(measured: 1, known: 0, skipped: 3))
    let names = plan.stepDescriptions.map(\.algorithm)
    #expect(hurried.stepDescriptions.map(\.algorithm) == names)
    #expect(poor.stepDescriptions.map(\.algorithm) == names)
  }

  @Test func `An interruption ends it with what was measured`() throws {
    let plan = try ExecutionPlan(Self.network, Self.options(.inference))
    var done = 0
    let tuned = try Self.tuner().tuned(
      plan, isInterrupted: { done >= 2 }, progress: { done = $0.done })
    #expect(tuned.tuning == PlanTuning(measured: 2, known: 0, skipped: 2))
  }

  @Test func `Exact algorithms leave nothing to choose`() throws {
    var options = Self.options(.training)
    (options.algorithm, options.precision) = (.exact, .double)
    #expect(try ExecutionPlan(Self.network, options).alternatives.isEmpty)
  }

  @Test func `A choice among other algorithms says nothing`() throws {
    var options = Self.options(.inference)
    let plan = try ExecutionPlan(Self.network, options)
    let first = try #require(plan.alternatives.first)
    #expect(first.names.count > 3)
    options.choices = AlgorithmChoices()
    options.choices?.choose(2, of: first.names, for: first.key)
    let chosen = try ExecutionPlan(Self.network, options)
    #expect(chosen.stepDescriptions[0].algorithm == first.names[2])
    options.choices = AlgorithmChoices()
    options.choices?.choose(1, of: Array(first.names.dropFirst()), for: first.key)
    let other = try ExecutionPlan(Self.network, options)
    #expect(other.stepDescriptions[0].algorithm == first.names[0])
  }

  @Test func `Everything that decides is in the text of a key`() throws {
    let plan = try ExecutionPlan(Self.network, Self.options(.inference))
    #expect(
      plan.alternatives.map(\.key.description) == [
        "forward convolution n2 c16>24 g1 y20>20k3s1p1d1 x20>20k3s1p1d1 none t1 float32",
        "forward convolution n2 c24>24 g1 y20>10k3s2p1d1 x20>10k3s2p1d1 none t1 float32",
        "forward convolution n2 c24>24 g1 y10>10k1s1p0d1 x10>10k1s1p0d1 none t1 float32",
        "forward convolution n2 c24>24 g1 y10>10k1s1p0d1 x10>10k1s1p0d1 none t1 float32",
        "forward convolution n2 c24>10 g1 y1>1k1s1p0d1 x1>1k1s1p0d1 applied t1 float32",
      ])
  }

  @Test func `All products can be kept in the library`() throws {
    var options = Self.options(.inference)
    options.kernels = .blas
    let plan = try ExecutionPlan(Self.network, options)
    let session = try Session(plan)
    let benchmark = try Benchmark(session, .inference, isCold: false, clock: Ticks())
    let result = benchmark.run(
      Benchmark.Limits(warmup: 0, runs: 1, duration: nil), isInterrupted: { false },
      progress: { _ in })
    #expect(result?.libraryShare == 1)
  }

  // MARK: - Results

  @Test(arguments: ConvolutionKernelTests.Case.all, [ProductStyle.whole, .small])
  func `Every algorithm computes what the exact one does`(
    one: ConvolutionKernelTests.Case, products: ProductStyle
  ) throws {
    let network = ConvolutionKernelTests.network(one)
    var options = PlanOptions(
      batch: 2, height: one.height, width: one.width, purpose: .training, algorithm: .exact,
      threads: 2, products: products, wantsInputGradient: true)
    let exact = try run(ExecutionPlan(network, options))
    (options.algorithm, options.precision) = (.fast, .single)
    let plan = try ExecutionPlan(network, options)
    for choice in 0..<(plan.alternatives.map(\.names.count).max() ?? 1) {
      options.choices = AlgorithmChoices()
      for (key, names) in plan.alternatives {
        options.choices?.choose(min(choice, names.count - 1), of: names, for: key)
      }
      let chosen = try run(ExecutionPlan(network, options))
      for (own, wanted) in zip(chosen, exact) {
        let scale = wanted.reduce(0) { max($0, abs($1)) }
        let error = zip(own, wanted).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(error <= 2e-5 * scale, "choice \(choice)")
      }
      options.purpose = .inference
      let inference = try Session(ExecutionPlan(network, options))
      inference.setInput(0, input(of: one))
      inference.forward()
      for (own, wanted) in zip(inference.logits, exact[0]) { #expect(abs(own - wanted) < 1e-5) }
      options.purpose = .training
    }
  }

  private func input(of one: ConvolutionKernelTests.Case) -> [Float] {
    SyntheticValues.input(2 * one.inputs * one.height * one.width)
  }

  /// The result, and the gradients of input and weights.
  private func run(_ plan: ExecutionPlan) throws -> [[Float]] {
    let session = try Session(plan)
    session.setInput(
      0,
      SyntheticValues.input(
        2 * (plan.network.imageChannels?.value ?? 0) * plan.options.height * plan.options.width))
    session.forward()
    _ = session.loss(labels: [0, 0])
    session.backward()
    let weight = try #require(session.parameters.index(of: "conv.weight"))
    return [session.logits, session.inputGradient, session.parameters.gradient(weight)]
  }
}
