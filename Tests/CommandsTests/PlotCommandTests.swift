import Foundation
import TestSupport
import Testing

/// Plots, traces and stacks as the program writes them.
@Suite struct PlotCommandTests {
  private static let small = Fixture.root.appending(path: "Architectures/rla_resnet26.yaml")
    .path(percentEncoded: false)

  static let cases: [(name: String, arguments: [String])] = [
    ("plots/memory.svg", ["profile", small, "--input-size", "64", "--plot", "memory"]),
    (
      "plots/training.svg",
      [
        "profile", small, "--input-size", "64", "--batch", "2", "--plot", "memory:training",
        "--optimizer", "adam", "--paper-width", "one",
      ]
    ),
    (
      "plots/icicle.svg",
      ["profile", small, "--plot", "icicle:parameters", "--paper-width", "two"]
    ),
    ("plots/treemap.svg", ["profile", small, "--plot", "treemap", "--paper-width", "one"]),
    (
      "plots/compare.svg",
      [
        "compare", "resnet50", "rla_resnet50", "mobilenet_v2", "--plot", "macs:parameters", "--log",
        "xy", "--paper-width", "one",
      ]
    ),
    (
      "plots/sweep.svg",
      [
        "sweep", "resnet50", "rla_resnet50", "--input-size", "192:320:64", "--plot", "H,macs",
        "--paper-width", "one",
      ]
    ),
  ]

  @Test(arguments: cases)
  func `The plot is the recorded one`(name: String, arguments: [String]) throws {
    try Golden.checkAnswer(arguments, name)
  }

  /// Runs the program with `FOLDER` in its words as a folder that is gone afterwards.
  private func run<Result>(
    _ words: [String], _ body: (ProgramRun, URL) throws -> Result
  ) throws -> Result {
    try inFolder { folder in
      let path = folder.path(percentEncoded: false)
      return try body(ProgramRun(words.map { $0.replacing("FOLDER", with: path) }), folder)
    }
  }

  @Test(arguments: ["pdf", "png"])
  func `The ending of a file decides what it is`(ending: String) throws {
    let file = "plot.\(ending)"
    try run(["profile", Self.small, "--plot", "treemap", "-o", "FOLDER/\(file)"]) { run, folder in
      #expect(run.exitCode == 0 && run.output == "" && run.error == "", "\(run.error)")
      let bytes = try Data(contentsOf: folder.appending(path: file))
      let start = ending == "pdf" ? Data("%PDF-".utf8) : Data([0x89, 0x50, 0x4E, 0x47])
      #expect(bytes.starts(with: start))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()) == [file])
    }
  }

  @Test func `A width on paper is that of the page`() throws {
    for (width, points) in [("one", "240.94"), ("two", "496.06"), ("13.97", "396")] {
      let run = try ProgramRun([
        "profile", Self.small, "--plot", "icicle", "--paper-width", width,
      ])
      #expect(run.output.contains("width=\"\(points)pt\""), "\(run.output.prefix(300))")
    }
  }

  private static let bench = [
    "bench", small, "--input-size", "32", "--runs", "2", "--warmup", "0", "--no-tune",
    "--threads", "2",
  ]

  @Test func `A measurement is written as report, trace and stacks at once`() throws {
    let words =
      Self.bench + [
        "--mode", "training", "--batch", "2", "--trace", "FOLDER/run.json", "--folded",
        "FOLDER/stacks.txt", "--folded-by", "macs",
      ]
    try run(words) { run, folder in
      #expect(run.exitCode == 0, "\(run.error)")
      #expect(run.output.hasPrefix("rla_resnet26_eca, batch 2, 32x32"))
      let trace = try JSONSerialization.jsonObject(
        with: Data(contentsOf: folder.appending(path: "run.json")))
      let events = try #require((trace as? [String: Any])?["traceEvents"] as? [[String: Any]])
      #expect(events.contains { $0["name"] as? String == "optimizer" })
      let stacks = try String(contentsOf: folder.appending(path: "stacks.txt"), encoding: .utf8)
      #expect(stacks.hasPrefix("rla_resnet26_eca;forward;"))
      #expect(stacks.contains("\nrla_resnet26_eca;backward;"))
    }
  }

  @Test func `A roofline has the limits of the machine and the steps`() throws {
    let run = try ProgramRun(Self.bench + ["--plot", "roofline"])
    #expect(run.exitCode == 0, "\(run.error)")
    for words in [">rla_resnet26_eca: roofline<", " GFLOP/s<", "memory ", "GFLOP/s, G = 10⁹"] {
      #expect(run.output.contains(words), "\(words)")
    }
  }

  @Test func `Latency is an axis where it is measured`() throws {
    let run = try ProgramRun([
      "compare", Self.small, "mobilenet_v2", "--input-size", "32", "--bench", "--bench-runs", "2",
      "--no-tune", "--plot", "latency:macs",
    ])
    #expect(run.exitCode == 0, "\(run.error)")
    #expect(run.output.contains(">latency (ms)<") && run.output.contains("median of 2 runs"))
  }

  @Test func `Stacks of a profile stand beside its table`() throws {
    let words = [
      "profile", "resnet50", "--folded", "FOLDER/stacks.txt", "--folded-by", "parameters",
    ]
    try run(words) { run, folder in
      #expect(run.exitCode == 0 && run.output.hasPrefix("resnet50\n"), "\(run.error)")
      let stacks = try String(contentsOf: folder.appending(path: "stacks.txt"), encoding: .utf8)
      let counts = stacks.split(separator: "\n").compactMap { line in
        line.split(separator: " ").last.flatMap { Int($0) }
      }
      #expect(counts.reduce(0, +) == 25_557_032)
    }
  }
}
