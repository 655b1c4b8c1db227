import RLAAnalysis
import RLANetworks
import RLASymbolic
import Testing

/// What a convention says about an operator, and why it counts nothing.
@Suite struct VerdictTests {
  /// By measure, operator and call style, a verdict and the reason that follows from it.
  static let examples:
    [(
      convention: Convention, function: any Operator, callStyle: CallStyle,
      verdict: Convention.Verdict, reason: String?
    )] = [
      (.thopLegacy, Linear(4, 3, bias: true), .module, .counted, nil),
      (.thopLegacy, Activation(.relu), .module, .ignored, "ignored by the tool's own list"),
      (.thopLegacy, Activation(.relu), .function, .unseen, "not a module"),
      (
        .thopLegacy, Convolution(4, 6, .same(3)), .subclass, .unseen,
        "not a module of that exact class"
      ),
      (.thopPlain, Convolution(4, 6, .same(3)), .subclass, .counted, nil),
      (.thopLegacy, GroupNormalization(4), .module, .unsupported, "no rule"),
      (.fvcore, Activation(.relu), .operator, .ignored, "ignored by the tool's own list"),
      (.fvcore, Arithmetic(.add), .operator, .unsupported, "no rule"),
      (.fvcore, Activation(.clip(0, 6)), .function, .ignored, "ignored by the tool's own list"),
      (.fvcore, Activation(.clip(0, 6)), .module, .unsupported, "no rule"),
      (.deepSpeed, Activation(.relu), .module, .counted, nil),
      (.deepSpeed, Activation(.relu6), .function, .counted, nil),
      (.deepSpeed, Activation(.relu6), .module, .unsupported, "no rule"),
      (.deepSpeed, Arithmetic(.add), .function, .counted, nil),
      (.deepSpeed, Arithmetic(.add), .operator, .unseen, "written as an operator"),
      (.macs, Pooling.max(.same(3)), .operator, .ignored, "not a matrix product"),
      (.macs, Linear(4, 3, bias: false), .function, .counted, nil),
    ]

  @Test(arguments: examples.indices)
  func `A verdict follows from the table, and its reason from the verdict`(index: Int) {
    let example = Self.examples[index]
    let key = WorkTally.Key(example.function, example.callStyle)
    let measure = example.convention.measures[0]
    #expect(measure.verdict(on: key) == example.verdict, "\(measure.key) \(key.kind)")
    #expect(measure.zeroReason(for: key) == example.reason, "\(measure.key) \(key.kind)")
  }

  @Test func `Every verdict has an example`() {
    let verdicts = Self.examples.map(\.verdict) + [.overwritten]
    #expect(Set(verdicts) == Set(Convention.Verdict.allCases))
  }

  @Test func `A call of a module that is called again counts nothing in thop of 2019`() throws {
    let key = WorkTally.Key(Activation(.relu), .module, isCalledAgain: true)
    let measure = Convention.thop2019.measures[0]
    #expect(measure.verdict(on: key) == .overwritten)
    #expect(measure.zeroReason(for: key) == "a later call of the module overwrites it")
    #expect(Convention.deepSpeed.measures[0].verdict(on: key) == .counted)
    let network = Network("twice", inputs: [Input("x", .float([2, 3, 4, 5]))]) { scope, values in
      let relu = scope.layer("relu", Activation(.relu))
      let pool = scope.layer("pool", Pooling.max(Window(2, stride: 2, padding: 0)))
      return [("y", relu(pool(relu(values[0]))))]
    }
    let tally = Profile(try InferredShapes(network, input: [2, 3, 4, 5])).total.tally
    // 24 outputs of windows of 2, and of the last ReLU.
    #expect(measure.count(tally).value == 24 * 2 + 24)
    let coverage = Coverage(tally, measure)
    #expect(coverage.counted == 2 && coverage.overwritten == 1 && coverage.zero == 1)
  }

  @Test func `A custom operator is unknown`() throws {
    let network = Network("custom", inputs: [Input("x", .float([2, 4]))]) { scope, values in
      [("y", scope.apply(Custom(), to: [values[0]])[0])]
    }
    let profile = Profile(try InferredShapes(network, input: [2, 4]))
    let tally = profile.total.tally
    let measure = Convention.macs.measures[0]
    let key = WorkTally.Key(Custom(), .function)
    #expect(measure.verdict(on: key) == .unsupported)
    #expect(measure.count(tally) == 0)
    let coverage = Coverage(tally, measure)
    #expect(coverage.calls == 1)
    #expect(coverage.unknown == 1)
    #expect(coverage.zero == 0)
  }

  @Test func `Work that is not a multiple of the batch is rounded down`() throws {
    let network = Network(
      "two batches", inputs: [Input("x", .float([3, 4])), Input("y", .float([2, 4, 7, 5]))]
    ) { scope, values in
      [("x", values[0]), ("y", scope.layer("conv", Convolution(4, 5, .same(1)))(values[1]))]
    }
    let shapes = try InferredShapes(network, inputs: network.inputs.map(\.fact))
    let tally = Profile(shapes).total.tally
    let (key, work) = try #require(tally.sums.first)
    #expect(tally.batch == 3)
    #expect(work[.multiplyAdds] == 1400)
    for measure in Convention.mmcv.measures + Convention.ptflopsPyTorch.measures {
      #expect(!measure.isDivided(work, for: key, batch: tally.batch))
      #expect(measure.count(tally) == 466)
      #expect(measure.isDivided(work, for: key, batch: 2))
      #expect(measure.count(work, for: key, batch: 2) == 700)
      // A formula stays undivided where the number of samples does not divide it.
      #expect(!measure.isDivided(work, for: key, batch: Dim(.batch)))
      #expect(measure.count(work, for: key, batch: Dim(.batch)) == 1400)
    }
    #expect(Convention.macs.measures[0].isDivided(work, for: key, batch: tally.batch))
  }
}

/// An operator that no convention has.
private struct Custom: Rearrangement {
  static let kind = OperatorKind("Custom", .custom)

  var kind: OperatorKind { Self.kind }

  var torch: TorchNames { Self.names }

  private static let names = TorchNames(function: "example.custom", aten: "custom")

  var title: String { "custom" }

  func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    [inputs[0]]
  }

  var storage: Storage { .fresh }
}
