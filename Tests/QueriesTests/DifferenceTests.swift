import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAQueries
import RLASymbolic
import TestSupport
import Testing

@Suite struct DifferenceTests {
  private func profile(_ name: String, _ input: Shape = [1, 3, 224, 224]) throws -> Profile {
    let network = try #require(Catalog.entry(named: name)).architecture().network
    return Profile(try InferredShapes(network, input: input))
  }

  @Test(arguments: ["rla_resnet50_eca", "rlagru_resnet50", "dsrla_mobilenetv2"])
  func `The lines of any two conventions add up to the difference of their totals`(
    name: String
  ) throws {
    let tally = try profile(name, [2, 3, 64, 96]).total.tally
    let measures = Convention.all.flatMap(\.measures)
    for left in measures {
      for right in measures {
        let difference = ConventionDifference(left, right, on: tally)
        #expect(difference.leftTotal == left.exactCount(tally))
        #expect(difference.rightTotal == right.exactCount(tally))
        #expect(difference.difference == right.exactCount(tally) - left.exactCount(tally))
        #expect(difference.lines.allSatisfy { $0.left != 0 || $0.right != 0 })
      }
    }
  }

  @Test func `The two thops differ by two per batch-norm element and nothing else`() throws {
    let tally = try profile("rla_resnet50").total.tally
    let difference = ConventionDifference(
      Convention.thopLegacy.measures[0], Convention.thopCurrent.measures[0], on: tally)
    let changed = difference.lines.filter { $0.difference != 0 }
    #expect(changed.map(\.key.kind) == [BatchNormalization.kind])
    #expect(changed.first?.difference == 23_118_592)
    #expect(difference.lines.first?.difference == changed.first?.difference)
  }

  @Test func `RLA adds to ResNet-50 exactly what its parts cost`() throws {
    let (plain, aggregated) = (try profile("resnet50"), try profile("rla_resnet50"))
    let difference = NetworkDifference(plain, aggregated)
    #expect(difference.agreement == 1)
    #expect(difference.lines.filter { $0.change == .removed }.isEmpty)
    let macs = Convention.macs.measures[0]
    let parts = Breakdown(aggregated, by: .parts)
    let backbone = try #require(parts.rows.first { $0.name == "backbone" })
    let added = parts.total.metrics.parameters - backbone.metrics.parameters
    #expect(difference.lines.reduce(Dim(0)) { $0 + $1.parameters } == added)
    #expect(
      difference.lines.reduce(Dim(0)) { $0 + $1.count(macs) }
        == macs.count(aggregated.total.tally) - macs.count(backbone.metrics.tally))
    // Every first 1x1 convolution of a block reads the state as well; the head follows it.
    let changed = difference.lines.filter { $0.change == .changed }
    #expect(changed.filter { $0.left?.name.hasSuffix("conv1") == true }.count == 16)
  }

  @Test(arguments: [
    ("resnet50", "resnet101"), ("rla_resnet50", "rla_resnet50_eca"), ("resnet50", "mobilenet_v2"),
    ("rla_resnet50", "resnet50"), ("resnet50", "resnet50"), ("resnet50", "resnet50_k"),
  ])
  func `The lines of two networks hold every call of both once`(
    left: String, right: String
  ) throws {
    let (one, other) = (try profile(left), try profile(right))
    let difference = NetworkDifference(one, other)
    let macs = Convention.macs.measures[0]
    #expect(difference.lines.compactMap(\.left).count == one.network.nodes.count)
    #expect(difference.lines.compactMap(\.right).count == other.network.nodes.count)
    #expect(
      difference.lines.compactMap { $0.right?.name }
        == other.network.nodes.map { other.network.path(of: $0) })
    #expect(
      difference.lines.reduce(Dim(0)) { $0 + $1.count(macs) }
        == macs.count(other.total.tally) - macs.count(one.total.tally))
    #expect(
      difference.lines.reduce(Dim(0)) { $0 + $1.parameters }
        == other.total.parameters - one.total.parameters)
    if left == right { #expect(difference.lines.allSatisfy { $0.change == .same }) }
  }
}
