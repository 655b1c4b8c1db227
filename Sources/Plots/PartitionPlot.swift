import RLAText

/// Parts of a whole as areas; `scene` draws them.
package struct PartitionPlot: Hashable, Sendable {
  package enum Form: String, CaseIterable, Sendable {
    /// A row for each level, the whole on top, in the order of the parts.
    case icicle
    /// Areas within areas, the largest first: Bruls, Huizing, van Wijk, "Squarified Treemaps", 2000.
    case treemap
  }

  package var form: Form
  package var title: String
  /// What the areas count, below the title.
  package var subtitle: String
  package var tree: PlotTree

  package init(form: Form, title: String, subtitle: String, tree: PlotTree) {
    self.form = form
    self.title = title
    self.subtitle = subtitle
    self.tree = tree
  }

  /// The plot as it stands on a page; the legend has the largest parts of the first level with several
  /// and their shares.
  package func scene(on page: PlotPage = .screen) -> PlotScene {
    let heading = page.heading(title, subtitle)
    let top = heading.bottom + 6
    let frame = PlotFrame(
      left: page.margin, top: top, right: page.width - page.margin,
      bottom: top + height(on: page))
    let split = tree.firstSplit
    var marks = heading.marks
    switch form {
    case .icicle: marks += Icicle(page, frame).marks(split.tree, split.names)
    case .treemap: marks += Treemap(page).marks(split.tree, in: frame)
    }
    let legend = legend(split.tree, on: page)
    let below = legend.rows(left: frame.left, right: frame.right, top: frame.bottom + 6)
    return PlotScene(
      width: page.width, height: (below.bottom + page.margin).rounded(.up), title: title,
      description: "\(subtitle). \(entries(split.tree).map(\.name).joined(separator: "; ")).",
      marks: marks + below.marks)
  }

  private func height(on page: PlotPage) -> Double {
    switch form {
    case .treemap: page.panelHeight * 1.1
    case .icicle:
      Double(min(Icicle.mostRows, tree.firstSplit.names.count + tree.firstSplit.tree.depth))
        * Icicle.rowHeight(page)
    }
  }

  private func legend(_ tree: PlotTree, on page: PlotPage) -> PlotLegend {
    PlotLegend(entries(tree), on: page)
  }

  private func entries(_ tree: PlotTree) -> [PlotLegend.Entry] {
    tree.parts.enumerated().filter { $0.element.value > 0 }.map { index, part in
      let share = tree.value > 0 ? part.value / tree.value : 0
      return PlotLegend.Entry(
        sample: .area(PartitionStyle.color(index, level: 0)),
        name: "\(part.name) \(Numbers.percent(share))")
    }
  }
}

/// The colors of parts: one for each part of the first level, alternating below it.
enum PartitionStyle {
  static let line = PlotScene.Stroke(.white, width: 0.6)
  static let whole = PlotColor(0xE8E8E8)

  static func color(_ part: Int, level: Int) -> PlotColor {
    let colors = SeriesStyle.colors
    return colors[part % colors.count].tint(level.isMultiple(of: 2) ? 0.4 : 0.28)
  }

  /// Text in an area, cut to it; nothing where hardly a letter has room.
  static func label(
    _ text: String, in frame: PlotFrame, size: Double, isBold: Bool = false
  ) -> [PlotScene.Mark] {
    let room = frame.width - 4
    guard frame.height >= size * 1.1, room > 0 else { return [] }
    let fitting = TextWidth.fitting(text.printable, into: room, size: size, isBold: isBold)
    if fitting.count < min(3, text.count) { return [] }
    return [
      .text(
        PlotScene.Text(
          fitting, frame.left + 2, min(frame.top + size * 1.05, frame.bottom - size * 0.24),
          size: size, isBold: isBold))
    ]
  }
}

extension PlotTree {
  /// Levels below this one.
  var depth: Int { parts.map { $0.depth + 1 }.max() ?? 0 }
}

/// Rows of parts, each below what it is a part of.
private struct Icicle {
  static let mostRows = 9
  static func rowHeight(_ page: PlotPage) -> Double { page.text * 2 }
  /// Narrower parts are not drawn; the row above shows what they are part of.
  private static let narrowest = 0.4

  private let page: PlotPage
  private let frame: PlotFrame

  init(_ page: PlotPage, _ frame: PlotFrame) {
    self.page = page
    self.frame = frame
  }

  func marks(_ tree: PlotTree, _ names: [String]) -> [PlotScene.Mark] {
    var marks: [PlotScene.Mark] = []
    for (row, name) in names.enumerated() {
      marks += box(name, row: row, frame.left, frame.right, PartitionStyle.whole)
    }
    var left = frame.left
    for (index, part) in tree.parts.enumerated() {
      let width = tree.value > 0 ? part.value / tree.value * frame.width : 0
      marks += self.marks(part, index, level: 0, row: names.count, left, left + width)
      left += width
    }
    return marks
  }

  private func marks(
    _ tree: PlotTree, _ part: Int, level: Int, row: Int, _ left: Double, _ right: Double
  ) -> [PlotScene.Mark] {
    guard right - left >= Self.narrowest, row < Self.mostRows else { return [] }
    var marks = box(tree.name, row: row, left, right, PartitionStyle.color(part, level: level))
    var start = left
    for child in tree.parts {
      let width = child.value / tree.value * (right - left)
      marks += self.marks(child, part, level: level + 1, row: row + 1, start, start + width)
      start += width
    }
    return marks
  }

  private func box(
    _ name: String, row: Int, _ left: Double, _ right: Double, _ color: PlotColor
  ) -> [PlotScene.Mark] {
    let height = Self.rowHeight(page)
    let top = frame.top + Double(row) * height
    let box = PlotFrame(left: left, top: top, right: right, bottom: top + height)
    // A line around the narrowest would leave nothing of them.
    let line = right - left > 3 ? PartitionStyle.line : nil
    let words = PlotFrame(
      left: left, top: top + height * 0.2, right: right, bottom: top + height)
    return [.polygon(box.corners, fill: color, stroke: line)]
      + PartitionStyle.label(name, in: words, size: page.smallText)
  }
}

/// Areas within areas.
private struct Treemap {
  private static let levels = 3
  /// Areas without room for what is in them show themselves alone.
  private static let least = 16.0

  private let page: PlotPage

  init(_ page: PlotPage) { self.page = page }

  func marks(_ tree: PlotTree, in frame: PlotFrame) -> [PlotScene.Mark] {
    Self.squares(tree.parts, in: frame).flatMap { index, frame in
      marks(tree.parts[index], index, level: 0, in: frame)
    }
  }

  private func marks(
    _ tree: PlotTree, _ part: Int, level: Int, in frame: PlotFrame
  ) -> [PlotScene.Mark] {
    let color = PartitionStyle.color(part, level: level)
    let line = min(frame.width, frame.height) > 3 ? PartitionStyle.line : nil
    let box = PlotScene.Mark.polygon(frame.corners, fill: color, stroke: line)
    let label = PartitionStyle.label(
      tree.name, in: frame, size: page.smallText, isBold: level == 0)
    var inside = frame
    inside.left += 1.5
    inside.right -= 1.5
    inside.bottom -= 1.5
    inside.top += label.isEmpty ? 1.5 : page.smallText * 1.4
    guard level + 1 < Self.levels, !tree.parts.isEmpty,
      min(inside.width, inside.height) > Self.least
    else { return [box] + label }
    let parts = Self.squares(tree.parts, in: inside).flatMap { index, frame in
      marks(tree.parts[index], part, level: level + 1, in: frame)
    }
    return [box] + label + parts
  }

  /// Frames for parts, the largest first, as square as they can be; none for what counts nothing.
  private static func squares(
    _ parts: [PlotTree], in frame: PlotFrame
  ) -> [(index: Int, frame: PlotFrame)] {
    var left = parts.indices.filter { parts[$0].value > 0 }
      .sorted { (parts[$1].value, $0) < (parts[$0].value, $1) }[...]
    var frame = frame
    var frames: [(Int, PlotFrame)] = []
    while !left.isEmpty, frame.width > 0, frame.height > 0 {
      let sum = left.reduce(0) { $0 + parts[$1].value }
      let side = min(frame.width, frame.height)
      let scale = frame.width * frame.height / sum
      var (row, best) = ([Int](), Double.infinity)
      for index in left {
        let ratio = worstRatio((row + [index]).map { parts[$0].value * scale }, along: side)
        if ratio > best { break }
        row.append(index)
        best = ratio
      }
      frames += lay(row.map { ($0, parts[$0].value * scale) }, along: side, &frame)
      left = left.dropFirst(row.count)
    }
    return frames
  }

  /// The largest ratio of sides where areas share a strip along a side.
  private static func worstRatio(_ areas: [Double], along side: Double) -> Double {
    let sum = areas.reduce(0, +)
    let (square, whole) = (side * side, sum * sum)
    return areas.map { max(square * $0 / whole, whole / (square * $0)) }.max() ?? .infinity
  }

  /// Lays areas in a strip along the shorter side, and takes the strip off the frame.
  private static func lay(
    _ row: [(index: Int, area: Double)], along side: Double, _ frame: inout PlotFrame
  ) -> [(Int, PlotFrame)] {
    let thickness = row.reduce(0) { $0 + $1.area } / side
    let isUpright = frame.height <= frame.width
    var start = isUpright ? frame.top : frame.left
    let frames = row.map { index, area in
      let length = area / thickness
      defer { start += length }
      let box =
        isUpright
        ? PlotFrame(
          left: frame.left, top: start, right: frame.left + thickness, bottom: start + length)
        : PlotFrame(
          left: start, top: frame.top, right: start + length, bottom: frame.top + thickness)
      return (index, box)
    }
    if isUpright { frame.left += thickness } else { frame.top += thickness }
    return frames
  }
}
