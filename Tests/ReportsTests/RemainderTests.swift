import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAQueries
import RLAReports
import RLASymbolic
import RLAText
import Testing

@Suite struct RemainderTests {
  /// A profile of three samples of one input and two of another.
  private func report(_ samples: Dim) throws -> String {
    let network = Network(
      "two batches",
      inputs: [Input("x", .float([samples, 4])), Input("y", .float([2, 4, 7, 5]))]
    ) { scope, values in
      [("x", values[0]), ("y", scope.layer("conv", Convolution(4, 5, .same(1)))(values[1]))]
    }
    let profile = Profile(try InferredShapes(network, inputs: network.inputs.map(\.fact)))
    let model = ProfiledModel(
      requested: "two batches", entry: nil,
      architecture: try #require(Catalog.entry(named: "resnet50")).architecture(),
      profile: profile)
    let options = ProfileOptions(conventions: [.mmcv, .macs], prefix: .none)
    return ProfileReport(model, Breakdown(profile, by: .operators), options).part(.table).table
      .text(.table)
  }

  @Test func `A remainder is rounded down and reported`() throws {
    let text = try report(3)
    #expect(text.contains("mmcv@1.2.7       466 mmcv FLOPs"))
    #expect(text.contains("macs             1,400 MACs"))
    let line =
      "mmcv@1.2.7 divides by the batch; the work of 1 call is not a multiple of 3, so the quotient is rounded down"
    #expect(text.contains("remainder        \(line)"))
  }

  @Test func `No remainder, no line`() throws {
    #expect(try !report(2).contains("remainder"))
  }

  @Test func `A formula stays undivided`() throws {
    let text = try report(Dim(.batch))
    #expect(text.contains("not a multiple of N, so it stays undivided"))
  }
}
