import Foundation
import TestSupport
import Testing

/// Sweeps over the sizes that ONNX models have names for.
@Suite struct ModelSweepTests {
  private func model(_ name: String) -> String {
    Fixture.root.appending(path: "ONNX/\(name).onnx").path(percentEncoded: false)
  }

  private func rows(_ arguments: [String]) throws -> [[String: Int]] {
    let run = try ProgramRun(["sweep", "--format", "csv"] + arguments)
    #expect(run.exitCode == 0, "\(run.error)")
    let lines = run.output.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    let header = try #require(lines.first)
    return lines.dropFirst().map { line in
      Dictionary(uniqueKeysWithValues: zip(header, line).map { ($0, Int($1) ?? -1) })
    }
  }

  @Test func `Points have the numbers of the network at that size`() throws {
    let file = model("bert_tiny_legacy")
    let points = try rows(
      ["-a", file, "--at", "sequence=9,24", "--at", "batch=1:2", "--columns", "macs,peak"])
    #expect(points.map { $0["sequence"] } == [9, 9, 24, 24])
    #expect(points.map { $0["batch"] } == [1, 2, 1, 2])
    for point in points {
      let (batch, sequence) = (point["batch"] ?? 0, point["sequence"] ?? 0)
      let run = try ProgramRun([
        "-a", file, "--input", "input_ids=\(batch)x\(sequence)", "--assert",
        "macs == \(point["macs"] ?? 0)", "--assert",
        "peak_inference_bytes == \(point["peak_inference_bytes"] ?? 0)",
      ])
      #expect(run.exitCode == 0, "\(run.error)")
    }
  }

  @Test func `One side of images is named, the other one is the standard one`() throws {
    let named = try rows(["-a", model("unet_dynamic"), "--at", "height=64", "--columns", "macs"])
    let sizes = try rows([
      "-a", model("unet_dynamic"), "--input-size", "64x224", "--columns", "macs",
    ])
    #expect(named.first?["height"] == 64 && named.first?["width"] == 224)
    #expect(named.count == 1 && named.first?["macs"] == sizes.first?["macs"])
  }

  @Test func `Sizes that only running tells and the letters of the catalog have names too`() throws
  {
    let runs = try rows([
      "-a", model("control_flow"), "--at", "unknown_Loop__runs=1,3", "--columns", "macs",
    ])
    let fixed = try ProgramRun([
      "-a", model("control_flow"), "--input-values", "steps=3", "--assert",
      "macs == \(runs.last?["macs"] ?? 0)",
    ])
    #expect(fixed.exitCode == 0, "\(fixed.error)")
    let letters = try rows([
      "-a", "resnet50_rla", "--at", "H=64", "--at", "w=96", "--at", "k=8", "--at", "N=2",
      "--at", "classes=10",
    ])
    let options = try rows([
      "-a", "resnet50_rla", "--input-size", "64x96", "--rla-channels", "8", "--batch", "2",
      "--classes", "10",
    ])
    #expect(letters == options && letters.count == 1)
  }

  @Test func `A plot has a line for each value of the other names`() throws {
    let run = try ProgramRun([
      "sweep", "-a", model("bert_tiny_legacy"), "--at", "batch=1,4", "--at", "sequence=16,32",
      "--plot", "peak,macs",
    ])
    #expect(run.output.contains(">batch = 1<") && run.output.contains(">batch = 4<"))
    #expect(!run.output.contains(">sequence"), "\(run.output)")
  }

  @Test func `Refused sizes are told by their names`() throws {
    let run = try ProgramRun([
      "sweep", "-a", model("rla_resnet50"), "--at", "height=224,225", "--at", "width=224",
      "--columns", "macs",
    ])
    #expect(run.output.contains("does not accept (height = 225, width = 224)"), "\(run.output)")
  }

  @Test func `Images whose sizes a file fixes keep them`() throws {
    let named = try rows(["-a", model("tests/rows/model"), "--at", "n=1,3", "--columns", "macs"])
    #expect(named.map { $0["macs"] } == [96, 288])
    let batches = try rows(["-a", model("tests/rows/model"), "--batch", "2", "--columns", "macs"])
    #expect(batches.map { $0["macs"] } == [192] && batches.first?["H"] == 4)
  }
}
