import Foundation
import TestSupport
import Testing

/// The page of an HTML report in a browser.
@Suite(.enabled(if: Browser.program != nil, Browser.absence), .serialized)
struct ReportPageTests {
  private static let file = "\(Fixture.root.path(percentEncoded: false))/Architectures"
  private static let small = "\(file)/dsrla_mobilenet_small.json"

  private func page(_ arguments: [String]) throws -> String {
    let run = try ProgramRun(["report"] + arguments)
    try #require(run.exitCode == 0, "\(run.error)")
    return run.output
  }

  /// Ten networks that accept the same sizes.
  private static let networks = [
    "resnet50", "rla_resnet50", "rla_resnet101", "rla_resnet152", "rlalstm_resnet50",
    "rlagru_resnet50", "mobilenet_v2", "rla_mobilenetv2", "dsrla_mobilenetv2",
    "\(file)/rla_resnet26.yaml",
  ]

  @Test func `20 random sizes of 10 networks give the integers that the command line prints`()
    throws
  {
    var generator = SeededGenerator(seed: 19)
    let sizes = (0..<20).map { _ in
      // All of them accept multiples of 32 and one pixel less.
      let sides = (0..<2).map { _ in
        32 * Int.random(in: 1...20, using: &generator) - Int.random(in: 0...1, using: &generator)
      }
      return (batch: Int.random(in: 1...64, using: &generator), height: sides[0], width: sides[1])
    }
    let told = sizes.map { "{N: \($0.batch), H: \($0.height), W: \($0.width)}" }
    let page = try page(Self.networks)
    let answers = try Browser.answers(
      of: page, to: "sizes", told: "[\(told.joined(separator: ","))]")
    let points = try #require(answers["points"]?.elements)
    #expect(points.count == sizes.count)
    for (point, size) in zip(points, sizes) {
      let arguments = [
        "--batch", "\(size.batch)", "--input-size", "\(size.height)x\(size.width)", "--format",
        "json",
      ]
      let run = try ProgramRun(Self.networks.flatMap { ["-a", $0] } + arguments)
      let printed = try JSON.parsing(run.output).elements
      #expect(printed.count == Self.networks.count)
      for (shown, report) in zip(point.elements, printed) {
        let place = Comment("\(report["model"]?.text ?? "") at \(size)")
        #expect(shown["parameters"]?.integer == report["parameters"]?.integer, place)
        #expect(shown["macs"]?.integer == report["counts"]?["macs"]?.integer, place)
        for name in ["activation_bytes", "peak_inference_bytes", "training_bytes"] {
          #expect(shown[name]?.integer == report["memory"]?[name]?.integer, place)
        }
      }
    }
  }

  @Test(arguments: ["rla_resnet50", "mobilenet_v2"])
  func `The table folds, sorts and searches, and a click leads from each view to the others`(
    network: String
  ) throws {
    _ = try Browser.answers(of: page([network]), to: "table")
  }

  @Test func `Everything can be done by keys`() throws {
    _ = try Browser.answers(of: page(["rla_resnet50"]), to: "keys")
  }

  @Test func `A refused size says why and offers the nearest`() throws {
    _ = try Browser.answers(of: page(["rla_resnet50"]), to: "refusals")
  }

  @Test func `Conventions have the integers of the command line, and differences their sums`()
    throws
  {
    let pairs = [
      ("macs", "thop@0.0.31"), ("thop@2019", "thop@0.1.1"), ("macs", "torchprofile@0.1.0"),
    ]
    let told = pairs.map { "['\($0)', '\($1)']" }.joined(separator: ",")
    let answers = try Browser.answers(
      of: page(["rla_resnet50"]), to: "conventions", told: "[\(told)]")
    let run = try ProgramRun(["-a", "rla_resnet50", "--convention", "all", "--format", "json"])
    guard case .object(let counts)? = try JSON.parsing(run.output)["counts"] else {
      throw CocoaError(.fileReadCorruptFile)
    }
    var found = 0
    for (name, count) in counts {
      // What tools call parameters has another place on the page.
      guard let shown = answers["conventions"]?[name] else { continue }
      #expect(shown.integer == count.integer, "\(name)")
      found += 1
    }
    #expect(found > 20)
    for ((left, right), found) in zip(pairs, answers["differences"]?.elements ?? []) {
      let run = try ProgramRun(["explain", left, right, "-a", "rla_resnet50", "--format", "json"])
      #expect(found.integer == (try JSON.parsing(run.output))["difference"]?.integer)
    }
  }

  @Test func `Networks side by side`() throws {
    let page = try page(["resnet50", "rla_resnet50", "mobilenet_v2"])
    _ = try Browser.answers(of: page, to: "several")
  }

  @Test func `Axes of networks of about the same size have digits enough`() throws {
    _ = try Browser.answers(of: page(["resnet50", "rla_resnet50"]), to: "axes")
  }

  @Test(arguments: ["inference", "training"])
  func `Measured times in the roofline, the losses and the timeline`(mode: String) throws {
    let page = try page([
      Self.small, "--input-size", "32", "--batch", "2", "--bench", "--bench-runs", "2", "--mode",
      mode, "--threads", "2", "--no-tune",
    ])
    _ = try Browser.answers(of: page, to: "measured")
  }

  @Test func `A network of 10,000 rows has few of them in the document`() throws {
    try inFolder { folder in
      let path = folder.appending(path: "long.json").path(percentEncoded: false)
      let description =
        #"{"name": "long", "backbone": "resnet", "depths": [450, 450], "#
        + #""planes": [8, 16]}"#
      try Data(description.utf8).write(to: URL(filePath: path))
      _ = try Browser.answers(of: page([path]), to: "long")
    }
  }

  @Test func `On a narrow screen nothing but tables scrolls sideways`() throws {
    let page = try page(["rla_resnet50", "mobilenet_v2"])
    _ = try Browser.answers(of: page, to: "narrow", ["--window-size=390,900"])
  }

  @Test func `The example of the documentation opens`() throws {
    let example = Fixture.root.deletingLastPathComponent()
      .appending(path: "Docs/Examples/report.html")
    let visit = try Browser.visit(String(contentsOf: example, encoding: .utf8))
    #expect(visit.console.isEmpty, "\(visit.console)")
    #expect(visit.document.contains("role=\"treegrid\""))
  }

  @Test func `Names that look like markup stay text, and a drawing cannot act`() throws {
    let name = "\"</script><script>globalThis.wasReached=1</script><b>'名"
    let attack =
      "<script>globalThis.wasReached=1</script><foreignObject><b/></foreignObject>"
      + "<image href=\"data:,\" onerror=\"globalThis.wasReached=1\"/>"
      + "<g onclick=\"globalThis.wasReached=1\"><use href=\"#a\"/></g>"
    try inFolder { folder in
      let path = folder.appending(path: "net.json").path(percentEncoded: false)
      let description: [String: Any] = [
        "name": name, "backbone": "resnet", "depths": [1, 1], "planes": [8, 16],
      ]
      try JSONSerialization.data(withJSONObject: description).write(to: URL(filePath: path))
      let page = try page([path])
      let escaped = attack.replacing("\"", with: "\\\"").replacing("<", with: "\\u003c")
      // A description refuses names with control characters, a model does not.
      let named = page.replacing("\"conv1\"", with: "\"\\u0007\\u2028\\u202econv1\"")
      try #require(named != page)
      let attacked = named.replacing(
        "\\u003c/svg\\u003e", with: "\(escaped)\\u003c/svg\\u003e")
      try #require(attacked != named)
      _ = try Browser.answers(of: attacked, to: "names")
    }
  }

  @Test func `A file without free sizes, and one with sizes of its own names`() throws {
    for model in ["swin_t", "bert_tiny", "control_flow", "text_lstm"] {
      let visit = try Browser.visit(page([GoldenTests.model(model)]))
      #expect(visit.console.isEmpty, "\(model): \(visit.console)")
      #expect(visit.document.contains("role=\"treegrid\""), "\(model)")
    }
  }
}
