import Foundation
import TestSupport
import Testing

/// `bench` on models with inputs of any kind, and with weights from files.
@Suite struct ModelRunTests {
  private func model(_ name: String) -> String {
    Fixture.root.appending(path: "ONNX/\(name).onnx").path(percentEncoded: false)
  }

  private static let quick = ["--runs", "1", "--warmup", "0", "--threads", "1"]

  private func report(_ arguments: [String]) throws -> [String: Any] {
    let run = try ProgramRun(["bench"] + arguments + Self.quick + ["--format", "json"])
    #expect(run.exitCode == 0, "\(run.error)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  @Test func `Inputs of whole numbers hold what tables and masks take`() throws {
    let report = try report(["-a", model("bert_tiny_legacy"), "--batch", "2", "--check"])
    let inputs = try #require(report["inputs"] as? [[String: Any]])
    #expect(inputs.map { $0["sizes"] as? [Int] } == [[2, 32], [2, 32]])
    #expect(inputs.map { $0["content"] as? String } == ["whole numbers below 2,000", "all 1"])
    #expect(report["assumed_sizes"] as? [String: Int] == ["sequence": 32])
    #expect(report["batch"] as? Int == 2 && report["height"] is NSNull)
    let weights = try #require(report["weights"] as? String)
    #expect(weights.hasSuffix("by formula: bert_tiny_legacy.weights is missing"), "\(weights)")
  }

  @Test func `Sizes and values are those of the options`() throws {
    let report = try report(
      ["-a", model("bert_tiny"), "--input", "input_ids=3x7", "--mode", "training"])
    let inputs = try #require(report["inputs"] as? [[String: Any]])
    #expect(inputs.map { $0["sizes"] as? [Int] } == [[3, 7], [3, 7]])
    #expect((report["assumed_sizes"] as? [String: Int])?.isEmpty == true)
    #expect(report["found_numbers"] as? Int == 0)
    #expect(report["loss"] as? String == "weighted sum")
  }

  @Test(arguments: [("found", 3), ("boxes", 1)])
  func `Runs before the plan find what only running tells`(name: String, count: Int) throws {
    let path = Fixture.root.appending(path: "ONNX/tests/\(name)/model.onnx")
      .path(percentEncoded: false)
    let report = try report(["-a", path])
    #expect(report["found_numbers"] as? Int == count)
    let run = try ProgramRun(["bench", "-a", path] + Self.quick)
    #expect(run.exitCode == 0 && run.output.contains("that only running tells"), "\(run.error)")
  }

  @Test func `A named network takes the sizes of its input by name`() throws {
    let report = try report(["-a", "mobilenet_v2", "--input", "input=1x3x32x64"])
    #expect(report["height"] as? Int == 32 && report["width"] as? Int == 64)
    #expect(report["inputs"] == nil && report["weights"] == nil)
  }

  /// A folder with a model and its weights, all of them the same byte.
  private func said(
    weights count: Int, byte: UInt8 = 0, _ arguments: String = ""
  ) throws -> String {
    try inFolder { folder in
      try FileManager.default.copyItem(
        atPath: model("squeezenet1_1"), toPath: folder.appending(path: "m.onnx").path())
      try Data(repeating: byte, count: count).write(
        to: folder.appending(path: "squeezenet1_1.weights"))
      return try ProgramRun.shell(
        "rla-profile bench -a m.onnx --input-size 64 \(Self.quick.joined(separator: " ")) "
          + "\(arguments) 2>&1; echo $?", in: folder)
    }
  }

  /// The bytes of the weights of squeezenet1_1.
  private static let bytes = 4_941_984

  @Test func `Weights of the file are read`() throws {
    let zeros = try said(weights: Self.bytes)
    #expect(zeros.contains("\nweights: from the file\n") && zeros.hasSuffix("\n0\n"), "\(zeros)")
  }

  @Test func `Weights that are not finite are found at the first layer`() throws {
    let said = try said(weights: Self.bytes, byte: 0xff, "--check")
    #expect(said.hasPrefix("rla-profile: features.0"), "\(said)")
    #expect(said.hasSuffix("values that are not finite; no layer before it did.\n65\n"), "\(said)")
  }

  @Test func `Weights that are too short are refused`() throws {
    let said = try said(weights: 100)
    #expect(said.hasPrefix("rla-profile: m.onnx: tensor '"), "\(said)")
    #expect(said.contains("'squeezenet1_1.weights' has 100 bytes; expected"), "\(said)")
    #expect(said.hasSuffix("\n65\n"), "\(said)")
  }

  @Test func `What cannot run is refused in words`() throws {
    let run = try ProgramRun(["bench", "-a", model("control_flow")] + Self.quick)
    #expect(run.exitCode == 65 && run.output == "")
    #expect(
      run.error.hasPrefix("rla-profile: control_flow cannot run: how often Loop"), "\(run.error)")
  }

  @Test func `A loop whose number of runs is an input's to say runs once it is said`() throws {
    let path = model("tests/steps/model")
    let open = try ProgramRun(["bench", "-a", path] + Self.quick)
    #expect(open.exitCode == 65)
    #expect(open.error.contains(" cannot run: the size of "), "\(open.error)")
    let said = try ProgramRun(["bench", "-a", path, "--input-values", "runs=4"] + Self.quick)
    #expect(said.exitCode == 0, "\(said.error)")
  }

  @Test func `Sizes that only running tells are found by runs before`() throws {
    let name = "ssdlite320_mobilenet_v3_large"
    let run = try ProgramRun(["bench", "-a", model(name), "--no-tune"] + Self.quick)
    #expect(run.exitCode == 0 && run.error == "", "\(run.error)")
    #expect(run.output.contains(" numbers that only running tells, found by runs before"))
  }
}
