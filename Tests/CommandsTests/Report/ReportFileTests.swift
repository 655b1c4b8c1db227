import Foundation
import TestSupport
import Testing

/// The file of an HTML report: that it needs nothing else, and that no name breaks it.
@Suite struct ReportFileTests {
  private static let small = "\(Fixture.root.path())/Architectures/dsrla_mobilenet_small.json"

  private func page(_ arguments: [String]) throws -> String {
    let run = try ProgramRun(["report"] + arguments)
    try #require(run.exitCode == 0, "\(run.error)")
    return run.output
  }

  @Test func `A page names nothing to load, and forbids it`() throws {
    let page = try page(["-a", "mobilenet_v2"])
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n"))
    #expect(page.contains("default-src 'none'"))
    let data = try ReportedData.text(in: page)
    let frame = page.replacing(data, with: "")
    for word in ["@import", "url(", "src=\"http", "href=\"http", "fetch(", "XMLHttpRequest"] {
      #expect(!frame.contains(word), "\(word)")
    }
    for mark in ["<!--title-->", "/*style*/", "/*script*/", "<!--data-->"] {
      #expect(!page.contains(mark), "\(mark)")
    }
  }

  @Test
  func `The page of a large network stays below a million bytes, and equal bytes are made anew`()
    throws
  {
    let page = try page(["-a", "rla_resnet101"])
    #expect(page.utf8.count < 1_000_000)
    #expect(try self.page(["-a", "rla_resnet101"]) == page)
  }

  @Test func `A file has what the standard output has`() throws {
    try inFolder { folder in
      let path = folder.appending(path: "report.html").path(percentEncoded: false)
      let run = try ProgramRun(["report", "-a", Self.small, "-o", path])
      #expect(run.exitCode == 0 && run.output.isEmpty && run.error.isEmpty)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == page(["-a", Self.small]))
      #expect(try page(["-a", Self.small, "-o", "-"]) == page(["-a", Self.small]))
    }
  }

  @Test(arguments: [
    "</script><script>alert(1)</script>", "\"quotes\" & 'others' <b>", "<!-- <script>",
    "Netz → größer 模型 \u{1F9E0}", "back\\slash \u{2028} \u{2029}", "bell \u{7} tab \t end",
  ])
  func `Any name stays text`(name: String) throws {
    try inFolder { folder in
      let path = folder.appending(path: "net.json").path(percentEncoded: false)
      let description: [String: Any] = [
        "name": name, "backbone": "resnet", "depths": [1, 1], "planes": [8, 16],
      ]
      try JSONSerialization.data(withJSONObject: description).write(to: URL(filePath: path))
      let run = try ProgramRun(["report", path])
      // A description may refuse a name; a sentence says so.
      if run.exitCode == 65 { return #expect(run.error.hasPrefix("rla-profile: ")) }
      try #require(run.exitCode == 0, "\(run.error)")
      let data = try ReportedData.text(in: run.output)
      #expect(!data.contains("<") && !data.contains(">") && !data.contains("&"))
      let document = try JSON.parsing(data)
      #expect(document["networks"]?.elements.first?["name"]?.text == name)
      let parts = run.output.components(separatedBy: "<title>")
      #expect(parts.count == 2)
      #expect(!parts[1].prefix { $0 != "\n" }.dropLast(8).contains("<"))
    }
  }

  @Test func `A page names a file without its folder`() throws {
    let file = URL(filePath: GoldenTests.model("unet_dynamic"))
    let text = try page([file.path(percentEncoded: false), "--dtype", "bfloat16"])
    #expect(text.contains(file.lastPathComponent))
    #expect(!text.contains(file.deletingLastPathComponent().path(percentEncoded: false)))
  }

  @Test func `Boxes of the drawing stand for calls, all of them together`() throws {
    let document = try ReportedData.document(in: page(["-a", "rla_resnet50"]))
    let network = try #require(document["networks"]?.elements.first)
    let svg = try #require(network["drawing"]?["svg"]?.text)
    let text = svg.replacing("&#45;", with: "-")
    var calls: Set<Int> = []
    for box in network["drawing"]?["boxes"]?.elements ?? [] {
      let id = try #require(box["id"]?.text)
      #expect(text.contains("id=\"\(id)\""), "\(id)")
      let spans = box["calls"]?.elements.compactMap(\.integer) ?? []
      for start in stride(from: 0, to: spans.count, by: 2) {
        calls.formUnion(spans[start]...spans[start + 1])
      }
    }
    #expect(calls.count == network["calls"]?["module"]?.elements.count)
  }

  @Test func `Several networks are paired with the first, call by call`() throws {
    let document = try ReportedData.document(
      in: page(["resnet50", "rla_resnet50", "mobilenet_v2"]))
    let pairs = document["comparison"]?["pairs"]?.elements ?? []
    #expect(pairs.count == 3 && pairs[0] == .null && pairs[2] == .null)
    let numbers = pairs[1].elements.compactMap(\.integer)
    for (side, network) in (document["networks"]?.elements ?? []).prefix(2).enumerated() {
      let count = try #require(network["calls"]?["module"]?.elements.count)
      let calls = stride(from: side, to: numbers.count, by: 2).map { numbers[$0] }
      #expect(calls.filter { $0 >= 0 } == Array(0..<count))
    }
  }

  @Test(arguments: ["inference", "training"])
  func `A measurement has times, a roof, losses, and a timeline of the threads`(
    mode: String
  ) throws {
    let text = try page([
      Self.small, "--input-size", "32", "--batch", "2", "--bench", "--bench-runs", "2", "--mode",
      mode, "--threads", "2", "--no-tune",
    ])
    let network = try #require(ReportedData.document(in: text)["networks"]?.elements.first)
    let bench = try #require(network["bench"])
    let layers = try #require(bench["layers"]?.elements)
    let calls = layers.flatMap { $0["calls"]?.elements.compactMap(\.integer) ?? [] }
    #expect(Set(calls).count == calls.count && calls.count > layers.count)
    let paths = network["modules"]?["path"]?.elements.compactMap(\.text) ?? []
    for layer in layers {
      let first = try #require(layer["calls"]?.elements.first?.integer)
      let module = try #require(network["calls"]?["module"]?.elements[first].integer)
      #expect(layer["path"]?.text?.hasPrefix(paths[module]) == true)
    }
    #expect(bench["lost"]?.elements.count == layers.count)
    let spans = try #require(bench["timeline"]?["spans"])
    let threads = spans["thread"]?.elements.compactMap(\.integer) ?? []
    #expect(threads.count { $0 == 0 } >= layers.count && threads.allSatisfy { 0...1 ~= $0 })
    let passes = Set(spans["pass"]?.elements.compactMap(\.text) ?? [])
    #expect(
      passes == (mode == "training" ? ["forward", "loss", "backward", "optimizer"] : ["forward"]))
  }
}
