import Foundation
import RLAAnalysis
import RLAArchitectures
import RLADiagrams
import RLANetworks
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite struct RenderingTests {
  @Test(
    arguments: drawnNetworks, [DiagramView.module(stage: nil, block: nil), .network, .stage(1)])
  func `An SVG is well-formed, has unique ids and says what it shows`(
    name: String, view: DiagramView
  ) throws {
    let diagram = try Diagram(try shapes(name), DiagramContent(view))
    let document = try SVGDocument(try diagram.rendered(as: .svg).bytes)
    #expect(document.root["role"] == "img")
    #expect(document.root["aria-labelledby"] == "rla-title rla-desc")
    #expect(document.texts["title"]?.first?.hasPrefix(name) == true)
    #expect(document.texts["desc"] == [diagram.summary])
    #expect(Set(document.ids).count == document.ids.count)
    let written = (document.texts["text"] ?? []).map { $0.trimmingCharacters(in: .whitespaces) }
    for line in diagram.boxes.flatMap(\.lines) {
      #expect(written.contains(line.text), "\(line.text)")
    }
    for mark in Set(diagram.boxes.flatMap(\.sharing).map(\.path)) {
      #expect(document.tooltips.contains { $0.contains(mark) })
    }
  }

  @Test(
    arguments: drawnNetworks, [DiagramView.module(stage: nil, block: nil), .network, .stage(2)])
  func `Every lane is a straight line, the features beside the state`(
    name: String, view: DiagramView
  ) throws {
    // A stage runs down unless a reader wants otherwise.
    for direction in view == .stage(2) ? [.down] : DiagramStyle.Direction.allCases {
      var style = DiagramStyle()
      style.direction = direction
      let diagram = try Diagram(try shapes(name), DiagramContent(view))
      let document = try SVGDocument(try diagram.rendered(as: .svg, style).bytes)
      var lines: [String: [Double]] = [:]
      for box in diagram.boxes where box.role != .terminal {
        guard let spine = box.spine else { continue }
        let center = try #require(document.centers[box.id])
        lines[spine, default: []].append(direction == .down ? center.x : center.y)
      }
      for (spine, places) in lines {
        let spread = (places.max() ?? 0) - (places.min() ?? 0)
        #expect(spread < 2, "\(spine) of \(name) bends by \(spread)")
      }
      if direction == .down, let x = lines["x1"]?.first, let h = lines["h1"]?.first {
        #expect(x < h)
      }
    }
  }

  @Test func `The same network gives the same bytes`() throws {
    for format in DiagramFormat.allCases {
      let first = try Diagram(try shapes("rla_resnet50")).rendered(as: format)
      let second = try Diagram(try shapes("rla_resnet50")).rendered(as: format)
      #expect(first.bytes == second.bytes, "\(format)")
    }
  }

  @Test func `A PNG has the size that page and resolution say`() throws {
    var style = DiagramStyle()
    style.paperWidth = DiagramStyle.oneColumn
    style.resolution = 144
    let png = try Diagram(try shapes("rla_resnet50")).rendered(as: .png, style)
    #expect(png.bytes.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    let sizes = [16, 20].map { start in
      png.bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    #expect(abs(Double(sizes[0]) - png.width * 2) <= 2)
    #expect(abs(Double(sizes[1]) - png.height * 2) <= 2)
    #expect(png.width <= DiagramStyle.oneColumn / 2.54 * 72 + 1)
  }

  @Test func `A PDF is one, and vector formats ignore the resolution`() throws {
    let diagram = try Diagram(try shapes("rla_resnet50"))
    let pdf = try diagram.rendered(as: .pdf)
    #expect(pdf.bytes.starts(with: "%PDF-1.".utf8))
    let dates = String(decoding: pdf.bytes, as: UTF8.self).split(separator: "/CreationDate ")
    #expect(dates.count == 2 && dates[1].hasPrefix("(D:19700101000000"))
    var coarse = DiagramStyle()
    coarse.resolution = 36
    #expect(try diagram.rendered(as: .svg).bytes == diagram.rendered(as: .svg, coarse).bytes)
  }

  @Test func `A bitmap that would be too large has fewer pixels to the inch`() throws {
    // 100 inches at 1200 pixels each.
    let tall = DotGraph(
      "tall", attributes: ["dpi": 1200, "pad": 0],
      statements: [.node("a", ["height": 100, "width": 1, "fixedsize": "true", "label": ""])])
    let drawing = try GraphvizRenderer().render(tall.text, as: .png)
    let resolution = try #require(drawing.reducedResolution)
    let height = drawing.bytes[20..<24].reduce(0) { $0 << 8 | Int($1) }
    #expect(height <= GraphvizRenderer.largestBitmapSide)
    #expect(Double(height) > 0.98 * Double(GraphvizRenderer.largestBitmapSide))
    #expect(abs(Double(height) - drawing.height / 72 * resolution) <= 2)
    #expect(try Diagram(try shapes("resnet50")).rendered(as: .png).reducedResolution == nil)
  }

  @Test func `What Graphviz complains about is a failure`() {
    let misfit = DotGraph(
      "misfit",
      statements: [
        .node("a", ["label": "far too long for it", "width": 0.1, "fixedsize": "true"])
      ])
    #expect(throws: RenderFailure.self) { try GraphvizRenderer().render(misfit.text, as: .svg) }
  }

  /// Crashes on some graphs, as Graphviz does.
  private struct FragileRenderer: GraphRenderer {
    let isCrash: @Sendable (String) -> Bool

    func render(
      _ dot: String, as format: DiagramFormat
    ) throws(RenderFailure) -> RenderedDiagram {
      if isCrash(dot) { throw .crash(signal: 11) }
      return RenderedDiagram(bytes: Array(dot.utf8), width: 1, height: 1, scale: 1)
    }
  }

  @Test func `What crashes is drawn more simply, and all boxes and arrows stay`() throws {
    let diagram = try Diagram(try shapes("rla_resnet50"), DiagramContent(.graph))
    func arrows(_ drawing: RenderedDiagram) -> Int {
      String(decoding: drawing.bytes, as: UTF8.self).split(separator: " -> ").count
    }
    let whole = try diagram.rendered(as: .png, by: FragileRenderer { _ in false })
    #expect(whole.simplification == nil)
    let weighed = try diagram.rendered(as: .png, by: FragileRenderer { $0.contains("weight=0") })
    #expect(weighed.simplification == .weights && arrows(weighed) == arrows(whole))
    let straight = try diagram.rendered(as: .png, by: FragileRenderer { $0.contains("weight=") })
    #expect(straight.simplification == .straightLines && arrows(straight) == arrows(whole))
    #expect(throws: RenderFailure.crash(signal: 11)) {
      try diagram.rendered(as: .png, by: FragileRenderer { _ in true })
    }
  }

  @Test func `What a process answers is read as it was written`() {
    let drawing = RenderedDiagram(
      bytes: [10, 0, 255, 10], width: 12.25, height: 1e5, scale: 1 / 3, reducedResolution: 31)
    let results: [Result<RenderedDiagram, RenderFailure>] = [
      .success(drawing), .failure(.noLibrary("libgvc.so.6")), .failure(.layout(messages: [])),
      .failure(.notDot(messages: ["one", "two"])), .failure(.format(.pdf, messages: ["no plugin"])),
      .failure(.crash(signal: 6)), .failure(.time(seconds: 3)), .failure(.memory),
      .failure(.process(reason: "a b")),
    ]
    for result in results {
      #expect(RenderReply.result(of: RenderReply.bytes(of: result)) == result)
    }
    for text in [
      "", "drawn 1 2 3", "drawn 1 2\nx", "drawn 1 2 3\n", "drown 1 2 3\nx", "format gif\n",
    ] {
      #expect(RenderReply.result(of: Array(text.utf8)) == nil, "\(text)")
    }
  }

  @Test func `Threads wait for one another`() async throws {
    let diagram = try Diagram(try shapes("rla_mobilenetv2"))
    let expected = try diagram.rendered(as: .svg).bytes
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<8 { group.addTask { try diagram.rendered(as: .svg).bytes } }
      for try await bytes in group { #expect(bytes == expected) }
    }
  }
}
