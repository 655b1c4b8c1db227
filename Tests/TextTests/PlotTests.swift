import Foundation
import FoundationXML
import RLAText
import TestSupport
import Testing

@Suite struct PlotTests {
  @Test func `Ticks are round, even and cover the range`() throws {
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<2000 {
      let scale = Double.random(in: 1e-6...1e12, using: &generator)
      let ends = (0..<2).map { _ in Double.random(in: -scale...scale, using: &generator) }.sorted()
      let ticks = Ticks(covering: ends[0]...ends[1], count: 6)
      let (first, last) = (try #require(ticks.values.first), try #require(ticks.values.last))
      let slack = (last - first) * 1e-9
      #expect(first <= ends[0] + slack && last >= ends[1] - slack)
      #expect((3...9).contains(ticks.values.count), "\(ticks.values)")
      let step = ticks.values[1] - ticks.values[0]
      let leading = step / pow(10, log10(step * (1 + 1e-9)).rounded(.down))
      #expect([1.0, 2, 5].contains { abs($0 - leading) < 1e-6 }, "\(step)")
      #expect(Set(ticks.labels).count == ticks.labels.count)
    }
  }

  @Test func `A single number gets an axis too`() {
    #expect(Ticks(covering: 5...5, count: 4).values.count > 1)
    #expect(Ticks(covering: 0...0, count: 4).values.contains(0))
    #expect(Ticks(covering: 0...1, count: 5).labels == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
  }

  @Test func `A plot is well-formed XML with all of its words and points`() throws {
    let plot = ScatterPlot(
      title: "a < b & c", subtitle: "N = 1", xLabel: "size (pixels)", yLabel: "macs (G MACs)",
      series: [
        .init(name: "k = 12", points: [.init(x: 1, y: 2), .init(x: 3, y: 4, isMarked: true)]),
        .init(name: "k = 24", points: [.init(x: 2, y: 2)]),
      ], mark: "Pareto front")
    let reader = WordReader()
    let parser = XMLParser(data: Data(plot.svg.utf8))
    parser.delegate = reader
    #expect(parser.parse())
    for word in ["a < b & c", "N = 1", "size (pixels)", "macs (G MACs)", "k = 12", "Pareto front"] {
      #expect(reader.words.contains(word))
    }
    // Disks of the first series and of its legend, a ring around one and in the legend.
    #expect(reader.counts["circle"] == 5)
    // A square of the second series and one in the legend.
    #expect(reader.counts["path"] == 2)
    #expect(reader.counts["polyline"] == 1)
  }

  @Test func `An axis starts at 0 where the smallest value is below half of the largest`() {
    #expect(PlotAxis([192, 512], count: 7).marks.first == 0)
    #expect(PlotAxis([300, 512], count: 7).marks.first == 300)
    #expect(PlotAxis([4.1, 4.4], count: 6).marks.first == 4.05)
    #expect(PlotAxis([-1, 5], count: 6).marks.first.map { $0 <= -1 } == true)
  }

  @Test func `A logarithmic axis gives equal room to equal ratios`() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<500 {
      let low = pow(10, Double.random(in: -3...6, using: &generator))
      let high = low * pow(10, Double.random(in: 0...7, using: &generator))
      let axis = PlotAxis([low, high], count: 6, isLogarithmic: true)
      let (first, last) = (try #require(axis.marks.first), try #require(axis.marks.last))
      #expect(first <= low * 1.001 && last >= high * 0.999)
      #expect((2...12).contains(axis.marks.count), "\(axis.marks)")
      #expect(Set(axis.labels).count == axis.labels.count, "\(axis.labels)")
      let (a, b) = (axis.position(low), axis.position(low * 2))
      #expect(abs(b - a - (axis.position(low * 8) - axis.position(low * 4))) < 1e-9)
    }
    #expect(PlotAxis([192, 512], count: 7, isLogarithmic: true).labels.first == "150")
  }

  @Test func `Series differ in color and form, and logarithmic axes say so`() throws {
    let series = (1...20).map { number in
      ScatterPlot.Series(name: "\(number)", points: [.init(x: 1, y: Double(number))])
    }
    let plot = ScatterPlot(
      title: "", subtitle: "", xLabel: "size", yLabel: "cost", series: series,
      logarithmicAxes: .y)
    let reader = WordReader()
    let parser = XMLParser(data: Data(plot.svg.utf8))
    parser.delegate = reader
    #expect(parser.parse())
    #expect(reader.words.contains("size") && reader.words.contains("cost, logarithmic"))
    // The first twenty points, without their places.
    let looks = reader.points.prefix(series.count)
    #expect(looks.count == series.count && Set(looks).count == series.count)
    #expect(Set(looks.prefix(8).map(\.color)).count == 8)
    #expect(Set(looks.prefix(8).map(\.form)).count == 8)
  }

  @Test func `A plot without points has axes`() {
    let empty = ScatterPlot(
      title: "", subtitle: "", xLabel: "x", yLabel: "y", series: [])
    #expect(XMLParser(data: Data(empty.svg.utf8)).parse())
  }
}

private final class WordReader: NSObject, XMLParserDelegate {
  var words: [String] = []
  var counts: [String: Int] = [:]
  /// The points in the order in which they are drawn.
  var points: [Look] = []

  struct Look: Hashable {
    let color: String
    /// The kind of the element, its commands of drawing and what is filled.
    let form: String
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    counts[name, default: 0] += 1
    if name == "text" { words.append("") }
    if ["circle", "path"].contains(name), let color = attributes["stroke"] {
      let moves = (attributes["d"] ?? "").split(separator: " ").compactMap { Double($0) }
      // Corners relative to the first say the form wherever it stands.
      let shape = zip(moves.indices, moves).map { ($1 - moves[$0 % 2]).rounded() }
      points.append(Look(color: color, form: "\(name) \(shape) \(attributes["fill"] == color)"))
    }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if !words.isEmpty { words[words.count - 1] += text.trimmingCharacters(in: .newlines) }
  }
}
