import Foundation
import TestSupport
import Testing

@Suite struct CompareBenchTests {
  private static let file =
    "\(Fixture.root.path())/Architectures/dsrla_mobilenet_small.json"

  private func compared(_ format: String) throws -> String {
    let run = try ProgramRun([
      "compare", Self.file, "mobilenet_v2", "--input-size", "32", "--bench", "--bench-runs", "2",
      "--threads", "1", "--format", format,
    ])
    #expect(run.exitCode == 0 && run.error == "", "\(run.error)")
    return run.output
  }

  @Test func `CSV has the median with its interval beside the counts`() throws {
    let rows = try compared("csv").split(separator: "\n").map { $0.split(separator: ",") }
    func row(_ name: String) throws -> [Double] {
      try #require(rows.first { $0.first == name[...] }).dropFirst(2).compactMap { Double($0) }
    }
    let (median, low, high) = (
      try row("latency_ms"), try row("latency_low_ms"), try row("latency_high_ms")
    )
    #expect(median.count == 4 && low.count == 4 && high.count == 4)
    for column in 0..<2 {
      #expect(low[column] > 0 && low[column] <= median[column])
      #expect(high[column] >= median[column])
    }
    // The columns are first, second, difference, ratio.
    #expect(abs(median[1] - median[0] - median[2]) < 1e-9)
    #expect(abs(median[1] / median[0] / median[3] - 1) < 1e-9)
    #expect(low[3] <= median[3] && median[3] <= high[3])
    #expect(abs(low[1] / high[0] / low[3] - 1) < 1e-9)
  }

  @Test(arguments: ["text", "markdown", "latex"])
  func `Every format has the rows and says how they were measured`(format: String) throws {
    let text = try compared(format).replacing("\\_", with: "_")
    for words in [
      "latency_ms", "latency_low_ms", "median of 2 runs after 2 to warm up", "machine: ",
    ] {
      #expect(text.contains(words), "\(words) in \(text)")
    }
  }
}

/// Models of files, which have inputs and weights of their own.
@Suite struct CompareModelBenchTests {
  private static func model(_ name: String) -> String {
    Fixture.root.appending(path: "ONNX/\(name).onnx").path(percentEncoded: false)
  }

  private func run(_ sizes: [String]) throws -> ProgramRun {
    try ProgramRun(
      [
        "compare", Self.model("bert_tiny"), Self.model("bert_tiny_legacy"), "--bench",
        "--bench-runs", "2", "--threads", "1", "--no-tune", "--format", "csv",
      ] + sizes)
  }

  @Test func `Models run at the sizes that are given`() throws {
    let run = try run(["--input", "input_ids=1x8", "--input", "attention_mask=1x8"])
    #expect(run.exitCode == 0, "\(run.error)")
    let row = run.output.split(separator: "\n").first { $0.hasPrefix("latency_ms,") }
    let numbers = try #require(row).split(separator: ",").dropFirst(2).compactMap { Double($0) }
    #expect(numbers.count == 4 && numbers[0] > 0 && numbers[1] > 0)
  }

  @Test func `A size that nothing gives is refused`() throws {
    let run = try run([])
    #expect(run.exitCode == 65)
    #expect(run.error.contains("expected numbers for all symbols"), "\(run.error)")
  }
}
