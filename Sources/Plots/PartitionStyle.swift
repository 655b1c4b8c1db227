import RLAText

/// The colors of the parts of a whole.
///
/// Groups are parts of the first level; one that has more than half of the whole is split into its
/// parts, since one color for it would show nothing. The eight largest groups have a color each, with
/// tints that alternate from level to level; the rest, and what groups are parts of, is gray.
struct PartitionStyle {
  struct Group: Hashable {
    /// Names of parts, without that of the whole.
    let path: [String]
    let share: Double
    let color: PlotColor

    var name: String { path.joined(separator: ".") }
  }

  static let line = PlotScene.Stroke(.white, width: 0.6)
  static let gray = PlotColor(0xE4E4E4)

  /// Those with a color, in the order of the parts.
  let groups: [Group]
  private let colors: [[String]: PlotColor]

  private typealias Part = (path: [String], tree: PlotTree)

  init(_ tree: PlotTree) {
    var parts: [Part] = tree.parts.map { ([$0.name], $0) }
    while let index = Self.dominating(parts, of: tree) {
      let part = parts[index]
      parts.replaceSubrange(
        index...index, with: part.tree.parts.map { (part.path + [$0.name], $0) })
    }
    let largest = parts.indices.sorted {
      (parts[$1].tree.value, $0) < (parts[$0].tree.value, $1)
    }.prefix(SeriesStyle.colors.count)
    let shown = largest.filter { parts[$0].tree.value > 0 }.sorted()
    groups = shown.enumerated().map { number, index in
      Group(
        path: parts[index].path, share: parts[index].tree.value / tree.value,
        color: SeriesStyle.colors[number])
    }
    colors = Dictionary(groups.map { ($0.path, $0.color) }) { first, _ in first }
  }

  /// The share of the whole that has no color.
  var restShare: Double { max(0, 1 - groups.reduce(0) { $0 + $1.share }) }

  /// The part with more than half of the whole that has several parts itself; nil where none is.
  private static func dominating(_ parts: [Part], of whole: PlotTree) -> Int? {
    parts.firstIndex { part in
      part.tree.value > whole.value / 2
        && (part.tree.parts.count > 1 || part.tree.parts.first?.parts.isEmpty == false)
    }
  }

  /// The color of the group that begins at a path; nil where none does.
  func color(at path: [String]) -> PlotColor? { colors[path] }

  /// The tint of a color at a level below the first of its group.
  static func tint(_ color: PlotColor?, level: Int) -> PlotColor {
    let isEven = level.isMultiple(of: 2)
    return color.map { $0.tint(isEven ? 0.4 : 0.28) } ?? (isEven ? gray : PlotColor(0xEFEFEF))
  }

  /// Text in an area, cut to it, at the beginning where the end tells it from its neighbors; nothing
  /// where hardly a letter has room.
  static func label(
    _ text: String, in frame: PlotFrame, size: Double, isBold: Bool = false,
    keepsEnd: Bool = false
  ) -> [PlotScene.Mark] {
    let room = frame.width - 4
    guard frame.height >= size * 1.1, room > 0 else { return [] }
    let fitting = TextWidth.fitting(
      text.printable, into: room, size: size, isBold: isBold, keepsEnd: keepsEnd)
    // A part of a number would be another number.
    let least = keepsEnd ? 1 + text.drop { !$0.isNumber }.count : 3
    if fitting.count < min(least, text.count) { return [] }
    return [
      .text(
        PlotScene.Text(
          fitting, frame.left + 2, min(frame.top + size * 1.05, frame.bottom - size * 0.24),
          size: size, isBold: isBold))
    ]
  }
}
