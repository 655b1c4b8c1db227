import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

@Suite struct TwinTests {
  /// Kinds of operators without a conformance in Execution, which plans refuse by name.
  private static let countedOnly: Set<String> = ["If", "Loop", "Scan"]

  /// Kinds that a plan takes once a run has told the size of their results.
  private static let sizedByRunning: Set<String> = [
    "Compress", "NonMaxSuppression", "NonZero", "Unique",
  ]

  /// Functions of numbers from −1 to 1.
  private static let bounded: Set<OperatorKind> = [.arcSine, .arcCosine, .areaTangent]

  @Test func `Exactly the listed operators are only counted`() {
    let run = OperatorCatalog.entries.filter { !$0.operator.isCountedOnly }
    let kinds =
      OperatorCatalog.entries.map(\.operator.kind.name) + OperatorCatalog.controls.map(\.kind.name)
    let counted = Set(kinds).subtracting(run.map(\.operator.kind.name))
    #expect(counted == Self.countedOnly)
  }

  /// The images of a plan, from which each example is made to start.
  private func network(of entry: OperatorEntry) -> Network? {
    let facts = entry.inputs.present
    guard facts.count == entry.inputs.count,
      facts.allSatisfy({ $0.type == .float32 && $0.shape.rank == 4 }),
      Set(facts.map(\.shape.channels)).count == 1
    else { return nil }
    return Network("one", inputChannels: facts[0].shape.channels) { net, image in
      if entry.operator.weights.isEmpty {
        return net.apply(entry.operator, to: facts.map { _ in image })
      }
      func layer(_ function: some Operator) -> Value { net.layer("layer", function)(image) }
      return [layer(entry.operator)]
    }
  }

  @Test func `Every example that takes maps is planned and runs`() throws {
    var (planned, refused) = (0, 0)
    for entry in OperatorCatalog.entries {
      guard let network = network(of: entry) else { continue }
      let shape = entry.inputs.shape()
      let sizes = shape.values ?? []
      for purpose in PlanOptions.Purpose.allCases {
        let options = PlanOptions(
          batch: sizes[0], height: sizes[2], width: sizes[3], purpose: purpose)
        do throws(PlanFailure) {
          let session = try Session(try ExecutionPlan(network, options))
          session.setInput(0, (0..<sizes.reduce(1, *)).map { Float($0 % 7) + 1 })
          session.forward()
          #expect(
            Self.bounded.contains(entry.operator.kind)
              || session.outputs[0].allSatisfy { $0.isFinite }, "\(entry.operator.kind)")
          planned += 1
        } catch {
          switch error {
          case .unsupported(_, let kind, _), .noGradient(_, let kind):
            #expect(kind == entry.operator.kind)
            if !entry.operator.isCountedOnly { refused += 1 }
          // What only running tells is a symbol, which is refused first.
          case .symbolic where entry.operator is any SizedByRunning: continue
          default: Issue.record("\(entry.operator.kind): \(error)")
          }
        }
      }
    }
    #expect(planned >= 100 && refused == 0, "\(planned) \(refused)")
  }

  @Test(arguments: [
    (Window(3, padding: .fixed(before: 0, after: 1)), 6), (Window(2, padding: .sameUpper), 7),
    (Window(2, stride: 2, padding: .fixed(before: 0, after: 0), rounding: .up), 4),
  ])
  func `Windows of any kind run`(window: Window, size: Int) throws {
    let network = Network("window") { net, image in
      [net.layer("conv", Convolution(3, 4, window))(image)]
    }
    for purpose in PlanOptions.Purpose.allCases {
      let options = PlanOptions(batch: 1, height: 7, width: 7, purpose: purpose)
      let session = try Session(ExecutionPlan(network, options))
      session.setInput(0, SyntheticValues.input(3 * 49))
      session.forward()
      #expect(session.outputs[0].count == 4 * size * size)
      #expect(session.outputs[0].allSatisfy { $0.isFinite && $0 != 0 })
    }
  }

  @Test func `Every example of the catalog is planned and runs, or is refused by name`() throws {
    var refused: Set<String> = []
    for entry in OperatorCatalog.entries {
      let network = entry.network
      let facts = network.inputs.map(\.fact)
      guard facts.allSatisfy({ $0.shape.values != nil }) else { continue }
      let options = PlanOptions(batch: 1, height: 1, width: 1, purpose: .inference)
      do throws(PlanFailure) {
        let session = try Session(try ExecutionPlan(network, inputs: facts, options))
        for (index, fact) in facts.enumerated() {
          let count = fact.shape.elements.value ?? 0
          if fact.type.isFloating {
            session.setInput(index, (0..<count).map { Float($0 % 7 + 1) })
          } else {
            session.setInput(index, (0..<count).map { $0 % 2 })
          }
        }
        session.forward()
        #expect(session.outputs.allSatisfy { !$0.isEmpty }, "\(entry.operator.kind)")
      } catch {
        switch error {
        case .symbolic:
          #expect(entry.operator is any SizedByRunning, "\(entry.operator.kind): \(error)")
        default: Issue.record("\(entry.operator.kind): \(error)")
        }
        refused.insert("\(entry.operator.kind)")
      }
    }
    #expect(refused == Self.sizedByRunning)
  }

  @Test func `Symbols, inputs other than batch and unknown types are refused as such`() {
    let options = PlanOptions(batch: 1, height: 4, width: 4, purpose: .inference)
    let symbolic = Network("symbolic") { net, image in
      [net.layer("conv", Convolution(3, Dim(.stateChannels), Window(1)))(image)]
    }
    #expect(throws: PlanFailure.symbolic("conv")) { try ExecutionPlan(symbolic, options) }
    let words = Network("words", inputs: [Input("x", Fact(.float64, [2, 4]))]) { net, values in
      [("y", net.apply(Transpose(), to: values)[0])]
    }
    #expect(throws: PlanFailure.type("x", .float64)) {
      try ExecutionPlan(words, inputs: words.inputs.map(\.fact), options)
    }
    let vector = Network("vector", inputs: [Input("x", .float([2, 4]))]) { net, values in
      [("y", net.apply(Activation(.relu), to: values)[0])]
    }
    #expect(throws: PlanFailure.inputs([[2, 4]])) { try ExecutionPlan(vector, options) }
  }

  @Test func `Constants come from the source that a session is given`() throws {
    let network = Network("constant") { net, image in
      [image + net.constant("shift", .float([1, 3, 2, 2]))]
    }
    let plan = try ExecutionPlan(
      network, PlanOptions(batch: 1, height: 2, width: 2, purpose: .inference))
    let session = try Session(plan)
    session.setInput(0, Array(repeating: 1, count: 12))
    session.forward()
    var shift = [Float](repeating: 0, count: 12)
    try shift.withUnsafeMutableBytes {
      try SyntheticWeights().read(TensorRequest("shift", [1, 3, 2, 2]), into: $0)
    }
    #expect(session.outputs[0] == shift.map { 1 + $0 })
    let indices = Network("indices") { net, image in
      [net.constant("index", Fact(.int64, [2]))] + [image]
    }
    let request = TensorRequest("index", [2], .int64)
    #expect(
      throws: PlanFailure.constant(TensorFailure(expected: request, found: .nothing))
    ) {
      try Session(
        ExecutionPlan(indices, PlanOptions(batch: 1, height: 2, width: 2, purpose: .inference)))
    }
  }

  /// A sequence of sliced channels is not a view: other channels are in between.
  @Test func `Attention over a slice of the channels runs as over a copy of them`() throws {
    let network = Network("attention", inputChannels: 8) { net, image in
      let wide = net.layer("wide", Convolution(8, 8, Window(1)))(image)
      let means = net.layer("gap", GlobalPooling.average)(wide)
      let few = means.channels(from: 2, count: 4).reshaped(to: .sequence)
      let factors = net.layer("eca", Convolution(1, 1, windows: [.same(3)]))(few)
      return [
        wide.channels(from: 0, count: 4).scaled(by: factors.reshaped(to: .mapFromSequence))
      ]
    }
    for purpose in PlanOptions.Purpose.allCases {
      for fusion in PlanOptions.Fusion.allCases {
        let options = PlanOptions(
          batch: 2, height: 3, width: 3, purpose: purpose, fusion: fusion, algorithm: .exact)
        let session = try Session(try ExecutionPlan(network, options))
        let batch = (0..<144).map { Float(($0 * 37) % 23) / 11 - 1 }
        session.setInput(0, batch)
        session.forward()
        let expected = try naive(batch, session.parameters)
        for (value, wanted) in zip(session.outputs[0], expected) {
          #expect(abs(value - wanted) < 1e-4)
        }
      }
    }
  }

  /// The same sums without a plan.
  private func naive(_ batch: [Float], _ parameters: Parameters) throws -> [Float] {
    let wide = parameters[try #require(parameters.index(of: "wide.weight"))]
    let filter = parameters[try #require(parameters.index(of: "eca.weight"))]
    var result: [Float] = []
    for image in 0..<2 {
      let maps = (0..<8).map { output in
        (0..<9).map { pixel in
          (0..<8).reduce(Float(0)) {
            $0 + wide[output * 8 + $1] * batch[(image * 8 + $1) * 9 + pixel]
          }
        }
      }
      let means = maps.map { $0.reduce(0, +) / 9 }
      for channel in 0..<4 {
        let factor = (0..<3).reduce(Float(0)) { sum, tap in
          let place = channel + tap - 1
          return (0..<4).contains(place) ? sum + filter[tap] * means[2 + place] : sum
        }
        result += maps[channel].map { $0 * factor }
      }
    }
    return result
  }
}
