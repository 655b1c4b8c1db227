import Foundation
import TestSupport
import Testing

/// What a person sees on a terminal, which `script` (util-linux) makes.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
struct TerminalTests {
  /// The lines that a command prints on a terminal of some width, without styles.
  private func lines(_ command: String, columns: Int, in folder: URL) throws -> [String] {
    let shown = try ProgramRun.shell(
      "unset COLUMNS; script -qec 'stty cols \(columns); \(command)' /dev/null < /dev/null",
      in: folder)
    return shown.replacing("\r\n", with: "\n").replacing(/\u{1B}\[[0-9;]*m/, with: "")
      .split(separator: "\n").map(String.init)
  }

  @Test(arguments: [
    "list rla", "conventions", "conventions macs", "resnet50 --input-size 64",
    "resnet50 mobilenet_v2 --input-size 64", "match 4.17G -a rla_resnet50",
    "sizes rla_resnet50 --input-size 225", "sweep mobilenet_v2 --input-size 64:96:32",
    "compare resnet50 rla_resnet50 --input-size 64", "parameters mobilenet_v2",
    "explain macs thop@0.1.1 mobilenet_v2 --input-size 64", "explain macs thop@0.1.1 resnet50",
    "explain macs mmdet@1 Mask_R-CNN_resnet50",
  ])
  func `No line is longer than the terminal is wide`(command: String) throws {
    try inFolder { folder in
      let lines = try lines("rla-profile \(command)", columns: 80, in: folder)
      #expect(lines.count > 3)
      for line in lines { #expect(line.count <= 80, "\(line)") }
    }
  }

  @Test(arguments: ["list", "sweep", "verify", "explain", "match", "profile"])
  func `No help is wider than a terminal of 60 columns`(command: String) throws {
    try inFolder { folder in
      let help = "rla-profile help \(command)"
      let lines = try lines(help, columns: 60, in: folder)
      for line in lines { #expect(line.count <= 60, "\(line)") }
      #expect(lines.joined(separator: " ").contains("USAGE: rla-profile \(command)"))
    }
  }

  /// Every report there is, and more rows and columns of some.
  static let reports =
    LaTeXTests.reports + [
      ["compare", "resnet50", "rla_resnet50", "mobilenet_v2", "rlalstm_resnet50"],
      ["compare", "resnet50", "rla_resnet50", "mobilenet_v2", "--convention", "all"],
      ["RetinaNet_ecanet50_rla", "mobilenet_v2", "--input-size", "64", "--convention", "all"],
      ["mobilenet_v2", "--convention", "all"],
      ["rla_resnet50", "--by", "rla-part"], ["rla_resnet50", "--by", "stage"],
      ["rla_resnet50", "--by", "operator"], [GoldenTests.model("resnet18"), "--depth", "all"],
      [
        "mobilenet_v2", "--columns",
        "parameters,counts,moved,intensity,backward,saved,activations",
      ],
      ["sizes", GoldenTests.model("unet_dynamic")],
      ["parameters", GoldenTests.model("text_lstm")],
      ["explain", "macs", "mmdet@1", "Mask_R-CNN_resnet50"],
    ]

  @Test(arguments: reports)
  func `No report is wider than a terminal of 60 columns`(report: [String]) throws {
    try inFolder { folder in
      let words = report.map { "\"\($0)\"" }.joined(separator: " ")
      let lines = try lines("rla-profile \(words) 2> /dev/null", columns: 60, in: folder)
      #expect(lines.count > 2)
      for line in lines { #expect(line.count <= 60, "\(line)") }
    }
  }

  @Test func `A wide terminal, a pipe and a file have every column as wide as it is`() throws {
    try inFolder { folder in
      let piped = try ProgramRun(["match", "4.17G", "-a", "rla_resnet50"]).output
      let lines = try lines("rla-profile match 4.17G -a rla_resnet50", columns: 500, in: folder)
      #expect(lines == piped.split(separator: "\n").map(String.init))
    }
  }

  @Test func `COLUMNS goes before the terminal's own width`() throws {
    try inFolder { folder in
      let lines = try lines("COLUMNS=60 rla-profile list rla", columns: 200, in: folder)
      #expect(lines.contains { $0.count > 50 } && !lines.contains { $0.count > 80 })
    }
  }
}
