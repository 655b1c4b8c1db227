import RLAAnalysis
import RLAArchitectures
import RLAPlots
import RLAQueries
import RLAReports
import RLASymbolic
import Testing

@Suite struct SweepPlotTests {
  private func report(_ name: String, batch: Int = 1) throws -> (SweepReport, SweepColumns) {
    let architecture = try #require(Catalog.entry(named: name)).architecture()
    let symbolic = Shape(
      batch: Dim(.batch), channels: 3, height: Dim(.height), width: Dim(.width))
    let grid = SweepGrid(
      batches: [batch],
      sizes: [224, 256].map { NumberList.Size(height: $0, width: $0) })
    let columns = try SweepColumns(
      SweepColumns.Request(
        coordinates: grid.symbols.map(\.name), columns: "macs", plot: "H,macs"))
    let profile = Profile(try InferredShapes(architecture.network, input: symbolic))
    let sweep = try Sweep(profile, over: grid, columns.vocabulary)
    return (SweepReport(model: name, sweep), columns)
  }

  /// The words of a plot in their order.
  private func words(_ plot: LinePlot) -> [String] { plot.scene().texts.map(\.text) }

  @Test func `The series of several networks carry their names`() throws {
    let (first, columns) = try report("resnet50")
    let plot = try #require(columns.plot)
    let (second, _) = try report("rla_resnet50")
    let shown = words(SweepReport.plot([first, second], plot.x, plot.y))
    #expect(shown.contains("macs against image height") && shown.contains("N = 1"))
    #expect(shown.contains("resnet50") && shown.contains("rla_resnet50"))
    let alone = words(SweepReport.plot([first], plot.x, plot.y))
    #expect(alone.contains("resnet50: macs against image height"))
    #expect(!alone.contains("resnet50"))
  }

  @Test func `What differs from network to network stands at its series`() throws {
    let (first, columns) = try report("resnet50")
    let plot = try #require(columns.plot)
    let (second, _) = try report("rla_resnet50", batch: 2)
    let shown = words(SweepReport.plot([first, second], plot.x, plot.y))
    #expect(!shown.contains("N = 1"))
    #expect(shown.contains("resnet50, N = 1") && shown.contains("rla_resnet50, N = 2"))
  }

  @Test func `Both columns of these sweeps have logarithms`() throws {
    let (report, columns) = try report("resnet50")
    let plot = try #require(columns.plot)
    for axes in LogarithmicAxes.allCases {
      #expect(report.columnWithoutLogarithm(plot.x, plot.y, axes) == nil)
      let shown = words(SweepReport.plot([report], plot.x, plot.y, logarithmicAxes: axes))
      #expect(shown.filter { $0.hasSuffix(", logarithmic") }.count == (axes == .xy ? 2 : 1))
    }
  }
}
