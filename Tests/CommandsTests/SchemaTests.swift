import Foundation
import RLAFormats
import TestSupport
import Testing

/// The JSON of every command, compared with the schemas of Docs/Schemas.
@Suite struct SchemaTests {
  private static let file =
    "\(Fixture.root.path())/Architectures/dsrla_mobilenet_small.json"
  private static let quick = ["--runs", "2", "--warmup", "1", "--threads", "1"]
  private static let untuned = ["--no-tune"]

  private static func checkpoint(_ name: String) -> String {
    "\(Fixture.root.path())/Checkpoints/\(name)"
  }

  private static func training(_ name: String) -> String {
    "\(Fixture.root.path())/Training/\(name)"
  }

  private static func model(_ name: String) -> String {
    "\(Fixture.root.path())/ONNX/\(name).onnx"
  }

  static let answers: [(schema: String, arguments: [String])] = [
    ("profile", ["-a", "resnet50_rla"]),
    ("profile", ["-a", "mask_rcnn_r50rla_fpn", "--layers", "--convention", "mmcv@1.2.7"]),
    ("profile", ["-a", "mobilenet_v2", "-a", file, "--by", "rla-part", "--optimizer", "adam"]),
    ("profile", ["-a", "resnet50", "--batch", "2", "--by", "operator"]),
    ("profile", ["-a", "resnet50", "--dtype", "int8", "--size-divisor", "64"]),
    ("profile", ["-a", model("bert_tiny_legacy")]),
    ("profile", ["-a", model("bert_tiny_legacy"), "--by", "operator"]),
    ("profile", ["-a", model("unet_dynamic"), "--layers"]),
    ("profile", ["-a", model("control_flow"), "--input-values", "steps=3"]),
    ("formula", ["formula", "-a", model("control_flow")]),
    ("explain", ["explain", "macs", "onnx-tool@1.0.1", model("control_flow")]),
    ("compare", ["compare", model("small_qdq"), model("resnet18")]),
    ("sweep", ["sweep", "-a", model("resnet18"), "--input-size", "64"]),
    ("sweep", ["sweep", "-a", model("bert_tiny_legacy"), "--at", "sequence=8,16"]),
    ("sweep", ["sweep", "-a", model("rla_resnet50"), "--at", "height=224,225"]),
    ("parameters", ["parameters", "-a", "rla_mobilenetv2_k6"]),
    ("parameters", ["parameters", "-a", "resnet50", "-a", file]),
    (
      "parameters",
      [
        "parameters", "-a", checkpoint("tiny_rla_resnet.yaml"), "--weights",
        checkpoint("resnet_bf16.safetensors"),
      ]
    ),
    (
      "train-estimate",
      [
        "train", "-a", training("tiny.yaml"), training("digits.safetensors"), "--input-size", "32",
        "--batch", "32", "--threads", "1", "--estimate",
      ]
    ),
    ("curves", ["curves", training("logs/odd"), training("logs/rla_resnet50_")]),
    ("checkpoint", ["checkpoint", checkpoint("resnet_checkpoint.pth.tar")]),
    ("checkpoint", ["checkpoint", checkpoint("resnet.safetensors"), "--hash", "--statistics"]),
    ("checkpoint", ["checkpoint", model("small_qdq")]),
    (
      "checkpoint",
      ["checkpoint", checkpoint("resnet_zip.pth"), "-a", checkpoint("tiny_rla_resnet.yaml")]
    ),
    (
      "compare-weights",
      ["compare", checkpoint("resnet.safetensors"), checkpoint("mismatch_shape.pth")]
    ),
    (
      "bench",
      [
        "bench", "-a", checkpoint("tiny_rla_resnet.yaml"), "--input-size", "64", "--weights",
        checkpoint("resnet_zip.pth"),
      ] + quick
    ),
    (
      "evaluate",
      [
        "evaluate", "-a", training("dsrla_mobilenet_small.yaml"), "--weights",
        training("dsrla_mobilenet_small_epoch1.pth.tar"), "--input-size", "32", "--no-tune",
        "\(Fixture.root.path())/Images/digits",
      ]
    ),
    ("list", ["list"]), ("conventions", ["conventions"]),
    ("conventions", ["conventions", "thop@0.1.1"]), ("conventions", ["conventions", "macs"]),
    ("formula", ["formula", "-a", "rla_resnet50", "--by", "stage"]),
    ("formula", ["formula", "-a", "resnet50", "--at", "N=1,H=224,W=224,classes=10"]),
    ("sizes", ["sizes", "-a", "rla_resnet50", "--from", "20", "--to", "70", "--nearest", "31,64"]),
    ("sizes", ["sizes", "-a", "retinanet_r50rla_fpn"]),
    ("match", ["match", "4.17G", "--params", "24.67M", "-a", "rla_resnet50"]),
    ("match", ["match", "--params", "25.6M", "-a", "resnet50"]),
    ("match", ["match", "3.00G", "-a", "rla_resnet50", "--input-size", "224"]),
    ("explain", ["explain", "macs", "thop@0.1.1", "-a", "rla_resnet50"]),
    ("compare", ["compare", "resnet50", "rla_resnet50"]),
    ("compare", ["compare", "resnet50", "rla_resnet50", "mobilenet_v2"]),
    ("compare", ["compare", "resnet50", "rla_resnet50", "--layers"]),
    ("compare", ["compare", "resnet50", "rla_resnet50", "resnet50_se", "--layers"]),
    (
      "compare",
      [
        "compare", file, "mobilenet_v2", "--input-size", "32", "--bench", "--bench-runs", "2",
        "--threads", "1",
      ]
    ),
    ("formula", ["formula", "resnet50", file]), ("sizes", ["sizes", "resnet50", file]),
    ("explain", ["explain", "macs", "thop@0.1.1", "resnet50", file]),
    ("sweep", ["sweep", "mobilenet_v2", file, "--input-size", "32:64:32"]),
    ("profile", ["-a", "mobilenet_v2", "--input-size", "32"]),
    ("sweep", ["sweep", "-a", file, "--input-size", "32,33", "--pareto", "macs,H:max"]),
    ("sweep", ["sweep", "-a", file, "--dtype", "bfloat16", "--size-divisor", "32"]),
    ("sweep", ["sweep", "-a", file, "--input-size", "32", "--bench", "--bench-runs", "1"]),
    ("bench", ["bench", "-a", file, "--input-size", "32"] + quick),
    ("bench", ["bench", "-a", file, "--input-size", "64", "--mode", "training"] + quick + untuned),
    ("bench", ["bench", "-a", file, "-a", "mobilenet_v2", "--input-size", "32"] + quick),
    ("bench", ["bench", "-a", model("bert_tiny"), "--input", "input_ids=2x8"] + quick),
    ("bench", ["bench", "-a", model("bert_tiny"), "--mode", "training"] + quick),
    (
      "bench-layer",
      ["bench", "-a", "mobilenet_v2", "--input-size", "32", "--layer", "features.0.0"] + quick
    ),
    (
      "bench-algorithms",
      ["bench", "-a", "mobilenet_v2", "--input-size", "32", "--layer", "features.0.0"] + quick
        + ["--algorithms", "--mode", "training", "--batch", "2"]
    ),
    ("machine", ["machine"]), ("machine", ["machine", "--threads", "1"]),
    ("verify", ["verify", "\(Fixture.root.path())/ONNX/squeezenet1_1.numerics.json"]),
    ("verify", ["verify", "\(Fixture.root.path())/Numerics/mobilenet_v2.json"]),
  ]

  @Test(arguments: answers)
  func `The JSON of a command is as its schema says`(schema: String, arguments: [String]) throws {
    let run = try ProgramRun(arguments + ["--format", "json"])
    #expect(run.exitCode == 0, "\(run.error)")
    let faults = try JSONSchemas().faults(of: .parsing(run.output), against: "\(schema).json")
    #expect(faults.isEmpty, "\(faults.prefix(5))")
  }

  static let pages: [[String]] = [
    ["resnet50_rla"], ["resnet50", "rla_resnet50", file], ["mask_rcnn_r50rla_fpn"],
    [model("bert_tiny_legacy")], [model("control_flow")], [model("resnet18")],
    [file, "--input-size", "32", "--bench", "--bench-runs", "1", "--threads", "1", "--no-tune"],
  ]

  @Test(arguments: pages)
  func `The data of an HTML report is as its schema says`(arguments: [String]) throws {
    let run = try ProgramRun(["report"] + arguments)
    #expect(run.exitCode == 0, "\(run.error)")
    let document = try ReportedData.document(in: run.output)
    let schemas = try JSONSchemas()
    let faults = try schemas.faults(of: document, against: "report.json")
    #expect(faults.isEmpty, "\(faults.prefix(5))")
    for bench in (document["networks"]?.elements ?? []).compactMap({ $0["bench"] })
    where bench != .null {
      // What a page adds to the report of bench is not in the schema of that.
      let layers = try #require(bench["layers"]).elements.map { $0.without(["calls"]) }
      guard case .object(var own) = bench.without(["lost", "timeline", "text"]) else { continue }
      own["layers"] = .array(layers)
      #expect(try schemas.faults(of: .object(own), against: "bench.json") == [])
    }
  }

  @Test func `Every schema has an answer that is checked, and every recorded document a schema`()
    throws
  {
    let schemas = try JSONSchemas()
    let checked = Self.answers.map { "\($0.schema).json" } + ["common.json", "report.json"]
    #expect(Set(checked) == Set(schemas.names))
    let folder = Fixture.root.appending(path: "Golden").path()
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".json") }
    #expect(files.count > 3)
    for file in files {
      let schema = "\(file.prefix { $0 != "/" }).json"
      let document = try JSON.parsing(Fixture.text("Golden/\(file)"))
      #expect(try schemas.faults(of: document, against: schema) == [], "\(file)")
    }
  }

  @Test func `The schemas describe the version that the program writes`() throws {
    let wanted = JSON.number(Double(ReportSchema.version))
    let common = try JSON.parsing(
      String(
        contentsOf: Fixture.root.deletingLastPathComponent().appending(
          path: "Docs/Schemas/common.json"), encoding: .utf8))
    #expect(common["$defs"]?["version"]?["const"] == wanted)
  }

  @Test func `The validator finds what is wrong`() throws {
    let good = """
      {"schema": 2, "architectures": [{"name": "a", "family": "b", "state_channels": "c",
       "aliases": []}]}
      """
    let schemas = try JSONSchemas()
    #expect(try schemas.faults(of: .parsing(good), against: "list.json") == [])
    for (part, replacement) in [
      ("2", "3"), ("\"name\"", "\"nome\""), ("[]", "[1]"), ("\"c\"", "7"), ("[]", "{}"),
    ] {
      let bad = try JSON.parsing(good.replacing(part, with: replacement))
      #expect(try !schemas.faults(of: bad, against: "list.json").isEmpty, "\(replacement)")
    }
  }
}

extension JSON {
  /// An object without some members that it has.
  fileprivate func without(_ names: [String]) -> JSON {
    guard case .object(let members) = self, names.allSatisfy({ members[$0] != nil }) else {
      return .null
    }
    return .object(members.filter { !names.contains($0.key) })
  }
}
