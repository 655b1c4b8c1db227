import Foundation
import TestSupport
import Testing

@Suite struct ExplainProgramTests {
  /// A program on the search path; nil where there is none.
  private static func found(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private static let python = found("python3")
  private static let swiftCompiler = found("swiftc")

  /// Runs a program and returns what it prints.
  private func output(of path: String, _ arguments: [String]) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data().write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.standardOutput = try FileHandle(forWritingTo: file)
    try process.run()
    process.waitUntilExit()
    return try String(contentsOf: file, encoding: .utf8)
  }

  /// Does `body` with a folder that is gone afterwards.
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func `Detector options count in a sweep as in a profile`() throws {
    let network = ["-a", "fasterrcnn_r50rla_fpn", "--input-size", "800"]
    let sweep = ["sweep"] + network + ["--columns", "macs", "--format", "csv"]
    let published = try ProgramRun(sweep).output
    let fewer = try ProgramRun(sweep + ["--proposals", "300"]).output
    #expect(published != fewer)
    let macs = try #require(fewer.split(whereSeparator: { $0 == "," || $0 == "\n" }).last)
    let profile = try ProgramRun(network + ["--proposals", "300", "--format", "json"]).output
    #expect(profile.contains("\"macs\": \(macs),"))
  }

  @Test(.enabled(if: python != nil), arguments: ["rla_resnet50", "resnet50_eca"])
  func `Python computes what a sweep says, at hundreds of points`(name: String) throws {
    let python = try #require(Self.python)
    let hasState = name.hasPrefix("rla")
    let code = try ProgramRun(["formula", "-a", name, "--format", "python"])
    var arguments = ["sweep", "-a", name, "--input-size", "1:300:7,29,64x95,352", "--batch", "1,3"]
    arguments += ["--classes", "10,1000", "--columns", "parameters,macs,activations"]
    arguments += ["--format", "csv"] + (hasState ? ["--rla-channels", "1,7,32"] : [])
    let sweep = try ProgramRun(arguments)
    let lines = sweep.output.split(separator: "\n").map(String.init)
    #expect(lines.count > (hasState ? 80 : 170))
    let order = hasState ? "(N, H, W, classes, k)" : "(N, H, W, classes)"
    let columns = hasState ? "N, H, W, k, classes" : "N, H, W, classes"
    let check = """

      import sys
      for line in '''\(lines.dropFirst().joined(separator: "\n"))'''.splitlines():
          *at, p, m, a = map(int, line.split(","))
          \(columns) = at
          args = \(order)
          got = (parameters(*args), macs(*args), activation_bytes(*args))
          assert got == (p, m, a), (line, got)
          if H % 32 == 0 and W % 32 == 0:
              assert macs_multiples(*args) == m, line
              assert activation_bytes_multiples(*args) == a, line
      print("equal")
      """
    try withFolder { folder in
      let script = folder.appending(path: "check.py")
      try Data((code.output + check).utf8).write(to: script)
      #expect(try output(of: python, [script.path()]) == "equal\n")
    }
  }

  @Test(.enabled(if: swiftCompiler != nil))
  func `Swift compiles the formulas and computes the same integers`() throws {
    let compiler = try #require(Self.swiftCompiler)
    let code = try ProgramRun(["formula", "-a", "rla_resnet50", "--format", "swift"])
    let check = """

      for (h, w) in [(224, 224), (253, 95), (64, 320)] {
        print(
          parameters(N: 2, H: h, W: w, classes: 10, k: 7), macs(N: 2, H: h, W: w, classes: 10, k: 7),
          activation_bytes(N: 2, H: h, W: w, classes: 10, k: 7))
      }
      print(macs_multiples(N: 2, H: 224, W: 224, classes: 10, k: 7))

      """
    let sweep = try ProgramRun([
      "sweep", "-a", "rla_resnet50", "--input-size", "224,253x95,64x320", "--batch", "2",
      "--classes", "10", "--rla-channels", "7", "--columns", "parameters,macs,activations",
      "--format", "csv",
    ])
    let expected = sweep.output.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").suffix(3).joined(separator: " ")
    }
    try withFolder { folder in
      let source = folder.appending(path: "main.swift").path()
      let program = folder.appending(path: "check").path()
      try Data((code.output + check).utf8).write(to: URL(filePath: source))
      _ = try output(of: compiler, ["-o", program, source])
      let lines = try output(of: program, []).split(separator: "\n").map(String.init)
      #expect(lines.prefix(3) == expected[...])
      #expect(lines.last == expected[0].split(separator: " ").dropFirst().first.map(String.init))
    }
  }

  @Test func `A saved report is compared, whole or with the member that is missing`() throws {
    try withFolder { try compareReport(in: $0) }
  }

  private func compareReport(in folder: URL) throws {
    let file = folder.appending(path: "old.json").path()
    let saved = try ProgramRun([
      "-a", "resnet50", "--by", "stage", "--format", "json", "-o", file,
    ])
    #expect(saved.exitCode == 0)
    let same = try ProgramRun(["compare", file, "resnet50"])
    #expect(same.exitCode == 0 && same.output.contains("6 of 6 rows are the same."))
    let other = try ProgramRun(["compare", file, "resnet50", "--classes", "10", "--format", "json"])
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(other.output.utf8)) as? [String: Any])
    let layers = try #require(document["layers"] as? [[String: Any]])
    #expect(layers.map { $0["name"] as? String } == ["head"])
    #expect(layers.first?["macs_2"] as? Int == 20_480)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try Data(text.replacing("\"moved_bytes\": 4", with: "\"moved\": 4").utf8)
      .write(to: URL(filePath: file))
    let broken = try ProgramRun(["compare", file, "resnet50"])
    #expect(broken.exitCode == 65)
    #expect(broken.error.contains("the member 'memory.moved_bytes' is missing"), "\(broken.error)")
    try Data("{]".utf8).write(to: URL(filePath: file))
    let noJSON = try ProgramRun(["compare", "resnet50", file])
    #expect(noJSON.exitCode == 65 && noJSON.error.contains("\(file): this is not JSON"))
  }

  @Test func `An architecture file is compared as a network`() throws {
    let file = "\(Fixture.root.path())/Architectures/dsrla_mobilenet_small.json"
    let run = try ProgramRun(["compare", "mobilenet_v2", file, "--format", "csv"])
    let small = "dsrla_mobilenet_small"
    #expect(run.exitCode == 0)
    #expect(
      run.output.hasPrefix("figure,unit,mobilenet_v2,\(small),\(small) difference,\(small) ratio\n")
    )
  }

  @Test func `A plot goes whole into its file`() throws {
    try withFolder { folder in
      let file = folder.appending(path: "plot.svg").path()
      let run = try ProgramRun([
        "sweep", "-a", "rla_resnet50", "--input-size", "64:256:32", "--plot", "macs,peak", "-o",
        file,
      ])
      #expect(run.exitCode == 0 && run.output == "" && run.error == "")
      #expect(try String(contentsOfFile: file, encoding: .utf8).hasSuffix("</svg>\n"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path()) == ["plot.svg"])
    }
  }
}
