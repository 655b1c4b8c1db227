import RLAText

/// What the colors, forms and dashes of a plot mean.
struct PlotLegend {
  /// What stands before the name.
  enum Sample: Hashable {
    case series(SeriesStyle, hasLine: Bool, hasPoints: Bool)
    case line(PlotScene.Stroke)
    case area(PlotColor)
    case ring
  }

  struct Entry: Hashable {
    let sample: Sample
    let name: String
  }

  private let page: PlotPage
  private let entries: [Entry]
  /// How many of the entries there is no room for.
  private let hidden: Int

  /// More entries than this are named by their number.
  private static let limit = 15
  private static let sampleWidth = 20.0
  private static let gap = 5.0

  init(_ entries: [Entry], on page: PlotPage) {
    self.page = page
    hidden = max(0, entries.count - Self.limit)
    self.entries = entries.prefix(Self.limit).map {
      Entry(sample: $0.sample, name: $0.name.printable)
    }
  }

  var isEmpty: Bool { entries.isEmpty }

  /// The width of a column of all entries.
  var width: Double {
    let names = entries.map(\.name) + (hidden > 0 ? [hiddenText] : [])
    let longest = names.map { TextWidth.of($0, size: page.text) }.max() ?? 0
    return isEmpty ? 0 : Self.sampleWidth + Self.gap + longest
  }

  /// Whether a column of it beside the axes leaves these enough room.
  var fitsBeside: Bool { !isEmpty && width <= page.width * 0.36 && page.width > 300 }

  /// The entries one below the other.
  func column(left: Double, top: Double, width: Double) -> [PlotScene.Mark] {
    grid(left: left, top: top, width: width, columns: 1).marks
  }

  /// The entries in as many columns as the width has room for.
  ///
  /// - Returns: What is drawn, and where it ends.
  func rows(
    left: Double, right: Double, top: Double
  ) -> (marks: [PlotScene.Mark], bottom: Double) {
    let cell = width + 3 * Self.gap
    let columns = max(1, min(entries.count, Int((right - left + 3 * Self.gap) / cell)))
    return grid(left: left, top: top, width: right - left, columns: columns)
  }

  private var hiddenText: String { "and \(hidden) more" }

  private func grid(
    left: Double, top: Double, width: Double, columns: Int
  ) -> (marks: [PlotScene.Mark], bottom: Double) {
    var marks: [PlotScene.Mark] = []
    let cell = columns == 1 ? width : self.width + 3 * Self.gap
    // Sums round: the longest name fits into the width that it gave the column.
    let room = cell - Self.sampleWidth - Self.gap + 0.01
    let count = entries.count + (hidden > 0 ? 1 : 0)
    for index in 0..<count {
      let x = left + Double(index % columns) * cell
      let y = top + (Double(index / columns) + 0.5) * page.lineHeight
      if index < entries.count { marks += sample(entries[index].sample, x, y) }
      let name = index < entries.count ? entries[index].name : hiddenText
      marks.append(
        .text(
          PlotScene.Text(
            TextWidth.fitting(name, into: room, size: page.text), x + Self.sampleWidth + Self.gap,
            y + page.text * 0.35, size: page.text)))
    }
    let rows = (count + columns - 1) / columns
    return (marks, top + Double(rows) * page.lineHeight)
  }

  private func sample(_ sample: Sample, _ x: Double, _ y: Double) -> [PlotScene.Mark] {
    let center = x + Self.sampleWidth / 2
    let line = [PlotScene.Point(x, y), PlotScene.Point(x + Self.sampleWidth, y)]
    switch sample {
    case .series(let style, let hasLine, let hasPoints):
      return (hasLine ? [.line(line, style.stroke)] : [])
        + (hasPoints ? [style.point(center, y)] : [])
    case .line(let stroke): return [.line(line, stroke)]
    case .area(let color):
      let half = page.text * 0.42
      let frame = PlotFrame(
        left: center - 1.5 * half, top: y - half, right: center + 1.5 * half, bottom: y + half)
      return [.polygon(frame.corners, fill: color, stroke: PlotScene.Stroke(.faint, width: 0.4))]
    case .ring: return [PlotScene.Mark.ring(center, y)]
    }
  }
}

extension PlotScene.Mark {
  /// The ring around a point that stands out.
  static func ring(_ x: Double, _ y: Double) -> PlotScene.Mark {
    .disk(
      PlotScene.Point(x, y), radius: 5, fill: nil, stroke: PlotScene.Stroke(.ink, width: 0.75))
  }
}
