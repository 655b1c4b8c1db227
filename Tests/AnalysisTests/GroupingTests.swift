import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLASymbolic
import Testing

@Suite struct GroupingTests {
  @Test func `Every grouping is found by its key`() {
    for grouping in Grouping.sums + [.calls] {
      #expect(Grouping.named(grouping.key.uppercased()) == grouping)
    }
    #expect(Grouping.named("block") == nil)
    #expect(Set((Grouping.sums + [.calls]).map(\.key)).count == 5)
  }

  @Test func `Only modules have a depth`() {
    #expect(Grouping.modules(depth: 2).reaching(depth: 5) == .modules(depth: 5))
    #expect(Grouping.modules(depth: 2) != .modules(depth: 3))
    #expect(Grouping.stages.reaching(depth: 5) == .stages)
  }

  @Test func `The largest rows come first among those of one parent`() throws {
    let network = try #require(Catalog.entry(named: "resnet50")).architecture().network
    let profile = Profile(try InferredShapes(network, input: [1, 3, 32, 32]))
    let breakdown = Breakdown(profile, by: .modules(depth: 2))
    let rows = breakdown.rows { Double($0.metrics.parameters.value ?? 0) }
    #expect(rows.count == breakdown.rows.count)
    #expect(rows.prefix(2).map(\.name) == ["layer4", "layer4.0"])
    let outermost = rows.filter { $0.depth == 1 }.compactMap(\.metrics.parameters.value)
    #expect(outermost == outermost.sorted(by: >))
    let kept = breakdown.rows { _ in 0 }
    #expect(kept.map(\.name) == breakdown.rows.map(\.name))
  }
}
