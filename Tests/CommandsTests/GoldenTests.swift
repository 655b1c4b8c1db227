import Foundation
import TestSupport
import Testing

/// What people read, compared with recorded text.
///
/// `RECORD_GOLDEN=1 swift test --filter GoldenTests` records anew; CI refuses to.
@Suite struct GoldenTests {
  /// The path of an ONNX model.
  static func model(_ name: String) -> String {
    Fixture.root.appending(path: "ONNX/\(name).onnx").path(percentEncoded: false)
  }

  static let cases: [(name: String, arguments: [String])] = [
    ("profile/rla_resnet50.txt", ["-a", "resnet50_rla"]),
    (
      "profile/half_padded.txt",
      [
        "-a", "rla_resnet50", "--dtype", "float16", "--input-size", "33x70", "--size-divisor", "32",
        "--by", "stage", "--columns", "parameters,activations,moved,saved",
      ]
    ),
    ("profile/rla_resnet50_parts.txt", ["-a", "resnet50_rla", "--by", "rla-part"]),
    (
      "profile/rla_resnet50_stages_binary.txt",
      ["-a", "rla_resnet50", "--by", "stage", "--units", "binary", "--sort", "counts"]
    ),
    (
      "profile/rla_resnet50_operators.md",
      [
        "-a", "rla_resnet50", "--by", "operator", "--format", "markdown", "--columns",
        "parameters,counts,moved,intensity,backward,saved",
      ]
    ),
    ("profile/rla_resnet50.tex", ["-a", "rla_resnet50", "--depth", "1", "--format", "latex"]),
    (
      "profile/dsrla_mobilenetv2_layers.csv",
      ["-a", "RLA-MobileNetV2", "--layers", "--format", "csv"]
    ),
    (
      "profile/rlagru_resnet50.json",
      ["-a", "rlagru_resnet50", "--by", "stage", "--format", "json"]
    ),
    (
      "profile/paper_wiring.txt",
      [
        "-a", "rla_resnet50", "--wiring", "paper", "--depth", "1", "--input-size", "64x96",
        "--batch", "2", "--rla-channels", "16", "--classes", "10", "--units", "none",
      ]
    ),
    (
      "profile/all_conventions.txt",
      ["-a", "rlalstm_resnet50", "--convention", "all", "--by", "stage"]
    ),
    (
      "profile/published.txt",
      [
        "-a", "resnet50_rla", "-a", "ecanet50_rla", "-a", "resnet101_rla", "-a", "ecanet101_rla",
        "-a", "RLA-MobileNetV2", "-a", "RLA-ECA-MobileNetV2", "--convention",
        "thop@0.0.31,thop@0.1.1,macs", "--units", "binary",
      ]
    ),
    (
      "profile/file.txt",
      ["-a", "\(Fixture.root.path(percentEncoded: false))/Architectures/rla_resnet26.yaml"]
    ),
    ("profile/onnx_resnet18.txt", ["-a", model("resnet18"), "--depth", "1"]),
    (
      "profile/onnx_bert.txt",
      [
        "-a", model("bert_tiny"), "--input", "input_ids=2x32", "--depth", "1", "--convention",
        "macs,thop@0.1.1",
      ]
    ),
    (
      "profile/onnx_control_flow.txt",
      ["-a", model("control_flow"), "--input-values", "steps=3", "--by", "operator"]
    ),
    (
      "profile/onnx_bert_operators.txt",
      ["-a", model("bert_tiny_legacy"), "--input", "input_ids=2x32", "--by", "operator"]
    ),
    (
      "profile/onnx_bert_nodes.txt",
      [
        "-a", model("bert_tiny_legacy"), "--input", "input_ids=2x32", "--by", "operator",
        "--patterns", "nodes",
      ]
    ),
    (
      "profile/onnx_unet_layers.txt",
      ["-a", model("unet_dynamic"), "--input-size", "64", "--layers"]
    ),
    ("formula/onnx_unet.txt", ["formula", "-a", model("unet_dynamic")]),
    (
      "formula/onnx_control_flow.txt",
      ["formula", "-a", model("control_flow"), "--convention", "onnx-tool@1.0.1,thop@0.1.1"]
    ),
    (
      "explain/onnx_control_flow.txt",
      [
        "explain", "macs", "onnx-tool@1.0.1", "-a", model("control_flow"), "--input-values",
        "steps=3",
      ]
    ),
    (
      "compare/onnx_resnet18.txt",
      [
        "compare", model("resnet18"), model("resnet18_functions"), "--convention",
        "thop@0.1.1,onnx-tool@1.0.1",
      ]
    ),
    (
      "sweep/onnx_resnet18.txt",
      [
        "sweep", "-a", model("resnet18"), "--input-size", "64,96", "--columns",
        "macs,onnx-tool@1.0.1,thop@0.1.1",
      ]
    ),
    ("conventions/onnx_tool.txt", ["conventions", "onnx-tool@1.0.1"]),
    ("sizes/onnx_unet.txt", ["sizes", "-a", model("unet_dynamic")]),
    ("parameters/onnx_text_lstm.txt", ["parameters", "-a", model("text_lstm")]),
    (
      "profile/mask_rcnn.txt",
      ["-a", "Mask_R-CNN_ecanet50_rla", "--convention", "mmcv@1.2.7,thop@0.1.1,macs"]
    ),
    ("profile/detectors.txt", ["-a", "detectors", "--convention", "mmcv@1.2.7,macs"]),
    ("list.txt", ["list"]),
    ("parameters/rla_mobilenetv2_k6.txt", ["parameters", "-a", "rla_mobilenetv2_k6"]),
    ("conventions.txt", ["conventions"]),
    ("conventions/thop.txt", ["conventions", "thop@0.0.31"]),
    ("conventions/torch.txt", ["conventions", "torch-flop-counter@2.13"]),
    ("conventions/ptflops.txt", ["conventions", "ptflops-pytorch@0.7.5"]),
    ("help/root.txt", ["--help"]),
    ("help/profile.txt", ["help", "profile"]),
    ("help/list.txt", ["help", "list"]),
    ("help/parameters.txt", ["help", "parameters"]),
    ("help/conventions.txt", ["help", "conventions"]),
    ("help/diagram.txt", ["help", "diagram"]),
    ("help/export.txt", ["help", "export"]),
  ]

  @Test(arguments: cases)
  func `The answer is the recorded one`(name: String, arguments: [String]) throws {
    try Golden.checkAnswer(arguments, name)
  }
}

/// Recorded text under Fixtures/Golden.
enum Golden {
  /// Runs the program without an error and compares what it prints.
  static func checkAnswer(_ arguments: [String], _ name: String) throws {
    let run = try ProgramRun(arguments, environment: ["COLUMNS": "80"])
    #expect(run.exitCode == 0)
    #expect(run.error == "")
    try check(run.output, "Golden/\(name)")
  }

  static func check(
    _ actual: String, _ path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let environment = ProcessInfo.processInfo.environment
    let url = Fixture.root.appending(path: path)
    if environment["RECORD_GOLDEN"] == "1" {
      try #require(environment["CI"] == nil, "CI does not record", sourceLocation: sourceLocation)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try actual.write(to: url, atomically: true, encoding: .utf8)
      return
    }
    let expected = try String(contentsOf: url, encoding: .utf8)
    #expect(actual == expected, sourceLocation: sourceLocation)
  }
}
