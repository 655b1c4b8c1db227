/// Rows of parts, each below what it is a part of.
struct Icicle {
  static let mostRows = 9
  static func rowHeight(_ page: PlotPage) -> Double { page.text * 2 }
  /// Narrower parts are not drawn; the row above shows what they are part of.
  private static let narrowest = 0.4

  private let page: PlotPage
  private let frame: PlotFrame
  private let style: PartitionStyle

  init(_ page: PlotPage, _ frame: PlotFrame, _ style: PartitionStyle) {
    self.page = page
    self.frame = frame
    self.style = style
  }

  /// The whole over the width of the frame, and its parts below it.
  func marks(_ tree: PlotTree) -> [PlotScene.Mark] {
    marks(tree, path: [], isNumbered: false, group: nil, row: 0, frame.left, frame.right)
  }

  /// `group` is the color of the group that the part belongs to, and the row where that begins.
  private func marks(
    _ tree: PlotTree, path: [String], isNumbered: Bool, group: (color: PlotColor, row: Int)?,
    row: Int, _ left: Double, _ right: Double
  ) -> [PlotScene.Mark] {
    guard right - left >= Self.narrowest, row < Self.mostRows else { return [] }
    let group = group ?? style.color(at: path).map { ($0, row) }
    let color = PartitionStyle.tint(group?.color, level: row - (group?.row ?? 0))
    var marks = box(tree.name, isNumbered, row: row, left, right, color)
    let numbered = tree.numberedNames
    var start = left
    for part in tree.parts where part.value > 0 {
      let width = part.value / tree.value * (right - left)
      marks += self.marks(
        part, path: path + [part.name], isNumbered: numbered.contains(part.name), group: group,
        row: row + 1, start, start + width)
      start += width
    }
    return marks
  }

  private func box(
    _ name: String, _ isNumbered: Bool, row: Int, _ left: Double, _ right: Double,
    _ color: PlotColor
  ) -> [PlotScene.Mark] {
    let height = Self.rowHeight(page)
    let top = frame.top + Double(row) * height
    let box = PlotFrame(left: left, top: top, right: right, bottom: top + height)
    // A line around the narrowest would leave nothing of them.
    let line = right - left > 3 ? PartitionStyle.line : nil
    let words = PlotFrame(
      left: left, top: top + height * 0.2, right: right, bottom: top + height)
    return [.polygon(box.corners, fill: color, stroke: line)]
      + PartitionStyle.label(name, in: words, size: page.smallText, keepsEnd: isNumbered)
  }
}
