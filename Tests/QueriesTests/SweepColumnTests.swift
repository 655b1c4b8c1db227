import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAQueries
import RLASymbolic
import Testing

@Suite struct SweepColumnTests {
  private func request(
    _ columns: String = "macs", condition: String? = nil, sort: String? = nil,
    front: String? = nil, plot: String? = nil, hasLatency: Bool = false
  ) -> SweepColumns.Request {
    SweepColumns.Request(
      coordinates: ["N", "H", "W"], columns: columns, condition: condition, sort: sort,
      front: front, plot: plot, hasLatency: hasLatency)
  }

  @Test func `What a condition, an order, a front or a plot needs becomes a column`() throws {
    let columns = try SweepColumns(
      request(
        "macs, Parameters,macs", condition: "activations < 1G", sort: "peak:asc",
        front: "thop@0.0.31,H:max", plot: "W,training"))
    #expect(
      columns.vocabulary.figures.map(\.key) == [
        "macs", "parameters", "activation_bytes", "peak_inference_bytes", "thop@0.0.31",
        "training_bytes",
      ])
    #expect(columns.sort?.column == .figure(3) && columns.sort?.isAscending == true)
    #expect(columns.front.map { $0.columns == (.figure(4), .coordinate(1)) } == true)
    #expect(columns.front.map { $0.goals == (.min, .max) } == true)
    #expect(columns.plot.map { $0 == (.coordinate(2), .figure(5)) } == true)
  }

  @Test func `A colon within a key is not a suffix`() throws {
    let columns = try SweepColumns(request("macs", sort: "deepspeed@0.19.8:flops"))
    #expect(columns.vocabulary.figures.map(\.key) == ["macs", "deepspeed@0.19.8:flops"])
    #expect(columns.sort?.isAscending == false)
  }

  @Test func `The latency is a column only where it is measured`() throws {
    let measured = try SweepColumns(
      request("macs,latency", condition: "latency < 5", sort: "latency_ms", hasLatency: true))
    #expect(measured.sort?.column == .latency)
    #expect(measured.vocabulary.figures.map(\.key) == ["macs"])
    for (request, place) in [
      (request("latency"), SweepColumns.Place.columns), (request(sort: "latency:asc"), .sort),
      (request(condition: "latency < 5"), .condition), (request(plot: "H,latency"), .plot),
    ] {
      #expect(throws: SweepColumns.Failure.noLatency(place)) { try SweepColumns(request) }
    }
  }

  @Test func `Names that do not exist are refused where they stand`() {
    #expect(throws: SweepColumns.Failure.notAPair("macs", .front)) {
      try SweepColumns(request(front: "macs"))
    }
    #expect(throws: SweepColumns.Failure.notAPair("H,W,N", .plot)) {
      try SweepColumns(request(plot: "H,W,N"))
    }
    #expect {
      try SweepColumns(request("mcas"))
    } throws: { error in
      guard case .unknown("mcas", .columns, let names) = error as? SweepColumns.Failure else {
        return false
      }
      return names.first == "macs"
    }
  }

  @Test func `Series share what varies besides the size`() throws {
    let network = try #require(Catalog.entry(named: "resnet50")).architecture().network
    let profile = Profile(
      try InferredShapes(network, input: [Dim(.batch), 3, Dim(.height), Dim(.width)]))
    let grid = SweepGrid(
      batches: [1, 4], sizes: [32, 64, 96].map { NumberList.Size(height: $0, width: $0) })
    let columns = try SweepColumns(request(plot: "H,macs"))
    let sweep = try Sweep(profile, over: grid, columns.vocabulary)
    let series = sweep.series(.coordinate(1), .figure(0))
    #expect(series.map { $0.shared.map(\.value) } == [[1], [4]])
    #expect(series.map(\.points) == [[0, 2, 4], [1, 3, 5]])
    #expect(sweep.constants.isEmpty)
    #expect(
      sweep.series(.coordinate(0), .figure(0)).map { $0.shared.map(\.value) } == [
        [32, 32], [64, 64], [96, 96],
      ])
    let front = ParetoFront(columns: (.figure(0), .coordinate(1)), goals: (.min, .max))
    #expect(front.marks(in: sweep) == [true, false, true, false, true, false])
  }
}
