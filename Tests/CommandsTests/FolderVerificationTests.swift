import Foundation
import TestSupport
import Testing

/// `verify` on folders with a model and its inputs and outputs.
@Suite struct FolderVerificationTests {
  private static let folder = Fixture.root.appending(path: "ONNX/tests")

  private func run(_ name: String, _ options: String...) throws -> ProgramRun {
    let path = Self.folder.appending(path: name).path(percentEncoded: false)
    return try ProgramRun(["verify", path] + options)
  }

  @Test(arguments: [
    "norm", "whole", "half", "found", "boxes", "until", "steps", "shared", "forms", "forms23",
    "rows", "scales",
  ])
  func `A model makes of its inputs what its folder expects`(name: String) throws {
    let run = try run(name)
    #expect(run.exitCode == 0, "\(run.output)\(run.error)")
    #expect(run.output.contains(name) && run.output.contains("ok"))
  }

  /// ONNX Runtime rounds the sequences and, before each step, the hidden states to 8 bits; results
  /// without that are beyond the tolerance.
  @Test(arguments: ["rounded", "states"])
  func `A quantized LSTM makes what ONNX Runtime makes`(name: String) throws {
    let run = try run(name)
    #expect(run.exitCode == 0 && run.output.contains("ok"), "\(run.output)\(run.error)")
  }

  @Test(arguments: [("shared", 17), ("forms", 17), ("forms", 20), ("forms23", 23), ("scales", 17)])
  func `A model that is written again makes the same`(name: String, opset: Int) throws {
    try inFolder { folder in
      let copy = folder.appending(path: name)
      try FileManager.default.copyItem(at: Self.folder.appending(path: name), to: copy)
      let said = try ProgramRun.shell(
        "rla-profile export -a \(name)/model.onnx --opset \(opset) -o again.onnx 2>&1 "
          + "&& mv again.onnx \(name)/model.onnx && rla-profile verify \(name) 2>&1; echo $?",
        in: folder)
      #expect(said.hasSuffix("\n0\n"), "\(said)")
    }
  }

  @Test func `Norms with computed weights are counted`() throws {
    let model = Self.folder.appending(path: "scales/model.onnx").path(percentEncoded: false)
    let run = try ProgramRun(["-a", model, "--strict"])
    #expect(run.exitCode == 0 && run.output.contains(", 0 unknown"), "\(run.error)")
  }

  @Test func `A tensor that a layer and nodes read is written once`() throws {
    try inFolder { folder in
      let model = Self.folder.appending(path: "shared/model.onnx").path(percentEncoded: false)
      let said = try ProgramRun.shell(
        "rla-profile export -a '\(model)' -o again.onnx && rla-profile -a again.onnx --format json",
        in: folder)
      #expect(said.contains("\"parameters\": 72,"), "\(said.prefix(600))")
    }
  }

  @Test(arguments: ["text", "csv", "markdown", "json"])
  func `Every format says how far the worst element is off`(format: String) throws {
    let run = try run("norm", "--format", format)
    #expect(run.exitCode == 0 && run.output.contains("norm"))
  }

  /// What is said where a file of a folder has other bytes, with the exit code.
  private func said(of name: String, changing file: String, _ change: (inout Data) -> Void) throws
    -> String
  {
    try inFolder { folder in
      let copy = folder.appending(path: name)
      try FileManager.default.copyItem(at: Self.folder.appending(path: name), to: copy)
      var bytes = try Data(contentsOf: copy.appending(path: file))
      change(&bytes)
      try bytes.write(to: copy.appending(path: file))
      return try ProgramRun.shell("rla-profile verify \(name) 2>&1 >/dev/null; echo $?", in: folder)
    }
  }

  @Test(arguments: ["norm", "whole", "half"])
  func `Another result is out of tolerance`(name: String) throws {
    let said = try said(of: name, changing: "test_data_set_0/output_0.pb") { bytes in
      // Two bytes of the last element.
      bytes[bytes.count - 1] ^= 0x40
    }
    #expect(said.contains("1 of 1") && said.hasSuffix("\n1\n"), "\(said)")
  }

  @Test func `A tensor that is cut off is refused`() throws {
    let said = try said(of: "norm", changing: "test_data_set_0/input_0.pb") { $0.removeLast(3) }
    #expect(said.hasPrefix("rla-profile: ") && said.hasSuffix("\n65\n"), "\(said)")
  }

  @Test func `Operators without kernels are named together`() throws {
    let run = try run("missing")
    #expect(run.exitCode == 65)
    #expect(run.error.contains("no kernel for com.microsoft.CDist"), "\(run.error)")
    #expect(run.error.contains("nor for CumProd"), "\(run.error)")
  }

  @Test func `A value that is no tensor is named`() throws {
    let run = try run("sequence")
    #expect(run.exitCode == 65 && run.error.contains("'s': it is a sequence"), "\(run.error)")
  }

  @Test func `A folder without a model or without inputs is no test`() throws {
    try inFolder { folder in
      let empty = try ProgramRun.shell("rla-profile verify . 2>&1; echo $?", in: folder)
      #expect(empty.hasSuffix("\n66\n"), "\(empty)")
      try FileManager.default.copyItem(
        at: Self.folder.appending(path: "norm/model.onnx"),
        to: folder.appending(path: "model.onnx"))
      let bare = try ProgramRun.shell("rla-profile verify . 2>&1; echo $?", in: folder)
      #expect(bare.contains("is not a test of ONNX") && bare.hasSuffix("\n65\n"), "\(bare)")
    }
  }
}
