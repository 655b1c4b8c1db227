import Foundation
import TestSupport
import Testing

/// What options say of the inputs of ONNX models.
@Suite struct ModelInputTests {
  private func model(_ name: String) -> String {
    Fixture.root.appending(path: "ONNX/\(name).onnx").path(percentEncoded: false)
  }

  @Test(arguments: [
    (
      "resnet18", ["--input", "input=1x4x64x64"],
      "/conv1/Conv needs 3 channels and gets 4"
    ),
    ("unet_dynamic", ["--input", "input=1x4x64x64"], "needs 3 channels and gets 4"),
    ("resnet18", ["--input-size", "1x4x64x64"], "takes images of 3 channels"),
  ])
  func `The node that refuses an input is named`(
    name: String, options: [String], reason: String
  ) throws {
    let run = try ProgramRun(["-a", model(name)] + options)
    #expect(run.exitCode != 0)
    #expect(run.error.contains(reason), "\(run.error)")
  }

  @Test func `A batch in the size of images counts`() throws {
    let one = try ProgramRun(["-a", model("resnet18"), "--input-size", "2x3x64x64"])
    let other = try ProgramRun(
      ["-a", model("resnet18"), "--input-size", "64", "--batch", "2"])
    #expect(one.exitCode == 0, "\(one.error)")
    #expect(one.output == other.output)
    #expect(one.output.contains("input 2x3x64x64"))
  }

  @Test func `Sizes of one name stay one size when they get another`() throws {
    let run = try ProgramRun(
      ["-a", model("bert_tiny_legacy"), "--input", "input_ids=2xlength", "--depth", "1"])
    #expect(run.output.contains("attention_mask 2 x length int64"), "\(run.output)")
    let mistake = try ProgramRun([
      "-a", model("bert_tiny_legacy"), "--input", "input_ids=2xs", "--input",
      "attention_mask=2xt",
    ])
    #expect(mistake.exitCode == 64)
    #expect(mistake.error.contains("has the same size as one that is s; --input gives t"))
  }

  @Test func `Sizes of a network without images are those of its inputs`() throws {
    let run = try ProgramRun(["sizes", "-a", model("bert_tiny_legacy")])
    #expect(
      run.output == """
        bert_tiny_legacy
        input   input_ids batch x sequence
        input   attention_mask batch x sequence

        layer             stage    needs          so it accepts
        -----------------------------------------------------------
        /position/Gather  network  64 ≥ sequence  sequence up to 64

        """)
    let outside = try ProgramRun([
      "sweep", "-a", model("bert_tiny_legacy"), "--at", "sequence=64,65", "--columns", "macs",
    ])
    #expect(outside.output.contains("does not accept sequence = 65;"), "\(outside.output)")
  }

  @Test func `A comparison without numbers for sizes says so`() throws {
    let files = [model("bert_tiny"), model("bert_tiny_legacy")]
    let open = try ProgramRun(["compare"] + files)
    #expect(open.output.hasPrefix("Sizes of all inputs are left open"), "\(open.output)")
    let one = try ProgramRun(["compare", files[0], "resnet50"])
    #expect(
      one.output.contains("bert_tiny at open sizes, resnet50 at 1x3x224x224"), "\(one.output)")
  }

  @Test func `Names that the file does not have are the user's`() throws {
    let run = try ProgramRun(
      ["-a", model("unet_dynamic"), "--input", "input=nx3xsidexwidth", "--depth", "1"])
    #expect(
      run.output.contains("--input gave the names n, side; the file has no sizes of these names."),
      "\(run.output)")
  }

  @Test func `Parameters before the export are a reading of a printed number`() throws {
    let run = try ProgramRun(["match", "--params", "11689512", "-a", model("resnet18")])
    #expect(run.output.contains("PyTorch before the export"), "\(run.output)")
    let both = try ProgramRun([
      "match", "1.8141G", "--params", "11689512", "-a", model("resnet18"), "--limit", "1",
    ])
    #expect(both.output.contains("rounds to it, parameters before the export"), "\(both.output)")
  }

  @Test(arguments: ["bert_tiny", "unet_dynamic", "ssdlite320_mobilenet_v3_large"])
  func `A figure is not searched for in sizes that it does not tell`(name: String) throws {
    let run = try ProgramRun(["match", "1G", "-a", model(name)])
    #expect(run.exitCode == 65 && run.output.isEmpty)
    #expect(run.error.contains("What \(name) costs depends on sizes that no figure tells: "))
    let parameters = try ProgramRun(["match", "--params", "1G", "-a", model(name)])
    #expect(parameters.exitCode == 0, "\(parameters.error)")
  }

  @Test func `Formulas of operators show patterns or their nodes`() throws {
    let arguments = ["formula", "-a", model("bert_tiny_legacy"), "--by", "operator"]
    let joined = try ProgramRun(arguments).output
    let nodes = try ProgramRun(arguments + ["--patterns", "nodes"]).output
    #expect(joined.contains("[GELU]") && !joined.contains("[Erf]"))
    #expect(!nodes.contains("[GELU]") && nodes.contains("[Erf]"))
  }
}
