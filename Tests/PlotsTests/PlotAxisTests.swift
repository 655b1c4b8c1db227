import Foundation
import RLAPlots
import TestSupport
import Testing

@Suite struct PlotAxisTests {
  @Test func `Ticks are round, even, few, distinct and cover the range`() throws {
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<4000 {
      let scale = pow(10, Double.random(in: -12...15, using: &generator))
      let middle = Double.random(in: -scale...scale, using: &generator)
      let width = scale * pow(10, Double.random(in: -7...0, using: &generator))
      let count = Int.random(in: 1...9, using: &generator)
      let ticks = Ticks(covering: middle...middle + width, count: count)
      let (first, last) = (try #require(ticks.values.first), try #require(ticks.values.last))
      let slack = (last - first) * 1e-6
      #expect(first <= middle + slack && last >= middle + width - slack)
      #expect((2...count + 2).contains(ticks.values.count), "\(ticks.values)")
      let step = (last - first) / Double(ticks.values.count - 1)
      let leading = step / pow(10, log10(step * (1 + 1e-6)).rounded(.down))
      #expect([1.0, 2, 5].contains { abs($0 - leading) < 1e-4 }, "\(step)")
      #expect(Set(ticks.labels).count == ticks.labels.count, "\(ticks.labels)")
      let read = ticks.labels.compactMap(Double.init).map { $0 * pow(10, Double(ticks.exponent)) }
      for (label, value) in zip(read, ticks.values) { #expect(abs(label - value) <= step * 0.01) }
    }
  }

  @Test func `A single number gets an axis too`() {
    #expect(Ticks(covering: 5...5, count: 4).values.count > 1)
    #expect(Ticks(covering: 0...0, count: 4).values.contains(0))
    #expect(Ticks(covering: 0...1, count: 5).labels == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(Ticks(covering: 1e16...1e16 + 2, count: 4).values.count > 1)
  }

  @Test func `An axis starts at 0 where the smallest value is below half of the largest`() {
    #expect(PlotAxis([192, 512], count: 7).marks.first == 0)
    #expect(PlotAxis([300, 512], count: 7).marks.first == 300)
    #expect(PlotAxis([4.1, 4.4], count: 6).labels.first == "4.10")
    #expect(PlotAxis([-1, 5], count: 6).marks.first.map { $0 <= -1 } == true)
  }

  @Test func `A logarithmic axis gives equal room to equal ratios`() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<2000 {
      let low = pow(10, Double.random(in: -12...9, using: &generator))
      let high = low * pow(10, Double.random(in: 0...20, using: &generator))
      let count = Int.random(in: 1...9, using: &generator)
      let axis = PlotAxis([low, high], count: count, isLogarithmic: true)
      let (first, last) = (try #require(axis.marks.first), try #require(axis.marks.last))
      #expect(first <= low * 1.001 && last >= high * 0.999)
      #expect((2...count + 2).contains(axis.marks.count), "\(axis.marks)")
      #expect(Set(axis.labels).count == axis.labels.count, "\(axis.labels)")
      let (a, b) = (axis.position(low), axis.position(low * 2))
      #expect(abs(b - a - (axis.position(low * 8) - axis.position(low * 4))) < 1e-9)
    }
    #expect(PlotAxis([192, 512], count: 7, isLogarithmic: true).labels.first == "150")
    #expect(
      PlotAxis([1e-6, 1e6], count: 4, isLogarithmic: true).labels
        == ["10⁻⁶", "0.001", "1", "1000", "10⁶"])
  }

  @Test func `What labels leave out stands at the name of the axis`() {
    let large = PlotAxis([0, 2.5e9], count: 5)
    #expect(large.labels == ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5"])
    #expect(large.label("bytes") == "bytes, in 10⁹")
    #expect(PlotAxis([0, 3], count: 3).label("loss") == "loss")
    #expect(PlotAxis([1, 3], count: 3, isLogarithmic: true).label("loss") == "loss, logarithmic")
  }
}
