import Foundation
import FoundationXML
import RLAPlots
import Testing

@Suite struct AreaTests {
  /// A tree of three levels in which one part has most.
  private let tree = PlotTree(
    "net",
    [
      (["stem", "conv"], 3), (["stages", "0", "conv1"], 20), (["stages", "0", "conv2"], 10),
      (["stages", "1", "conv1"], 30), (["stages", "1", "a long name of a layer"], 7), (["fc"], 5),
      (["nothing"], 0),
    ].map { (ArraySlice($0.0), $0.1) })

  private static let pages = [
    PlotPage(width: PlotPage.leastWidth), PlotPage(centimeters: 8.5), PlotPage(centimeters: 17.5),
    .screen,
  ]

  private func plot(_ form: PartitionPlot.Form) -> PartitionPlot {
    PartitionPlot(form: form, title: "net: macs by module", subtitle: "75 MACs", tree: tree)
  }

  /// The areas of a scene that are not of the legend, in their order.
  private func frames(_ scene: PlotScene) -> [PlotFrame] {
    scene.marks.compactMap { mark in
      guard case .polygon(let points, _, let stroke) = mark, points.count == 4,
        stroke?.width != 0.4
      else { return nil }
      return PlotFrame(
        left: points[0].x, top: points[0].y, right: points[2].x, bottom: points[2].y)
    }
  }

  @Test func `A tree adds up its stacks`() {
    #expect(tree.value == 75)
    #expect(tree.parts.map(\.name) == ["stem", "stages", "fc", "nothing"])
    #expect(tree.parts[1].parts.map(\.value) == [30, 37])
    let deep = PlotTree("deep", [(ArraySlice(repeating: "m", count: 5000), 1)])
    var (levels, part) = (0, deep.parts.first)
    while let next = part { (levels, part) = (levels + 1, next.parts.first) }
    #expect(levels == 12)
  }

  @Test(arguments: PartitionPlot.Form.allCases, pages)
  func `No words collide or leave the page`(form: PartitionPlot.Form, page: PlotPage) {
    expectApart(plot(form).scene(on: page))
  }

  @Test func `Widths of an icicle are shares, and no part leaves what it is a part of`() throws {
    let all = frames(plot(.icicle).scene())
    let whole = try #require(all.first)
    let rows = Dictionary(grouping: all) { $0.top }
    let first = try #require(rows[whole.bottom])
    #expect(first.count == 3)
    for (frame, share) in zip(first, [3.0, 67, 5]) {
      #expect(abs(frame.width / whole.width - share / 75) < 1e-9)
    }
    for frame in all.dropFirst() {
      let above = all.filter { abs($0.bottom - frame.top) < 1e-9 }
      #expect(
        above.contains { $0.left <= frame.left + 1e-9 && frame.right <= $0.right + 1e-9 })
    }
  }

  @Test func `Areas of a treemap are shares, side by side or one in the other`() throws {
    let all = frames(plot(.treemap).scene())
    let area = { (frame: PlotFrame) in frame.width * frame.height }
    let outer = all.filter { frame in
      !all.contains { $0 != frame && $0.contains(frame) && area($0) > area(frame) }
    }
    let sum = outer.reduce(0) { $0 + area($1) }
    let shares = outer.map { area($0) / sum * 75 }.sorted()
    #expect(shares.count == 3)
    for (share, expected) in zip(shares, [3.0, 5, 67]) { #expect(abs(share - expected) < 1e-6) }
    for (index, frame) in all.enumerated() {
      for other in all[..<index] {
        let inset = PlotFrame(
          left: frame.left + 1e-6, top: frame.top + 1e-6, right: frame.right - 1e-6,
          bottom: frame.bottom - 1e-6)
        #expect(other.contains(inset) || !other.overlaps(inset))
      }
    }
  }

  @Test func `What has more than half is split, and each group has a color and a share`() {
    let words = plot(.treemap).scene().texts.map(\.text)
    for entry in ["stem 4.0 %", "stages.0 40.0 %", "stages.1 49.3 %", "fc 6.7 %"] {
      #expect(words.contains(entry))
    }
    #expect(!words.contains { $0.hasPrefix("nothing") || $0.hasPrefix("others") })
  }

  @Test(arguments: PartitionPlot.Form.allCases)
  func `Numbered names that do not fit keep their numbers`(form: PartitionPlot.Form) throws {
    let count = form == .treemap ? 120 : 24
    let parts = (1...count).map { (["denselayer\($0)"][...], 1.0) }
    let others = [["downsampling of what goes around"], ["rest"]].map { ($0[...], 1.0) }
    let tree = PlotTree("net", parts + others)
    let scene = PartitionPlot(form: form, title: "", subtitle: "", tree: tree).scene(on: .screen)
    let words = scene.texts.map(\.text).filter { !$0.contains("%") }
    let numbers = words.compactMap { $0.hasPrefix("…") ? Int($0.drop { !$0.isNumber }) : nil }
    #expect(numbers.count >= 9 && Set(numbers).count == numbers.count, "\(words)")
    #expect(Set(numbers).isSubset(of: 1...count))
    if form == .treemap {
      #expect(words.count { $0.drop { !$0.isNumber }.count > 0 } == count, "\(words)")
      #expect(words.contains { $0.hasPrefix("d") && $0.hasSuffix("…") }, "\(words)")
    }
  }

  @Test func `Words stand out from every area`() {
    for color in SeriesStyle.colors {
      for strength in [0.28, 0.4] {
        #expect(color.tint(strength).contrast(to: .ink) > 4.5)
      }
    }
  }

  @Test func `A whole of nothing is drawn without parts`() {
    for form in PartitionPlot.Form.allCases {
      let empty = PartitionPlot(
        form: form, title: "", subtitle: "", tree: PlotTree("net", []))
      #expect(XMLParser(data: Data(empty.scene().svg.utf8)).parse())
    }
  }

  // MARK: - Steps

  private func steps(_ count: Int) -> AreaPlot {
    let amounts = (0..<count).map { Double(($0 * 7) % 11) }
    let peak = amounts.firstIndex(of: 10) ?? 0
    return AreaPlot(
      title: "memory", subtitle: "float32", xLabel: "call", yLabel: "bytes (MB, M = 10⁶)",
      layers: [
        .init(name: "weights", values: Array(repeating: 2, count: count)),
        .init(name: "activations", values: amounts),
      ], label: (peak, "peak at layer4.2.conv3 (forward)"), border: count / 2)
  }

  @Test(arguments: pages, [1, 2, 30, 9000])
  func `Words of steps do not collide or leave the page`(page: PlotPage, count: Int) {
    expectApart(steps(count).scene(on: page))
  }

  @Test func `Amounts stand on each other, the highest at its height`() throws {
    let plot = steps(30)
    #expect(plot.totals.max() == 12)
    let areas = plot.scene().marks.compactMap { mark -> [PlotScene.Point]? in
      if case .polygon(let points, _, nil) = mark { points } else { nil }
    }.filter { $0.count > 3 }
    #expect(areas.count == 2)
    let floor = try #require(areas[0].map(\.y).max())
    let (low, high) = (
      try #require(areas[0].map(\.y).min()), try #require(areas[1].map(\.y).min())
    )
    #expect(abs((floor - high) / (floor - low) - 6) < 1e-6)
  }

  @Test func `A long run keeps its highest step`() throws {
    var long = steps(9000)
    long.layers[1].values[4321] = 500
    let points = long.scene().marks.flatMap { mark -> [PlotScene.Point] in
      if case .polygon(let points, _, nil) = mark { points } else { [] }
    }
    #expect(points.count < 9000)
    let ys = points.map(\.y)
    let (top, floor) = (try #require(ys.min()), try #require(ys.max()))
    // The axis ends at a mark above 502 with room for the words.
    #expect(floor - top > 0.75 * PlotPage.screen.width * 0.52)
  }

  @Test func `A run without steps is drawn with axes alone`() {
    let empty = AreaPlot(title: "", subtitle: "", xLabel: "x", yLabel: "y", layers: [], border: 0)
    #expect(XMLParser(data: Data(empty.scene().svg.utf8)).parse())
  }
}
