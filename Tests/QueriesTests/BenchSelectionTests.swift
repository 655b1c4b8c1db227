import RLAAnalysis
import RLAArchitectures
import RLAQueries
import RLASymbolic
import Testing

@Suite struct BenchSelectionTests {
  private func rows() throws -> [BenchSelection.Row] {
    let times = [("resnet101", 30.0), ("mobilenet_v2", 4.9), ("resnet50", 5.0)]
    return try times.map { name, milliseconds in
      let network = try #require(Catalog.entry(named: name)).architecture().network
      let profile = Profile(try InferredShapes(network, input: [1, 3, 224, 224]))
      return BenchSelection.Row(
        profile: profile, latency: Latency(milliseconds: milliseconds),
        measured: [1000 / milliseconds, 100, 0.5, 1e6])
    }
  }

  @Test(arguments: [
    ("latency < 5ms", [1]), ("latency <= 5 ms", [1, 2]), ("latency < 5000us", [1]),
    ("latency > 0.02s", [0]), ("latency < 5", [1]), ("macs > 1G and latency < 10ms", [2]),
    ("images_per_second > 200", [1]), ("peak_share >= 0.5 and memory_bytes < 1MB", []),
    ("latency / 2 < 2.46ms", [1]), ("memory_bytes == 1MB", [0, 1, 2]),
  ])
  func `A condition keeps the networks that meet it`(condition: String, kept: [Int]) throws {
    #expect(try BenchSelection(where: condition, sort: nil).selected(rows()) == kept)
  }

  @Test(arguments: [
    ("latency", [0, 2, 1]), ("latency:asc", [1, 2, 0]), ("parameters:asc", [1, 2, 0]),
    ("peak_share", [0, 1, 2]), ("MACs:desc", [0, 2, 1]),
  ])
  func `An order puts the largest first, or the smallest, and keeps equal ones`(
    sort: String, order: [Int]
  ) throws {
    #expect(try BenchSelection(where: nil, sort: sort).selected(rows()) == order)
    #expect(try BenchSelection(where: nil, sort: nil).selected(rows()) == [0, 1, 2])
  }

  @Test(arguments: [
    ("macs < 5ms", ExpressionFailure.Reason.timeForCount),
    ("latency < 5MB", .bytesForCount), ("latency < 5min", .unknownUnit("min")),
    ("5ms < 6ms", .timeForCount),
  ])
  func `A time beside what is no time is refused`(
    condition: String, reason: ExpressionFailure.Reason
  ) throws {
    #expect {
      try BenchSelection(where: condition, sort: nil)
    } throws: { error in
      guard case .condition(let failure)? = error as? SweepColumns.Failure else { return false }
      return failure.reason == reason
    }
  }

  @Test func `Unknown names and divisions by zero are told`() throws {
    #expect(
      throws: SweepColumns.Failure.unknown("latncy", .sort, suggestions: ["latency"])
    ) { try BenchSelection(where: nil, sort: "latncy") }
    let broken = try BenchSelection(where: "macs / (latency - 4.9ms) > 1", sort: nil)
    #expect {
      try broken.selected(rows())
    } throws: { error in
      let failure = error as? BenchSelection.Failure
      return failure?.row == 1 && failure?.reason == .divisionByZero
    }
  }
}
