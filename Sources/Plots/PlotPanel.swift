import RLAText

/// Axes with marks and labels in a frame.
struct PlotPanel {
  let frame: PlotFrame
  let xAxis: PlotAxis
  let yAxis: PlotAxis
  private let page: PlotPage

  /// Intervals of an axis that has room for them.
  private static let most = 8

  /// Axes that stand below `top` and left of `right`, with as many marks as their labels have room
  /// for.
  ///
  /// - Parameters:
  ///   - xs: What the horizontal axis shows.
  ///   - ys: What the vertical one shows.
  ///   - axes: Which are logarithmic.
  ///   - page: What the plot stands on.
  ///   - top: Where the label of the vertical axis begins.
  ///   - right: The end of the room for both.
  ///   - isExact: Whether the horizontal axis ends where its values do.
  init(
    _ xs: [Double], _ ys: [Double], _ axes: LogarithmicAxes?, on page: PlotPage, top: Double,
    right: Double, isExact: Bool = false
  ) {
    self.page = page
    let top = top + page.lineHeight + 8
    let rows = max(2, min(Self.most, Int(page.panelHeight / (page.smallText * 3))))
    let yAxis = PlotAxis(ys, count: rows, isLogarithmic: axes?.hasY == true)
    let size = page.smallText
    let labels = yAxis.labels.map { TextWidth.of($0, size: size) }.max() ?? 0
    let left = page.margin + labels + 5
    let (xAxis, overhang) = Self.horizontal(
      xs, axes?.hasX == true, isExact, width: right - left, size: size)
    self.yAxis = yAxis
    self.xAxis = xAxis
    frame = PlotFrame(
      left: left, top: top, right: right - overhang, bottom: top + page.panelHeight)
  }

  /// The axis whose labels stand apart, and by how much its last label reaches beyond its end.
  private static func horizontal(
    _ values: [Double], _ isLogarithmic: Bool, _ isExact: Bool, width: Double, size: Double
  ) -> (PlotAxis, overhang: Double) {
    for count in (1...most).reversed() {
      let axis = PlotAxis(
        values, count: count, isLogarithmic: isLogarithmic, isExact: isExact)
      let widths = axis.labels.map { TextWidth.of($0, size: size) }
      let overhang = max(SeriesStyle.reach, (widths.last ?? 0) / 2)
      let places = axis.marks.map { axis.position($0) * (width - overhang) }
      let areApart = places.indices.dropFirst().allSatisfy { index in
        places[index] - places[index - 1] > (widths[index] + widths[index - 1]) / 2 + size * 0.7
      }
      if areApart || count == 1 { return (axis, overhang) }
    }
    preconditionFailure("The last round has an answer.")
  }

  func x(_ value: Double) -> Double { frame.left + xAxis.position(value) * frame.width }
  func y(_ value: Double) -> Double { frame.bottom - yAxis.position(value) * frame.height }
  func place(_ point: LinePlot.Point) -> PlotScene.Point {
    PlotScene.Point(x(point.x), y(point.y))
  }

  /// Where the labels below the horizontal axis end.
  func bottom(_ xLabel: String) -> Double {
    frame.bottom + page.smallText * 1.6 + Double(xLines(xLabel).count) * page.lineHeight + 3
  }

  private func xLines(_ label: String) -> [String] {
    TextWidth.wrapping(
      xAxis.label(label).printable, into: page.width - 2 * page.margin, size: page.text)
  }

  /// Grid, axes and their labels; that of the vertical axis stands level above it.
  func marks(_ xLabel: String, _ yLabel: String) -> [PlotScene.Mark] {
    let thin = PlotScene.Stroke(.grid, width: 0.6)
    var marks: [PlotScene.Mark] = []
    for (value, label) in zip(xAxis.marks, xAxis.labels) {
      let x = x(value)
      marks.append(
        .line([PlotScene.Point(x, frame.top), PlotScene.Point(x, frame.bottom)], thin))
      marks.append(
        .text(
          PlotScene.Text(
            label, x, frame.bottom + page.smallText * 1.45, size: page.smallText, anchor: .middle)))
    }
    for (value, label) in zip(yAxis.marks, yAxis.labels) {
      let y = y(value)
      marks.append(
        .line([PlotScene.Point(frame.left, y), PlotScene.Point(frame.right, y)], thin))
      marks.append(
        .text(
          PlotScene.Text(
            label, frame.left - 4, y + page.smallText * 0.35, size: page.smallText, anchor: .end)))
    }
    marks.append(
      .line(
        [
          PlotScene.Point(frame.left, frame.top), PlotScene.Point(frame.left, frame.bottom),
          PlotScene.Point(frame.right, frame.bottom),
        ], PlotScene.Stroke(.ink, width: 0.8)))
    return marks + names(xLabel, yLabel)
  }

  private func names(_ xLabel: String, _ yLabel: String) -> [PlotScene.Mark] {
    let room = page.width - 2 * page.margin
    let name = TextWidth.fitting(yAxis.label(yLabel).printable, into: room, size: page.text)
    var marks: [PlotScene.Mark] = [
      .text(PlotScene.Text(name, page.margin, frame.top - 6, size: page.text))
    ]
    var y = frame.bottom + page.smallText * 1.6
    for line in xLines(xLabel) {
      y += page.lineHeight
      let half = TextWidth.of(line, size: page.text) / 2
      // Centered below the axis where it does not leave the page there.
      let center = min(
        max((frame.left + frame.right) / 2, page.margin + half), page.width - page.margin - half)
      marks.append(.text(PlotScene.Text(line, center, y, size: page.text, anchor: .middle)))
    }
    return marks
  }
}
