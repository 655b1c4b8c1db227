import Foundation
import RLAPlots
import Testing

@Suite struct FormatTests {
  private let scene = LinePlot(
    title: "Loss (∑ of runs)", subtitle: "batch 8", xLabel: "epoch", yLabel: "loss",
    series: (0..<8).map { number in
      .init(
        name: "run \(number)",
        points: (1...4).map { .init(x: Double($0), y: Double($0 * number), isMarked: $0 == 2) })
    }
  ).scene(on: PlotPage(centimeters: 8.5))

  @Test func `A PDF has the size of the page, embedded fonts, no time, and the same bytes again`()
    throws
  {
    let bytes = try scene.bytes(as: .pdf, resolution: 150)
    let text = String(decoding: bytes, as: Unicode.ASCII.self)
    #expect(text.hasPrefix("%PDF-"))
    #expect(try scene.bytes(as: .pdf, resolution: 150) == bytes)
    #expect(text.contains("19700101000000"))
    #expect(text.contains("DejaVuSans") && text.contains("/FontFile2"))
  }

  @Test func `A PNG has as many pixels as inches and resolution say`() throws {
    let bytes = try scene.bytes(as: .png, resolution: 144)
    #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    func number(_ start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    #expect(number(16) == Int((scene.width * 2).rounded(.up)))
    #expect(number(20) == Int((scene.height * 2).rounded(.up)))
  }

  @Test func `A bitmap that Cairo refuses is a failure in its words`() {
    let huge = PlotScene(width: 1e6, height: 1e6, title: "", description: "")
    #expect(throws: PlotFailure.self) { try huge.bytes(as: .png, resolution: 72) }
  }
}
