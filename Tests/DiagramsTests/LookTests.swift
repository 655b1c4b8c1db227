import RLAAnalysis
import RLADiagrams
import RLANetworks
import RLASymbolic
import Testing

@Suite struct LookTests {
  @Test(arguments: Theme.allCases)
  func `Text and lines stand out from their ground`(theme: Theme) {
    for role in DiagramBox.Role.allCases {
      let fill = theme.fill(role)
      #expect(theme.text.contrast(with: fill) >= 4.5, "\(role)")
      #expect(theme.detail.contrast(with: fill) >= 4.5, "\(role)")
      #expect(theme.border(role).contrast(with: theme.background) >= 3, "\(role)")
    }
    #expect(theme.detail.contrast(with: theme.background) >= 4.5)
    #expect(theme.text.contrast(with: theme.heatless) >= 4.5)
    for role in DiagramArrow.Role.allCases {
      #expect(theme.line(role).contrast(with: theme.background) >= 3, "\(role)")
    }
    #expect(theme.heatSteps.count == HeatScale.stepCount)
    for fill in theme.heatSteps { #expect(fill.readableText.contrast(with: fill) >= 4.5) }
  }

  @Test func `Steps of the fill darken, in gray too`() {
    for theme in Theme.allCases {
      let luminances = theme.heatSteps.map(\.luminance)
      #expect(luminances == luminances.sorted(by: >))
    }
  }

  @Test func `The lines of the lanes differ without color where print has none`() {
    let strokes = [DiagramArrow.Role.features, .state, .cell, .source].map {
      Theme.print.stroke($0)
    }
    #expect(Set(strokes).count == 4)
  }

  @Test func `Symbolic sizes are shares of the image`() throws {
    let network = try shapes("rla_resnet50").network
    let symbolic = try InferredShapes(
      network, input: Shape(batch: 1, channels: 3, height: Dim(.height), width: Dim(.width)))
    let diagram = try Diagram(symbolic)
    #expect(diagram.arrows.compactMap(\.label).contains("256 x H/4 x W/4"))
    #expect(diagram.arrows.compactMap(\.label).contains("32 x H/32 x W/32"))
    #expect(diagram.notes.contains { $0.contains("multiples of 32") })
    #expect(diagram.facts[1].contains("·H·W"))
    let concrete = try InferredShapes(network, input: [1, 3, 224, 224])
    let macs = concrete.network.nodes.indices.reduce(0 as Dim) {
      $0 + concrete.work(ofNode: $1)[.multiplyAdds]
    }
    // 4 454 648 064 MACs, of which the classifier's 2 080 000 do not grow with the image.
    #expect(macs == 4_454_648_064)
    #expect(diagram.facts[1].contains("88.7 k·H·W + 2.08 M MACs"))
  }

  @Test func `The fill shows the quantity and the box says the number`() throws {
    let shapes = try shapes("rla_resnet50")
    var content = DiagramContent()
    for heat in [Heat.macs, .parameters, .memory] {
      content.heat = heat
      let diagram = try Diagram(shapes, content)
      let scale = try #require(diagram.heat)
      let values = diagram.boxes.compactMap(\.heat)
      #expect(values.max() == scale.largest)
      #expect(values.compactMap(scale.step).max() == HeatScale.stepCount - 1)
      #expect(diagram.dot().text.contains(Theme.light.heatSteps[8].hex))
    }
  }

  @Test(arguments: ["resnet50", "rla_resnet50", "rla_resnet101", "rla_resnet152"])
  func `The stages of a network differ in color`(name: String) throws {
    for heat in [Heat.macs, .parameters, .memory] {
      var content = DiagramContent()
      content.heat = heat
      let diagram = try Diagram(shapes(name), content)
      let scale = try #require(diagram.heat)
      let stages = diagram.boxes.filter { $0.id.hasPrefix("stage") && $0.lane == .features }
      #expect(stages.count == 4)
      #expect(Set(stages.compactMap(\.heat).compactMap(scale.step)).count == 4)
      #expect(Set(scale.bounds).sorted() == scale.bounds)
    }
  }

  @Test func `A few values spread over all colors and equal ones share one`() throws {
    var content = DiagramContent(.module(stage: 1, block: 2))
    content.heat = .macs
    let diagram = try Diagram(shapes("resnet50"), content)
    let scale = try #require(diagram.heat)
    // Two of the three convolutions of a bottleneck have as many multiply-adds.
    let steps = diagram.boxes.filter { $0.macs != 0 }.map { $0.heat.flatMap(scale.step) }
    #expect(steps == [0, HeatScale.stepCount - 1, 0])
    #expect(scale.legend.count == 2)
  }

  @Test func `Times come from a bench report, shared layers by application`() throws {
    let shapes = try shapes("rla_resnet50")
    let times = [("conv1", 2.5), ("conv_outs.0", 0.75), ("fc", 1)]
    var content = DiagramContent()
    content.heat = .time(try MeasuredTimes(Self.report(times), for: shapes))
    let diagram = try Diagram(shapes, content)
    let heat = Dictionary(uniqueKeysWithValues: diagram.boxes.map { ($0.id, $0.heat) })
    #expect(heat["stem"] == 2.5)
    #expect(heat["stage 1, state"] == 0.75)
    #expect(heat["head"] == 1)
    #expect(diagram.boxes.contains { $0.lines.contains(DiagramLine("2.50 ms", .detail)) })
    content.heat = .time(try MeasuredTimes(Self.report([]), for: shapes))
    #expect(throws: DiagramFailure.noTimes) { try Diagram(shapes, content) }
  }

  @Test(arguments: [-1, 1e300, .nan])
  func `A time that cannot be one is refused`(time: Double) throws {
    let shapes = try shapes("rla_resnet50")
    #expect(throws: MeasuredTimes.Failure.outOfRange(path: "a")) {
      try MeasuredTimes(Self.report([("a", time)]), for: shapes)
    }
  }

  @Test func `Times of another network, size or batch are refused`() throws {
    let shapes = try shapes("rla_resnet50")
    #expect(throws: MeasuredTimes.Failure.otherModel("resnet50", expected: "rla_resnet50")) {
      try MeasuredTimes(Self.report([("fc", 1)], model: "resnet50"), for: shapes)
    }
    for sizes in [[2, 64, 64], [1, 32, 64], [1, 64, 32]] {
      #expect(throws: MeasuredTimes.Failure.otherSize(sizes, expected: ["1", "64", "64"])) {
        try MeasuredTimes(Self.report([("fc", 1)], sizes: sizes), for: shapes)
      }
    }
    let symbolic = try InferredShapes(shapes.network, input: shapes.network.inputs[0].fact.shape)
    #expect(throws: Never.self) {
      try MeasuredTimes(Self.report([("fc", 1)], sizes: [1, 192, 256]), for: symbolic)
    }
  }

  @Test func `The legend of a fast network has digits that tell its steps apart`() {
    let scale = HeatScale(title: "ms", unit: "ms", values: [0.0004, 0.0041, 0.02])
    #expect(scale.legend == ["≤ 0.000400", "≤ 0.00410", "≤ 0.0200"])
  }

  @Test func `Values that read alike share a step`() {
    let scale = HeatScale(title: "ms", unit: "ms", values: [0.02108, 0.02112, 0.05, 0.05001])
    #expect(scale.legend == ["≤ 0.0211", "≤ 0.0500"])
    #expect(scale.step(0.02108) == scale.step(0.02112))
  }

  private static func report(
    _ times: [(path: String, time: Double)], model: String = "rla_resnet50",
    sizes: [Int] = [1, 64, 64]
  ) -> MeasuredTimes.Report {
    MeasuredTimes.Report(
      model: model, batch: sizes[0], height: sizes[1], width: sizes[2],
      layers: times.map { MeasuredTimes.Report.Layer(path: $0.path, medianMilliseconds: $0.time) })
  }
}
