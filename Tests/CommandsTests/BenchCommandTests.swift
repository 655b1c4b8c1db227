import Foundation
import TestSupport
import Testing

/// `bench` and `verify` as processes, at sizes that run in well under a second.
@Suite(.serialized) struct BenchCommandTests {
  private static let network = ["bench", "-a", "mobilenet_v2", "--input-size", "32"]
  private static let short = ["--runs", "2", "--warmup", "1", "--threads", "1", "--no-tune"]
  /// Pinning depends on what else the machine runs, and runs that differ in it are unlike.
  private static let steady = short + ["--no-pin"]
  /// With one image of this size a batch norm would see one value per channel.
  private static let trainable = ["--batch", "2"]

  @Test func `Vector instructions that the machine lacks are refused with those that it has`()
    throws
  {
    for level in ["sse9", ""] {
      let run = try ProgramRun(Self.network + ["--vectors", level])
      #expect(run.exitCode == 64 && run.output == "")
      let sentence = "This machine has no vector instructions '\(level)'; expected one of baseline"
      #expect(run.error.contains(sentence), "\(run.error)")
    }
  }

  @Test(arguments: [[], ["--layer", "conv1"]])
  func `A batch beyond the machine is refused with what it needs and what there is`(
    layer: [String]
  ) throws {
    let run = try ProgramRun(["bench", "-a", "resnet50", "--batch", "1000000"] + layer)
    #expect(run.exitCode == 71)
    #expect(run.output == "")
    let numbers = run.error.matches(of: /([\d,]+) bytes of memory.* and ([\d,]+) are available/)
    let sizes = try #require(numbers.first)
    func value(_ text: Substring) -> Int? { Int(text.filter { $0 != "," }) }
    let needed = try #require(value(sizes.output.1))
    #expect(try needed > #require(value(sizes.output.2)))
    let subject =
      layer.isEmpty ? "rla-profile: resnet50 would" : "rla-profile: conv1 of resnet50 would"
    #expect(run.error.hasPrefix(subject), "\(run.error)")
  }

  @Test(arguments: ["bench", "verify"])
  func `A malformed file is named`(command: String) throws {
    try inFolder { folder in
      let file = folder.appending(path: "saved.json").path(percentEncoded: false)
      let arguments = command == "bench" ? Self.network + ["--compare", file] : ["verify", file]
      for text in ["", "{", "[]", #"{"schema": 2}"#, #"{"schema": 1, "whole": {"median_ms": -1}}"#]
      {
        try Data(text.utf8).write(to: URL(filePath: file))
        let run = try ProgramRun(arguments)
        #expect(run.exitCode == 65)
        #expect(run.output == "")
        #expect(run.error.contains("'\(file)' is not a"), "\(run.error)")
      }
    }
  }

  @Test func `Quiet prints one number`() throws {
    for layer in [[], ["--layer", "features.0.0"]] {
      let run = try ProgramRun(Self.network + Self.short + ["--quiet"] + layer)
      #expect(run.exitCode == 0)
      let isDisturbed = run.error.hasPrefix("rla-profile: Do not trust this time: ")
      #expect(run.error == "" || isDisturbed, "\(run.error)")
      let milliseconds = try #require(Double(run.output.dropLast()), "\(run.output)")
      #expect(milliseconds > 0)
      #expect(run.output.hasSuffix("\n"))
    }
  }

  @Test(arguments: ["inference", "forward-backward", "training"], ["fused", "eager"])
  func `JSON has the whole and every layer`(mode: String, plan: String) throws {
    let report = try json(
      ProgramRun(
        Self.network + Self.short + Self.trainable
          + ["--mode", mode, "--plan", plan, "--format", "json"]))
    #expect(report["schema"] as? Int == 2)
    #expect(report["mode"] as? String == mode)
    let whole = try #require(report["whole"] as? [String: Any])
    #expect(try #require(whole["median_ms"] as? Double) > 0)
    #expect(whole["runs"] as? Int == 2)
    // What the plan takes is touched, whatever else the process takes.
    let (planned, grown) = (whole["planned_bytes"] as? Int, whole["measured_bytes"] as? Int)
    #expect(try #require(grown) > #require(planned) / 2)
    let passes = ["forward_ms", "loss_ms", "backward_ms", "optimizer_ms"].map {
      whole[$0] as? Double
    }
    let wanted = ["inference": 1, "forward-backward": 3, "training": 4][mode]
    #expect(passes.compactMap(\.self).count == wanted)
    #expect(passes.compactMap(\.self).allSatisfy { $0 > 0 })
    let layers = try #require(report["layers"] as? [[String: Any]])
    #expect(layers.count > 50)
    for layer in layers {
      #expect(try !#require(layer["path"] as? String).isEmpty)
      #expect(try #require(layer["median_ms"] as? Double) > 0)
      #expect((layer["backward_ms"] as? Double != nil) == (mode != "inference"))
    }
    let convolutions = layers.filter { ($0["operations"] as? Double ?? 0) > 1e5 }
    #expect(!convolutions.isEmpty)
  }

  @Test func `A report is compared with itself, and a bar that is too low fails`() throws {
    try inFolder { folder in
      let file = folder.appending(path: "old.json").path(percentEncoded: false)
      let saved = try ProgramRun(Self.network + Self.steady + ["--format", "json", "-o", file])
      #expect(saved.exitCode == 0 && saved.output == "")
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let compared = try ProgramRun(Self.network + Self.steady + ["--compare", file])
      #expect(compared.exitCode == 0)
      #expect(compared.output.contains("new / old median "))
      #expect(!compared.output.contains("not the same run"))
      let failed = try ProgramRun(
        Self.network + Self.steady + ["--compare", file, "--fail-above", "0.0001"])
      #expect(failed.exitCode == 1)
      #expect(failed.error.hasPrefix("rla-profile: The new median is "), "\(failed.error)")
      #expect(failed.error.hasSuffix("and --fail-above allows 0.000.\n"))
      let passed = try ProgramRun(
        Self.network + Self.steady + ["--compare", file, "--fail-above", "100000"])
      #expect(passed.exitCode == 0)
      let other = try ProgramRun(
        Self.network + Self.steady + ["--batch", "2", "--compare", file])
      #expect(other.output.contains("warning: not the same run: MACs "))
      #expect(other.output.contains(", batch 1 -> 2"))
      #expect(other.output.contains("no verdict, since the runs are unlike"))
      for (part, replacement, condition) in [
        ("\"cold\": false", "\"cold\": true", "caches cold -> warm"),
        ("\"plan\": \"fused\"", "\"plan\": \"eager\"", "plan eager -> fused"),
        ("\"threads\": 1,", "\"threads\": 9,", "threads 9 -> 1"),
      ] {
        try Data(text.replacing(part, with: replacement).utf8).write(to: URL(filePath: file))
        let refused = try ProgramRun(
          Self.network + Self.steady + ["--compare", file, "--fail-above", "1.1"])
        #expect(refused.exitCode == 65 && refused.output == "")
        #expect(
          refused.error.contains("this one is unlike '\(file)': \(condition)"), "\(refused.error)")
      }
      let layer = try ProgramRun(
        Self.network + Self.steady + ["--layer", "features.0.0", "--compare", file])
      #expect(layer.exitCode == 64)
      #expect(layer.error.contains("--compare is for whole networks"))
    }
  }

  @Test func `The old word for a mode runs, is remarked on, and compares with the new one`() throws
  {
    try inFolder { folder in
      let file = folder.appending(path: "old.json").path(percentEncoded: false)
      let saved = try ProgramRun(
        Self.network + Self.steady + Self.trainable
          + ["--mode", "forward", "--format", "json", "-o", file])
      #expect(saved.exitCode == 0 && saved.error.contains("is now --mode forward-backward"))
      let text = try String(contentsOfFile: file, encoding: .utf8)
      #expect(text.contains("\"mode\": \"forward-backward\""))
      let old = text.replacing("forward-backward", with: "forward")
      try Data(old.utf8).write(to: URL(filePath: file))
      let compared = try ProgramRun(
        Self.network + Self.steady + Self.trainable
          + ["--mode", "forward-backward", "--compare", file])
      #expect(compared.exitCode == 0 && compared.error == "")
      #expect(compared.output.contains("new / old") && !compared.output.contains("not the same"))
    }
  }

  @Test func `Several networks have a row each, in the order in which they are named`() throws {
    let several = ["bench", "-a", "mobilenet_v2", "-a", "rla_mobilenetv2", "--input-size", "32"]
    let table = try ProgramRun(several + Self.short + ["--format", "csv"])
    #expect(table.exitCode == 0 && table.error == "", "\(table.error)")
    let rows = table.output.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    let index = Dictionary(uniqueKeysWithValues: rows[0].enumerated().map { ($1, $0) })
    #expect(rows.count == 3)
    let (first, second) = (rows[1], rows[2])
    func number(_ row: [String], _ key: String) throws -> Double {
      try #require(index[key].flatMap { Double(row[$0]) })
    }
    #expect(first[0] == "mobilenet_v2" && second[0] == "rla_mobilenetv2")
    // Published of MobileNetV2: 3,504,872 parameters; counted: MACs at 32x32.
    #expect(try number(first, "parameters") == 3_504_872)
    for row in [first, second] {
      let median = try number(row, "median_ms")
      #expect(try number(row, "median_low_ms") <= median)
      #expect(try number(row, "median_high_ms") >= median)
      #expect(abs(try number(row, "images_per_second") * median / 1000 - 1) < 1e-9)
      let speed = try number(row, "gigamacs_per_second") * median * 1e6
      #expect(abs(speed / (try number(row, "macs")) - 1) < 1e-9)
      #expect(try number(row, "memory_bytes") > 4 * number(row, "parameters"))
      #expect(try number(row, "runs") == 2)
    }
    let text = try ProgramRun(several + Self.short).output
    #expect(text.contains("GMAC/s") && text.contains("convention 'macs'"))
  }

  @Test func `Networks are kept and ordered by what was measured and counted`() throws {
    let several = ["bench", "mobilenet_v2", "rla_mobilenetv2", "--input-size", "32"]
    func names(_ arguments: [String]) throws -> [Substring] {
      let run = try ProgramRun(several + Self.short + ["--format", "csv"] + arguments)
      #expect(run.exitCode == 0 && run.error == "", "\(run.error)")
      return run.output.split(separator: "\n").dropFirst().map { $0.prefix { $0 != "," } }
    }
    #expect(try names(["--sort", "macs"]) == ["rla_mobilenetv2", "mobilenet_v2"])
    #expect(try names(["--where", "latency < 500s and macs < 10M"]) == ["mobilenet_v2"])
    #expect(try names(["--where", "latency < 1us"]).isEmpty)
    let single = try ProgramRun(Self.network + Self.short + ["--where", "peak_share > 0"])
    #expect(single.output.contains("1 network, float32") && single.output.contains("of peak"))
  }

  @Test func `Inference has no column and no sum for what only training has`() throws {
    let inference = try ProgramRun(Self.network + Self.short).output
    for word in ["backward", "loss", "optimizer"] { #expect(!inference.contains(word)) }
    let training = try ProgramRun(
      Self.network + Self.short + Self.trainable + ["--mode", "training"]
    ).output
    #expect(training.contains("backward ms") && training.contains("optimizer step "))
    #expect(!training.contains("GMAC/s"))
  }

  @Test func `The variables that limit threads of other programs are mentioned`() throws {
    let run = try ProgramRun(
      Self.network + Self.short, environment: ["OMP_NUM_THREADS": "3"])
    #expect(run.output.contains("; OMP_NUM_THREADS=3"))
  }

  @Test func `Times of another network or size do not color a drawing`() throws {
    try inFolder { folder in
      let file = folder.appending(path: "times.json").path(percentEncoded: false)
      #expect(try ProgramRun(Self.network + Self.short + ["-o", file]).exitCode == 0)
      let drawing = ["diagram", "--format", "dot", "--heat", "time", "--times", file, "-a"]
      let right = try ProgramRun(drawing + ["mobilenet_v2", "--input-size", "32"])
      #expect(right.exitCode == 0 && right.error == "", "\(right.error)")
      let other = try ProgramRun(drawing + ["resnet50", "--input-size", "32"])
      #expect(other.exitCode == 65 && other.output == "")
      #expect(other.error.contains("has the times of mobilenet_v2; expected a bench report on"))
      let larger = try ProgramRun(drawing + ["mobilenet_v2"])
      #expect(larger.exitCode == 65)
      #expect(larger.error.contains("batch 1 at 32x32; expected batch 1 at 224x224"))
    }
  }

  @Test func `Verify passes a reference case`() throws {
    let file = Fixture.root.appending(path: "Numerics/mobilenet_v2.json")
    let run = try ProgramRun(["verify", file.path(percentEncoded: false)])
    #expect(run.exitCode == 0, "\(run.error)")
    #expect(run.output.contains("mobilenet_v2"))
  }

  @Test(arguments: ["baseline", "BASELINE"])
  func `A level of vector instructions is forced, and the report names it`(level: String) throws {
    let file = Fixture.root.appending(path: "Numerics/mobilenet_v2.json")
    let verified = try ProgramRun(
      ["verify", file.path(percentEncoded: false), "--vectors", level])
    #expect(verified.exitCode == 0, "\(verified.error)")
    let report = try json(
      ProgramRun(Self.network + Self.short + ["--vectors", level, "--format", "json"]))
    let machine = try #require(report["machine"] as? [String: Any])
    #expect(machine["loops"] as? String == "baseline")
  }

  @Test func `Verify fails a case with another loss`() throws {
    try inFolder { folder in
      let text = try Fixture.text("Numerics/mobilenet_v2.json")
      var reference = try #require(
        JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      for key in ["train_loss", "torch_f32_train_loss"] {
        reference[key] = try #require(reference[key] as? Double) * 1.1
      }
      let file = folder.appending(path: "wrong.json")
      try JSONSerialization.data(withJSONObject: reference).write(to: file)
      let run = try ProgramRun(["verify", file.path(percentEncoded: false)])
      #expect(run.exitCode == 1, "\(run.error)")
    }
  }

  // MARK: - One layer

  static let layers: [(layer: [String], passes: [String])] = [
    (["-a", "mobilenet_v2", "--layer", "features.0.0"], separate),
    (["-a", "mobilenet_v2", "--layer", "features.1.conv.0.0"], separate),
    (["-a", "mobilenet_v2", "--layer", "features.0.1"], ["forward", "both gradients"]),
    (["-a", "mobilenet_v2", "--layer", "classifier.1"], separate),
    (["-a", "resnet50", "--layer", "maxpool"], ["forward", "input gradient"]),
    (["-a", "resnet50", "--layer", "relu"], ["forward", "input gradient"]),
    (["-a", "resnet50", "--layer", "avgpool"], ["forward", "input gradient"]),
    (["-a", "rla_resnet50_eca", "--layer", "stages.0.0.eca.conv"], separate),
    (["-a", "rla_resnet50", "--layer", "recurrent_convs.0"], separate),
  ]
  private static let separate = ["forward", "input gradient", "weight gradient"]

  @Test(arguments: layers, ["inference", "training"])
  func `One layer runs alone, each gradient by itself`(
    one: (layer: [String], passes: [String]), mode: String
  ) throws {
    let report = try json(
      ProgramRun(
        ["bench"] + one.layer + Self.short
          + ["--input-size", "64", "--mode", mode, "--format", "json"]))
    #expect(report["schema"] as? Int == 2)
    let layer = try #require(report["layer"] as? [String: Any])
    let passes = try #require(layer["passes"] as? [[String: Any]])
    #expect(passes.map { $0["pass"] as? String } == one.passes)
    for pass in passes {
      let median = try #require(pass["median_ms"] as? Double)
      #expect(median > 0)
      #expect(try #require(pass["p10_ms"] as? Double) <= median)
      #expect(try #require(pass["p90_ms"] as? Double) >= median)
      #expect(pass["runs"] as? Int == 2)
    }
  }

  @Test func `A layer has the size of its first call and the work that the paper counts`() throws {
    let report = try json(
      ProgramRun(
        ["bench", "-a", "resnet50", "--layer", "layer1.0.conv2", "--batch", "2", "--cold"]
          + Self.short + ["--input-size", "64", "--format", "json"]))
    let layer = try #require(report["layer"] as? [String: Any])
    #expect(layer["input"] as? [Int] == [2, 64, 16, 16])
    #expect(layer["output"] as? [Int] == [2, 64, 16, 16])
    let passes = try #require(layer["passes"] as? [[String: Any]])
    let work = Double(2 * 2 * 64 * 64 * 9 * 16 * 16)
    #expect(passes.map { $0["operations"] as? Double } == [work, work, work])
    #expect(passes.allSatisfy { ($0["kernel"] as? String)?.contains("Winograd") == true })
  }

  @Test func `A module shows its layers out of the whole run`() throws {
    let report = try json(
      ProgramRun(Self.network + Self.short + ["--layer", "features.1", "--format", "json"]))
    let layers = try #require(report["layers"] as? [[String: Any]])
    #expect(!layers.isEmpty)
    #expect(layers.allSatisfy { ($0["path"] as? String)?.hasPrefix("features.1.") == true })
  }

  // MARK: - Help for the tests

  private func json(_ run: ProgramRun) throws -> [String: Any] {
    #expect(run.exitCode == 0, "\(run.error)")
    return try #require(
      JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }
}
