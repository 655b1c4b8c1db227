import RLAText

/// The room that a plot has: its width on paper, and the sizes of text that go with it.
package struct PlotPage: Hashable, Sendable {
  /// Points of 1/72 inch.
  package let width: Double

  /// - Parameter width: Points of 1/72 inch, at least `leastWidth`.
  package init(width: Double) {
    precondition(width >= Self.leastWidth, "A plot needs room for its axes.")
    self.width = width
  }

  /// - Parameter centimeters: The width on paper, at least 5.
  package init(centimeters: Double) { self.init(width: centimeters * 72 / 2.54) }

  /// Below this an axis has no room beside its labels.
  package static let leastWidth = 5 * 72 / 2.54

  /// 19 cm, for screens.
  package static let screen = PlotPage(width: 540)

  /// The empty border.
  let margin = 6.0

  /// The size of the text of axes and legends: 6.5 pt in a column of 8.5 cm, 8 pt at 19 cm and above.
  var text: Double { min(8, max(6, 6.5 + (width - 240) / 200)) }
  /// The size of the labels at marks, and of what stands below the title.
  var smallText: Double { text - 0.5 }
  var titleText: Double { text + 1.5 }
  var lineHeight: Double { text * 1.35 }

  /// The height of the axes.
  var panelHeight: Double { min(300, max(110, width * 0.52)) }

  /// Title and what stands below it, in as many lines as they take.
  ///
  /// - Returns: What is drawn, and where the heading ends.
  func heading(_ title: String, _ subtitle: String) -> (marks: [PlotScene.Mark], bottom: Double) {
    var (marks, y) = ([PlotScene.Mark](), margin)
    let room = width - 2 * margin
    for line in TextWidth.wrapping(title.printable, into: room, size: titleText, isBold: true) {
      y += titleText * 1.25
      marks.append(.text(PlotScene.Text(line, margin, y, size: titleText, isBold: true)))
    }
    for line in TextWidth.wrapping(subtitle.printable, into: room, size: smallText) {
      y += smallText * 1.4
      marks.append(.text(PlotScene.Text(line, margin, y, size: smallText, color: .faint)))
    }
    return (marks, y)
  }
}
