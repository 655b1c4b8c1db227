import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAQueries
import RLASymbolic
import Testing

/// A network in symbols beside the same network at one size.
@Suite struct GeneralModelTests {
  private func model(_ network: Network, _ inputs: [Fact]) throws -> ProfiledModel {
    ProfiledModel(
      requested: network.name, entry: nil,
      architecture: try #require(Catalog.entry(named: "resnet50")).architecture(),
      profile: Profile(try InferredShapes(network, inputs: inputs)))
  }

  private func profile(_ network: Network) throws -> Profile {
    Profile(try InferredShapes(network, inputs: network.inputs.map(\.fact)))
  }

  private func linear(_ rows: Dim, _ columns: Int = 8) -> Network {
    Network("linear", inputs: [Input("x", .float([rows, 8])), Input("y", .float([rows, 8]))]) {
      scope, values in
      let sum = scope.apply(Arithmetic(.add), to: values)[0]
      return [("y", scope.layer("fc", Linear(8, Dim(columns), bias: true))(sum))]
    }
  }

  @Test func `Symbols have the values of the sizes`() throws {
    let rows = Dim(Symbol("rows"))
    let general = GeneralModel(
      try model(linear(3), [.float([3, 8]), .float([3, 8])]),
      general: try profile(linear(rows)), knowing: [.classes: 5])
    #expect(general.reason == nil)
    #expect(general.sizes.map(\.symbol) == [.classes, Symbol("rows")])
    #expect(general.sizes.map(\.value) == [5, 3])
    #expect(general.sizes.allSatisfy { !$0.isAssumed })
  }

  @Test func `What nothing says is assumed`() throws {
    let rows = Dim(Symbol("rows"))
    let network = linear(rows)
    let general = GeneralModel(
      try model(network, network.inputs.map(\.fact)), general: try profile(network), knowing: [:])
    #expect(general.sizes.map(\.value) == [32])
    #expect(general.sizes[0].symbol == Symbol("rows") && general.sizes[0].isAssumed)
    #expect(general.size(of: Symbol("other")).isAssumed)
  }

  @Test func `Another graph at other sizes has no general form, nor has one without symbols`()
    throws
  {
    let three = try model(linear(3), [.float([3, 8]), .float([3, 8])])
    let rows = Dim(Symbol("rows"))
    let other = GeneralModel(three, general: try profile(linear(rows, 9)), knowing: [:])
    #expect(other.reason == .otherGraph)
    #expect(other.profile.total.parameters == 72)
    let declared = GeneralModel(three, general: try profile(linear(3)), knowing: [:])
    #expect(declared.reason == .declared)
  }
}
