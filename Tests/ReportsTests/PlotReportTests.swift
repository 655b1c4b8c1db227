import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAPlots
import RLAQueries
import RLAReports
import RLASymbolic
import Testing

@Suite struct PlotReportTests {
  private func model(_ name: String, input: Shape = [1, 3, 224, 224]) throws -> ProfiledModel {
    let entry = try #require(Catalog.entry(named: name))
    let architecture = try entry.architecture()
    return ProfiledModel(
      requested: name, entry: entry, architecture: architecture,
      profile: Profile(try InferredShapes(architecture.network, input: input)))
  }

  /// The number in the heading of a plot of memory.
  private func peak(_ plot: AreaPlot) -> Int? {
    plot.subtitle.components(after: "peak ").flatMap { Int($0.filter(\.isNumber)) }
  }

  @Test(arguments: ["resnet50", "rla_resnet50", "mobilenet_v2", "rlagru_resnet50"])
  func `The highest step of inference is the peak of the report`(name: String) throws {
    let model = try model(name)
    let plot = try #require(MemoryPlot.inference(of: model))
    #expect(peak(plot) == Figure.peakBytes.form(model.profile).value)
    #expect(plot.totals.count == model.profile.network.nodes.count)
  }

  @Test func `A training step has at least what the report adds up`() throws {
    let model = try model("rla_resnet50", input: [2, 3, 64, 64])
    let plot = try #require(MemoryPlot.training(of: model))
    let reported = try #require(Figure.trainingBytes.form(model.profile).value)
    #expect(try #require(peak(plot)) >= reported)
    #expect(plot.totals.count == 2 * model.profile.network.nodes.count)
    #expect(plot.border == model.profile.network.nodes.count)
    #expect(plot.layers.prefix(3).allSatisfy { Set($0.values).count == 1 })
  }

  @Test func `Open sizes have no plot`() throws {
    let open = try model(
      "resnet50",
      input: Shape(batch: Dim(.batch), channels: 3, height: Dim(.height), width: Dim(.width)))
    #expect(MemoryPlot.inference(of: open) == nil && MemoryPlot.training(of: open) == nil)
    #expect(CostPlot.areas(of: open, by: .macs, .icicle) == nil)
  }

  @Test func `Areas hold all of a measure`() throws {
    let model = try model("rla_resnet50")
    let plot = try #require(CostPlot.areas(of: model, by: .macs, .treemap))
    #expect(plot.tree.value == 4_454_648_064)
    let parameters = try #require(CostMeasure(named: "parameters"))
    #expect(
      try #require(CostPlot.areas(of: model, by: parameters, .icicle)).tree.value == 25_870_696)
  }

  @Test func `Networks are points, few by their forms and many by their names`() throws {
    let few = try ["resnet50", "rla_resnet50"].map { ComparedModel(.profiled(try model($0))) }
    let (x, y) = try PlotMeasure.pair("macs:parameters")
    let plot = CompareReport(few, conventions: [.macs]).plot(x, y)
    #expect(plot.series.map(\.name) == ["resnet50", "rla_resnet50"])
    #expect(plot.series[0].points == [LinePlot.Point(x: 4.089184256, y: 25.557032)])
    #expect(plot.xLabel == "macs (G MACs, G = 10⁹)" && plot.yLabel == "parameters (M, M = 10⁶)")
    let many = CompareReport(Array(repeating: few[0], count: 9), conventions: [.macs])
    #expect(many.plot(x, y).series.count == 1 && many.plot(x, y).labels.count == 9)
    let error = try PlotMeasure.pair("top1-error:macs")
    let report = CompareReport(few, conventions: [.macs])
    #expect(report.lacking(error.x, error.y) == ["resnet50"])
    #expect(report.plot(error.x, error.y).series.map(\.name) == ["rla_resnet50"])
    #expect(report.plot(error.x, error.y).subtitle.hasSuffix("; errors as published, on ImageNet"))
    let mixed =
      try few
      + ["dia_resnet164", "resnet20_cifar10"].map {
        ComparedModel(.profiled(try model($0, input: [1, 3, 32, 32])))
      }
    #expect(
      CompareReport(mixed, conventions: [.macs]).plot(error.x, error.y).subtitle
        == "inputs differ; float32; errors as published, on CIFAR-10, CIFAR-100, ImageNet")
  }

  @Test func `Measures are read whatever colons their names have`() throws {
    for text in ["thop@0.0.31:macs", "macs:thop@0.0.31", "latency,macs", "MACS: peak"] {
      #expect(throws: Never.self) { try PlotMeasure.pair(text) }
    }
    for text in ["macs", "macs:", ":", ""] {
      #expect(throws: PlotMeasure.Failure.notAPair(text)) { try PlotMeasure.pair(text) }
    }
    #expect(throws: PlotMeasure.Failure.unknown("mac", suggestions: ["macs"])) {
      try PlotMeasure.pair("mac:parameters")
    }
  }
}

extension String {
  /// What follows the first occurrence of a text; nil where there is none.
  fileprivate func components(after text: String) -> String? {
    firstRange(of: text).map { String(self[$0.upperBound...]) }
  }
}
