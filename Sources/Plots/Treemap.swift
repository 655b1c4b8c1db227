/// Areas within areas.
struct Treemap {
  private static let levels = 4
  /// Areas without room for what is in them show themselves alone.
  private static let least = 16.0

  private let page: PlotPage
  private let style: PartitionStyle

  init(_ page: PlotPage, _ style: PartitionStyle) {
    self.page = page
    self.style = style
  }

  /// The parts of a whole, which fill the frame.
  func marks(_ tree: PlotTree, in frame: PlotFrame) -> [PlotScene.Mark] {
    parts(of: tree, path: [], group: nil, level: 0, in: frame)
  }

  private func parts(
    of tree: PlotTree, path: [String], group: (color: PlotColor, level: Int)?, level: Int,
    in frame: PlotFrame
  ) -> [PlotScene.Mark] {
    let numbered = tree.numberedNames
    return Self.squares(tree.parts, in: frame).flatMap { index, frame in
      let part = tree.parts[index]
      return marks(
        part, path: path + [part.name], isNumbered: numbered.contains(part.name), group: group,
        level: level, in: frame)
    }
  }

  /// `group` is the color of the group that the part belongs to, and the level where that begins.
  private func marks(
    _ tree: PlotTree, path: [String], isNumbered: Bool, group: (color: PlotColor, level: Int)?,
    level: Int, in frame: PlotFrame
  ) -> [PlotScene.Mark] {
    let group = group ?? style.color(at: path).map { ($0, level) }
    let color = PartitionStyle.tint(group?.color, level: level - (group?.level ?? 0))
    let line = min(frame.width, frame.height) > 3 ? PartitionStyle.line : nil
    let box = PlotScene.Mark.polygon(frame.corners, fill: color, stroke: line)
    let label = PartitionStyle.label(
      tree.name, in: frame, size: page.smallText, isBold: level == 0, keepsEnd: isNumbered)
    var inside = frame
    inside.left += 1.5
    inside.right -= 1.5
    inside.bottom -= 1.5
    inside.top += label.isEmpty ? 1.5 : page.smallText * 1.4
    guard level + 1 < Self.levels, !tree.parts.isEmpty,
      min(inside.width, inside.height) > Self.least
    else { return [box] + label }
    return [box] + label
      + parts(of: tree, path: path, group: group, level: level + 1, in: inside)
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
