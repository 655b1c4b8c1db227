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
    // Three points, a ring around one, and in the legend two points and a ring.
    #expect(reader.counts["circle"] == 7)
    #expect(reader.counts["polyline"] == 1)
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

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    counts[name, default: 0] += 1
    if name == "text" { words.append("") }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if !words.isEmpty { words[words.count - 1] += text.trimmingCharacters(in: .newlines) }
  }
}
