import Foundation
import FoundationXML
import RLAPlots
import Testing

@Suite struct LinePlotTests {
  /// Series of different lengths, with marked points and awkward words.
  private func plot(_ names: [String], log: LogarithmicAxes? = nil) -> LinePlot {
    LinePlot(
      title: "a < b & c of several networks", subtitle: "N = 1; float32; 2 threads",
      xLabel: "size (pixels)", yLabel: "macs (G MACs, G = 10⁹)",
      series: names.enumerated().map { index, name in
        LinePlot.Series(
          name: name,
          points: (1...9).map { step in
            LinePlot.Point(
              x: Double(step) * 37, y: Double(step * step) * (1 + Double(index)),
              isMarked: step == 4)
          })
      }, mark: "Pareto front", logarithmicAxes: log)
  }

  private static let pages = [
    PlotPage(width: PlotPage.leastWidth), PlotPage(centimeters: 8.5), PlotPage(centimeters: 17.5),
    .screen, PlotPage(centimeters: 120),
  ]

  @Test func `A plot is well-formed XML with all of its words and points`() throws {
    let reader = SVGReader()
    let parser = XMLParser(data: Data(plot(["k = 12", "k = 24"]).scene().svg.utf8))
    parser.delegate = reader
    #expect(parser.parse())
    for word in [
      "a < b & c of several networks", "N = 1; float32; 2 threads", "size (pixels)", "k = 12",
      "macs (G MACs, G = 10⁹)", "k = 24", "Pareto front",
    ] { #expect(reader.words.contains(word)) }
    // Nine disks and that of the legend, two rings and that of the legend.
    #expect(reader.counts["circle"] == 10 + 3)
    // Nine squares and that of the legend.
    #expect(reader.counts["polygon"] == 10)
    #expect(reader.titles == ["a < b & c of several networks"])
  }

  @Test func `A series has the look that it is given, wherever it stands`() {
    var plot = plot(["one", "other"])
    plot.series[0].look = 5
    let strokes = plot.scene().marks.compactMap { mark in
      if case .line(_, let stroke) = mark, SeriesStyle.colors.contains(stroke.color) {
        return stroke
      }
      return PlotScene.Stroke?.none
    }
    #expect(strokes.count == 4)
    for number in [5, 1] {
      #expect(strokes.filter { $0 == SeriesStyle(number).stroke }.count == 2)
    }
  }

  @Test(arguments: pages, [1, 3, 8, 20])
  func `No words collide or leave the page`(page: PlotPage, count: Int) {
    for log in [nil, LogarithmicAxes.xy] {
      let names = (0..<count).map { "rla_resnet\(50 + $0), k = 32" }
      let scene = plot(names, log: log).scene(on: page)
      expectApart(scene)
    }
  }

  @Test(arguments: ["mobilenet_v2", "rla_mobilenetv2_k32_eca", "resnet50_la_eq4", "k = 12"])
  func `A legend has its longest name whole`(name: String) throws {
    let reader = SVGReader()
    let parser = XMLParser(data: Data(plot(["resnet50", name]).scene().svg.utf8))
    parser.delegate = reader
    #expect(parser.parse())
    #expect(reader.words.contains(name))
  }

  @Test func `Long titles and names are wrapped and cut`() {
    let words = Array(repeating: "measured", count: 30).joined(separator: " ")
    let plot = LinePlot(
      title: words, subtitle: words, xLabel: words, yLabel: words,
      series: [
        .init(name: words, points: [.init(x: 1, y: 1e9)]),
        .init(name: String(repeating: "x", count: 300), points: [.init(x: 2, y: 3)]),
      ])
    for page in Self.pages { expectApart(plot.scene(on: page)) }
  }

  @Test func `Points without a place interrupt a line and are left out`() {
    let values = [1, 2, Double.nan, 4, 5, .infinity, -1]
    let plot = LinePlot(
      title: "", subtitle: "", xLabel: "x", yLabel: "y",
      series: [
        .init(name: nil, points: values.enumerated().map { .init(x: Double($0), y: $1) })
      ], logarithmicAxes: .y)
    let scene = plot.scene()
    let lines = scene.marks.filter {
      if case .line(let points, let stroke) = $0 {
        return points.count == 2 && stroke.color == SeriesStyle(0).color
      }
      return false
    }
    #expect(lines.count == 2)
    #expect(scene.marks.filter { if case .disk = $0 { true } else { false } }.count == 4)
  }

  @Test func `Many points are thinned and marked ones stay`() {
    let points = (0..<5000).map {
      LinePlot.Point(x: Double($0), y: 1, isMarked: $0 == 1237)
    }
    let scene = LinePlot(
      title: "", subtitle: "", xLabel: "x", yLabel: "y", series: [.init(name: nil, points: points)]
    ).scene()
    let disks = scene.marks.filter { if case .disk = $0 { true } else { false } }
    #expect((20...120).contains(disks.count))
    #expect(disks.contains { if case .disk(_, _, nil, _) = $0 { true } else { false } })
  }

  @Test func `Labels of crowded points cover neither points nor each other`() {
    let places = (0..<40).map { (x: Double($0 % 7), y: Double(($0 * 13) % 11)) }
    let plot = LinePlot(
      title: "", subtitle: "", xLabel: "x", yLabel: "y",
      series: [.init(name: nil, points: places.map { .init(x: $0.x, y: $0.y) }, isJoined: false)],
      labels: places.enumerated().map { .init("network \($0)", x: $1.x, y: $1.y) })
    for page in Self.pages {
      let scene = plot.scene(on: page)
      expectApart(scene)
      let labels = scene.texts.filter { $0.text.hasPrefix("network") }
      #expect(!labels.isEmpty)
      for mark in scene.marks {
        guard case .disk(let center, let radius, _, _) = mark else { continue }
        let disk = PlotFrame(
          left: center.x - radius, top: center.y - radius, right: center.x + radius,
          bottom: center.y + radius)
        #expect(!labels.contains { $0.frame.overlaps(disk) })
      }
    }
  }

  @Test func `A plot without points has axes`() {
    let empty = LinePlot(title: "", subtitle: "", xLabel: "x", yLabel: "y", series: [])
    #expect(XMLParser(data: Data(empty.scene().svg.utf8)).parse())
    #expect(empty.scene().texts.count > 4)
  }

  @Test func `Texts are as wide as their font makes them`() {
    #expect(abs(TextWidth.of("AVA", size: 1000) - 2052) < 1)
    #expect(TextWidth.of("macs", size: 10, isBold: true) > TextWidth.of("macs", size: 10))
    #expect(TextWidth.fitting("rla_resnet50", into: 30, size: 8).hasSuffix("…"))
    #expect(TextWidth.fitting("rla", into: 1, size: 8).isEmpty)
    #expect(TextWidth.wrapping("one two three", into: 38, size: 8) == ["one two", "three"])
  }
}
