import Foundation
import TestSupport
import Testing

/// The numbers of an HTML report, compared with those that the command line prints.
@Suite struct ReportDataTests {
  /// A network with sizes at which both must agree.
  struct Case: Sendable, CustomTestStringConvertible {
    let network: String
    /// Options of both commands.
    var options: [String] = []
    /// Sizes of the page, with the options of `profile` that say the same.
    var sizes: [(values: [String: Int], options: [String])] = []

    var testDescription: String { ([network] + options).joined(separator: " ") }
  }

  private static func model(_ name: String) -> String { GoldenTests.model(name) }

  private static func images(
    _ batch: Int, _ height: Int, _ width: Int, k: Int? = nil, classes: Int? = nil
  ) -> (values: [String: Int], options: [String]) {
    var values = ["N": batch, "H": height, "W": width]
    var options = ["--batch", "\(batch)", "--input-size", "\(height)x\(width)"]
    if let k {
      values["k"] = k
      options += ["--rla-channels", "\(k)"]
    }
    if let classes {
      values["classes"] = classes
      options += ["--classes", "\(classes)"]
    }
    return (values, options)
  }

  static let cases = [
    Case(
      network: "rla_resnet50",
      sizes: [images(1, 224, 224), images(3, 96, 160, k: 7, classes: 10), images(2, 33, 65)]),
    Case(
      network: "rlalstm_resnet50", options: ["--optimizer", "adam"],
      sizes: [images(2, 64, 224, k: 48)]),
    Case(
      network: "rla_mobilenetv2_k6", options: ["--dtype", "float16"],
      sizes: [images(5, 128, 32, classes: 7)]),
    Case(network: "resnet50_k", sizes: [images(1, 64, 64, k: 19)]),
    Case(
      network: "mask_rcnn_r50rla_fpn", options: ["--freeze", "rpn_head"],
      sizes: [images(1, 320, 192), images(2, 64, 256, classes: 3)]),
    Case(
      network: "\(Fixture.root.path(percentEncoded: false))/Architectures/rla_resnext_gru.yaml",
      sizes: [images(2, 64, 96, k: 4, classes: 5)]),
    Case(
      network: model("unet_dynamic"),
      sizes: [
        (
          ["batch": 2, "height": 48, "width": 80],
          ["--batch", "2", "--input-size", "48x80"]
        )
      ]),
    Case(
      network: model("bert_tiny_legacy"), options: ["--input", "input_ids=2x8"],
      sizes: [(["batch": 3, "sequence": 24], ["--input", "input_ids=3x24"])]),
    Case(network: model("control_flow"), options: ["--input-values", "steps=3"]),
    Case(network: model("rla_resnet50"), options: ["--batch", "2"]),
    Case(network: model("mobilenet_v3_small")),
  ]

  @Test(arguments: cases)
  func `A page has the numbers that the command line prints`(_ example: Case) throws {
    let page = try ProgramRun(["report", "-a", example.network] + example.options)
    try #require(page.exitCode == 0, "\(page.error)")
    let document = try ReportedData.document(in: page.output)
    try expectAgreement(document, [:], example, example.options)
    for (values, options) in example.sizes {
      let others = example.options.contains("--input") ? [] : example.options
      try expectAgreement(document, values, example, others + options)
    }
  }

  private func expectAgreement(
    _ document: JSON, _ sizes: [String: Int], _ example: Case, _ options: [String]
  ) throws {
    let network = try ReportedNetwork(document, at: sizes)
    let run = try ProgramRun(["-a", example.network, "--format", "json"] + options)
    #expect(network.isAccepted == (run.exitCode == 0), "\(sizes): \(run.error)")
    guard run.exitCode == 0 else { return }
    let printed = try JSON.parsing(run.output)
    let counts = try network.counts
    for (key, count) in counts {
      #expect(count == printed["counts"]?[key]?.integer, "\(key) at \(sizes)")
    }
    #expect(counts.count > 20)
    let totals = network.network["totals"]
    for name in ["trained_parameters", "buffers"] {
      #expect(network.value(totals?[name]) == printed[name]?.integer, "\(name) at \(sizes)")
    }
    let parameters = printed["learned_parameters"] ?? printed["parameters"]
    #expect(network.value(totals?["parameters"]) == parameters?.integer)
    for name in [
      "activation_bytes", "moved_bytes", "parameter_bytes", "gradient_bytes",
      "optimizer_state_bytes", "saved_activation_bytes", "training_bytes",
    ] {
      #expect(
        network.value(totals?[name]) == printed["memory"]?[name]?.integer, "\(name) at \(sizes)")
    }
    #expect(network.inferencePeak == printed["memory"]?["peak_inference_bytes"]?.integer)
  }

  @Test func `Sizes that the network refuses are refused by the same demands`() throws {
    let page = try ProgramRun(["report", "-a", "rla_resnet50"])
    let document = try ReportedData.document(in: page.output)
    for height in 1...48 {
      let network = try ReportedNetwork(document, at: ["H": height, "W": 64])
      let run = try ProgramRun(
        ["sizes", "-a", "rla_resnet50", "--input-size", "\(height)x64", "--format", "json"])
      let lookup = try JSON.parsing(run.output)["lookups"]?.elements.first
      #expect(lookup?["accepted"] == .bool(network.isAccepted), "\(height)")
    }
  }

  @Test func `A file without free sizes says so, and how to free one`() throws {
    let file = Self.model("mobilenet_v3_small")
    let fixed = try ReportedData.document(in: ProgramRun(["report", file]).output)
    let reason = try #require(fixed["networks"]?.elements[0]["fixed_because"]?.text)
    #expect(reason.contains("Every size is a number in the file"))
    let open = try ReportedData.document(
      in: ProgramRun(["report", file, "--input", "input=?x3x224x224"]).output)
    #expect(open["networks"]?.elements[0]["symbols"]?.elements.count == 1)
  }
}
