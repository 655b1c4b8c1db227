import Foundation
import TestSupport
import Testing

@Suite struct ExplainMistakeTests {
  static let cases: [(arguments: [String], exitCode: Int32, sentence: String)] = [
    (["formula"], 64, "Name an architecture with -a"),
    (["formula", "-a", "resnet50", "--at", "Q=3"], 64, "--at 'Q=3', character 1: there is no 'Q'"),
    (["formula", "-a", "resnet50", "--at", "k=3"], 64, "character 1: there is no 'k' here."),
    (
      ["formula", "-a", "resnet50", "--at", "H=5,W"], 64, "character 6: expected '=', not the end."
    ),
    (["formula", "-a", "resnet50", "--at", "H=5,H=6"], 64, "'H' stands here a second time."),
    (["formula", "-a", "resnet50", "--at", "H=0"], 64, "a whole number of at least 1, not 0."),
    (["formula", "-a", "rla_resnet50", "--at", "H=225"], 65, "whose heights 28 and 29 differ."),
    (["formula", "-a", "resnet50", "--at", "H=9999999999,W=9999999999"], 65, "64"),
    (["formula", "-a", "resnet50", "--format", "csv"], 64, "csv"),
    (["sizes", "-a", "resnet50", "--proposals", "3"], 64, "--proposals is for detectors"),
    (
      ["sizes", "-a", "resnet50", "--from", "9", "--to", "3"], 64, "--from 9 is larger than --to 3"
    ),
    (["sizes", "-a", "resnet50", "--from", "1", "--to", "99999999"], 64, "more than 100000 sizes"),
    (["sizes", "-a", "resnet50", "--nearest", "12x"], 64, "character 4: expected a whole number"),
    (
      ["sizes", "-a", "rla_resnet50", "--nearest", "9223372036854775807"], 64,
      "9223372036854775807 is more than 1099511627776."
    ),
    (["match", "4.17X"], 64, "The figure '4.17X', character 5: 'X' is no unit: k, M, G and T"),
    (["match", "G"], 64, "character 1: expected a number like 4.17G, not 'G'."),
    (["match", "4.17G", "--params", "24,67M"], 64, "--params '24,67M', character 3"),
    (["match", "4.17G", "-a", "resnt50"], 64, "Did you mean 'resnet50'"),
    (["match", "4.17G", "--input-size", "512:192"], 64, "the range runs from 512 down to 192"),
    (["explain", "thop", "macs", "-a", "resnet50"], 64, "Unknown convention 'thop'. Did you mean"),
    (
      ["explain", "macs", "deepspeed@0.19.8", "-a", "resnet50"], 64, "deepspeed@0.19.8:flops, deep"
    ),
    (["explain", "macs", "mmcv@1.2.7"], 64, "Name an architecture with -a"),
    (["compare", "resnet50"], 64, "at least two networks or saved reports, not 1."),
    (["compare", "resnet50", "resnt51"], 64, "Unknown architecture 'resnt51'"),
    (["compare", "resnet50", "/no/such.json"], 66, "There is no file '/no/such.json'."),
    (
      ["sweep", "-a", "resnet50", "--input-size", "512:192:32"], 64,
      "--input-size '512:192:32', character 1: the range runs from 512 down to 192"
    ),
    (["sweep", "-a", "resnet50", "--input-size", "1:99999999"], 64, "more than 100000 values"),
    (
      ["sweep", "-a", "resnet50", "--input-size", "1:5000", "--batch", "1:5000"], 64,
      "more than 1000000 points"
    ),
    (["sweep", "-a", "resnet50", "--batch", ""], 64, "--batch '', character 1"),
    (["sweep", "-a", "resnet50", "--rla-channels", "12,24"], 64, "has no recurrent state"),
    (
      ["sweep", "-a", "rla_mobilenetv2_k6", "--rla-channels", "6,12"], 64, "has k = 6 by its name"
    ),
    (
      ["sweep", "-a", "resnet50", "--where", "mac < 4G"], 64,
      "--where 'mac < 4G', character 1: there is no 'mac' here. Did you mean 'macs'"
    ),
    (
      ["sweep", "-a", "resnet50", "--where", "macs < "], 64, "character 8: expected a name, a numb"
    ),
    (["sweep", "-a", "resnet50", "--where", "macs / (H - W) > 1"], 65, "divides by zero at N = 1"),
    (
      ["sweep", "-a", "resnet50", "--columns", "mcas"], 64, "--columns knows no 'mcas'. Did you me"
    ),
    (["sweep", "-a", "resnet50", "--sort", "k"], 64, "--sort knows no 'k'."),
    (["sweep", "-a", "resnet50", "--pareto", "macs"], 64, "--pareto takes two columns"),
    (["sweep", "-a", "resnet50", "--plot", "macs,H,W"], 64, "--plot takes two columns"),
    (
      ["sweep", "-a", "resnet50", "--plot", "H,macs", "--format", "csv"], 64, "--plot draws an SVG"
    ),
    (["sweep", "-a", "resnet50", "--batch", "99999999999"], 65, "leaves the 64-bit range at N"),
    (
      ["sweep", "-a", "resnet50", "--bench", "--columns", "macs", "--batch", "1,999999"], 65,
      "At N = 999999, H = 224, W = 224: resnet50 would need"
    ),
    (
      ["sweep", "-a", "resnet50", "--bench", "--input-size", "32:532"], 64,
      "--bench measures at most 200 points, not 501"
    ),
    (
      ["sweep", "-a", "resnet50", "--sort", "latency:asc"], 64,
      "--sort names the latency, which only --bench measures; add --bench."
    ),
    (["sweep", "-a", "resnet50", "--where", "latency_ms < 5"], 64, "--where names the latency"),
    (["sweep", "-a", "resnet50", "--bench-runs", "3"], 64, "say how to measure; add --bench."),
    (["sweep", "-a", "resnet50", "--threads", "1"], 64, "say how to measure; add --bench."),
    (["sweep", "-a", "resnet50", "--bench", "--bench-runs", "0"], 64, "at least 1, not '0'"),
    (["sweep", "-a", "resnet50", "--bench", "--threads", "2000"], 64, "at most 1024"),
    (["-a", "resnet50", "--assert", "macs <= 4.5Q"], 64, "--assert 'macs <= 4.5Q', character 12"),
    (["-a", "resnet50", "--assert", "flops < 3"], 64, "there is no 'flops' here."),
  ]

  @Test(arguments: cases)
  func `A mistake is one clear sentence on the standard error`(
    arguments: [String], exitCode: Int32, sentence: String
  ) throws {
    let run = try ProgramRun(arguments)
    #expect(run.exitCode == exitCode, "\(run.error)")
    #expect(run.output == "")
    #expect(run.error.contains(sentence), "\(run.error)")
  }

  @Test func `A broken assertion is told behind the report, and the exit code is 1`() throws {
    let run = try ProgramRun([
      "-a", "resnet50", "--assert", "macs <= 4.0G", "--assert", "parameters < 26M", "--assert",
      "thop@0.0.31 < 1k or peak > 1GiB",
    ])
    #expect(run.exitCode == 1)
    #expect(run.output.hasPrefix("resnet50\n"))
    #expect(
      run.error == """
        rla-profile: resnet50 breaks 'macs <= 4.0G': macs is 4,089,184,256 MACs (4.089 G).
        resnet50 breaks 'thop@0.0.31 < 1k or peak > 1GiB': thop@0.0.31 is 4,111,514,624 thop MACs \
        (4.112 G), peak_inference_bytes is 9,633,792 B (9.634 M).

        """)
    let kept = try ProgramRun([
      "-a", "resnet50", "--assert", "macs <= 4.5G", "--assert", "parameters < 26M",
    ])
    #expect(kept.exitCode == 0 && kept.error == "")
    let zero = try ProgramRun(["-a", "resnet50", "--assert", "macs / 0 < 1"])
    #expect(zero.exitCode == 1)
    #expect(zero.error.contains("it divides by zero."))
  }

  @Test func `Every network of several must meet the assertions`() throws {
    let run = try ProgramRun([
      "-a", "resnet50", "-a", "resnet101", "--assert", "parameters < 26M", "--format", "csv",
    ])
    #expect(run.exitCode == 1)
    #expect(run.output.split(separator: "\n").count == 3)
    #expect(run.error.contains("resnet101 breaks 'parameters < 26M'"))
  }
}
