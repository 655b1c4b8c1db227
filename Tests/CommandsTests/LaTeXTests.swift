import Foundation
import RLAText
import TestSupport
import Testing

/// The LaTeX of every report, as far as a test without LaTeX can judge it.
@Suite struct LaTeXTests {
  static let reports: [[String]] = [
    ["resnet50", "--input-size", "64"], ["rla_resnet50", "--layers", "--input-size", "64"],
    ["resnet50", "mobilenet_v2", "--input-size", "64"],
    ["sizes", "rla_resnet50", "--input-size", "225", "--from", "30"],
    ["sizes", "retinanet_r50rla_fpn"],
    ["formula", "rla_resnet50", "mobilenet_v2", "--by", "stage"],
    ["sweep", "rla_resnet50", "--input-size", "64:256:64", "--pareto", "macs,H:max"],
    ["list"], ["parameters", "mobilenet_v2"], ["conventions"], ["conventions", "thop@0.0.31"],
    ["conventions", "ptflops-pytorch@0.7.5"], ["conventions", "torchinfo@1.8.0"],
    ["match", "4.17G", "--params", "24.67M", "-a", "rla_resnet50"],
    ["explain", "macs", "thop@0.1.1", "rla_resnet50", "--input-size", "64"],
    ["compare", "resnet50", "rla_resnet50", "--layers", "--input-size", "64"],
    ["compare", "resnet50", "rla_resnet50", "mobilenet_v2", "--input-size", "64"],
    ["bench", "mobilenet_v2", "--input-size", "32", "--runs", "1", "--warmup", "1", "--no-tune"],
    ["bench", small, "cifar_resnet20", "--input-size", "32"] + quick,
    ["bench", small, "--input-size", "64", "--mode", "training", "--by", "algorithm"] + quick,
    ["bench", small, "--input-size", "32", "--layers"] + quick,
    ["bench", "mobilenet_v2", "--input-size", "32", "--layer", "features.0.0"] + quick,
    [
      "bench", "mobilenet_v2", "--input-size", "32", "--layer", "features.0.0", "--algorithms",
      "--runs", "1", "--warmup", "0",
    ],
    ["compare", small, "cifar_resnet20", "--input-size", "32", "--bench", "--bench-runs", "1"],
    ["compare", path("Checkpoints/resnet.safetensors"), path("Checkpoints/mismatch_shape.pth")],
    ["sweep", small, "cifar_resnet20", "--input-size", "32:64:32", "--bench", "--bench-runs", "1"],
    ["match", "--params", "25.6M", "-a", "resnet50"], ["sizes", "resnet50", "cifar_resnet20"],
    ["explain", "macs", "thop@0.1.1", "resnet50", "cifar_resnet20"],
    ["checkpoint", trained], ["curves", logs],
    ["checkpoint", path("Checkpoints/resnet.safetensors"), "--hash", "--statistics"],
    ["checkpoint", path("Checkpoints/resnet_zip.pth"), "-a", small],
    ["machine", "--threads", "1"], ["verify", path("Numerics/mobilenet_v2.json")],
    [
      "train", "-a", path("Training/tiny.yaml"), trained, "--input-size", "32", "--batch", "32",
      "--threads", "1", "--estimate",
    ],
    [
      "evaluate", "-a", path("Training/dsrla_mobilenet_small.yaml"), path("Images/digits"),
      "--weights", path("Training/dsrla_mobilenet_small_epoch1.pth.tar"), "--input-size", "32",
      "--no-tune",
    ],
  ]

  private static let quick = ["--runs", "1", "--warmup", "0", "--no-tune"]
  private static let small = path("Checkpoints/tiny_rla_resnet.yaml")
  private static let trained = path("Training/digits.safetensors")
  private static let logs = path("Training/logs/rla_resnet_small_cpu")

  private static func path(_ name: String) -> String {
    Fixture.root.appending(path: name).path(percentEncoded: false)
  }

  @Test(arguments: reports)
  func `LaTeX has nothing that it cannot set`(report: [String]) throws {
    let run = try ProgramRun(report + ["--format", "latex"])
    #expect(run.exitCode == 0, "\(run.error)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count > 4)
    var columns = 0
    for line in lines where !line.hasPrefix("%") {
      // Every letter with an accent is set by itself; nothing else beyond ASCII is.
      #expect(line.unicodeScalars.allSatisfy { $0.isASCII || LaTeX.escaped("\($0)") == "\($0)" })
      if line.hasPrefix("\\begin{tabular}{") { columns = line.dropFirst(16).count - 1 }
      if line.hasPrefix("\\end{tabular}") { columns = 0 }
      if columns > 0, line.hasSuffix("\\\\") {
        let separators = line.replacing("\\&", with: "").count { $0 == "&" }
        #expect(separators == columns - 1, "\(line)")
      }
      let bare = line.replacing("\\{", with: "").replacing("\\}", with: "")
      #expect(bare.count { $0 == "{" } == bare.count { $0 == "}" }, "\(line)")
      #expect(line.replacing("\\$", with: "").count { $0 == "$" }.isMultiple(of: 2), "\(line)")
    }
  }

  private static let compiler = (ProcessInfo.processInfo.environment["PATH"] ?? "")
    .split(separator: ":").map { "\($0)/pdflatex" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  @Test(.enabled(if: compiler != nil))
  func `LaTeX sets every report, and a network with a hostile name`() throws {
    try inFolder { folder in
      let network = """
        backbone: resnet
        depths: [1, 1]
        planes: [8, 16]
        name: "<b>R&D</b> \\"q\\" \\\\N {x|y} &lt; ⌊H/2⌋ ≥ 3 [4] ~$#^%_ 网é"
        """
      try Data(network.utf8).write(to: folder.appending(path: "net.yaml"))
      let file = folder.appending(path: "net.yaml").path(percentEncoded: false)
      let reports = Self.reports + [[file], ["compare", file, "resnet50"], ["formula", file]]
      var document = "\\documentclass{article}\\usepackage{amsmath,booktabs}\\begin{document}\n"
      for report in reports {
        document += try ProgramRun(report + ["--format", "latex"]).output + "\n\\clearpage\n"
      }
      try Data((document + "\\end{document}\n").utf8)
        .write(to: folder.appending(path: "all.tex"))
      let log = try ProgramRun.shell(
        "pdflatex -interaction=nonstopmode -halt-on-error all.tex; echo code $?", in: folder)
      #expect(log.hasSuffix("code 0\n"), "\(log.suffix(1000))")
    }
  }
}
