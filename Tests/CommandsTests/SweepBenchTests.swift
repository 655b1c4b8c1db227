import Foundation
import TestSupport
import Testing

@Suite struct SweepBenchTests {
  private func sweep(_ arguments: [String]) throws -> String {
    let file = "\(Fixture.root.path())/Architectures/dsrla_mobilenet_small.json"
    let run = try ProgramRun(
      ["sweep", "-a", file, "--bench", "--bench-runs", "2", "--threads", "1"] + arguments)
    #expect(run.exitCode == 0 && run.error == "", "\(run.error)")
    return run.output
  }

  private func points(_ arguments: [String]) throws -> [[String: Any]] {
    let text = try sweep(["--format", "json"] + arguments)
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let report = try #require(object as? [String: Any])
    #expect((report["units"] as? [String: String])?["latency_ms"] == "ms")
    let bench = try #require(report["bench"] as? [String: Any])
    #expect(bench["runs"] as? Int == 2 && bench["threads"] as? Int == 1)
    return try #require(report["points"] as? [[String: Any]])
  }

  @Test func `JSON has a positive latency at each point, in the order of the latency`() throws {
    let points = try points([
      "--input-size", "32", "--batch", "1,2", "--rla-channels", "8,12", "--sort", "latency:asc",
      "--pareto", "latency,macs",
    ])
    let latencies = points.compactMap { $0["latency_ms"] as? Double }
    #expect(latencies.count == 4 && latencies.allSatisfy { $0 > 0 })
    #expect(latencies == latencies.sorted())
    #expect(points.first?["pareto"] as? Bool == true)
  }

  @Test func `CSV has a positive latency at each point, after the figures`() throws {
    let text = try sweep([
      "--input-size", "32", "--batch", "1,2", "--columns", "macs,latency", "--format", "csv",
    ])
    let rows = text.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(rows.first == ["N", "H", "W", "macs", "latency_ms"])
    #expect(rows.count == 3)
    for row in rows.dropFirst() { #expect(try #require(row.last.flatMap { Double($0) }) > 0) }
  }

  @Test func `A condition about the latency decides after the measurement`() throws {
    let sizes = ["--input-size", "32,48"]
    #expect(try points(sizes + ["--where", "latency > 0 and H > 32"]).count == 1)
    #expect(try points(sizes + ["--where", "latency <= 0"]).isEmpty)
    #expect(try points(sizes + ["--where", "H == 32"]).count == 1)
  }

  /// What a sweep says of a model whose weights are in a file of so many bytes.
  private func said(weights count: Int) throws -> String {
    try inFolder { folder in
      try FileManager.default.copyItem(
        at: Fixture.root.appending(path: "ONNX/squeezenet1_1.onnx"),
        to: folder.appending(path: "m.onnx"))
      try Data(count: count).write(to: folder.appending(path: "squeezenet1_1.weights"))
      return try ProgramRun.shell(
        "rla-profile sweep -a m.onnx --input-size 32,64 --batch 2 --bench --bench-runs 1 "
          + "--threads 1 --no-tune --columns macs --format csv 2>&1; echo $?", in: folder)
    }
  }

  @Test func `A model runs with the weights of its file`() throws {
    let whole = try said(weights: 4_941_984)
    #expect(whole.contains("\n2,32,32,") && whole.contains("\n2,64,64,"), "\(whole)")
    #expect(whole.hasSuffix("\n0\n"), "\(whole)")
    let short = try said(weights: 100)
    #expect(short.contains("'squeezenet1_1.weights' has 100 bytes; expected"), "\(short)")
    #expect(short.hasSuffix("\n65\n"), "\(short)")
  }

  @Test func `Table and plot say unit, runs, threads and machine`() throws {
    let table = try sweep(["--input-size", "32"])
    #expect(table.contains("latency ms"))
    #expect(table.contains("median of 2 runs after 2 to warm up.\nmachine: "))
    // Other measurements of these tests may have taken the processors.
    #expect(table.contains(" cores, 1 thread, pinned; ") || table.contains(" 1 thread, not pinned"))
    let plot = try sweep(["--input-size", "32,48", "--plot", "H,latency"])
    #expect(plot.contains("latency (ms)") && plot.contains("median of 2 runs, 1 thread of "))
  }
}
