/// Amounts over the steps of a run, one on the other; `scene` draws them.
package struct AreaPlot: Hashable, Sendable {
  /// An amount at every step.
  package struct Layer: Hashable, Sendable {
    package var name: String
    package var values: [Double]

    package init(name: String, values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  package var title: String
  package var subtitle: String
  package var xLabel: String
  package var yLabel: String
  /// From the bottom, all with as many steps.
  package var layers: [Layer]
  /// Words at a step, on top of what stands there.
  package var label: (step: Int, text: String)? {
    get { labelStep.map { ($0, labelText) } }
    set { (labelStep, labelText) = (newValue?.step, newValue?.text ?? "") }
  }
  private var labelStep: Int?
  private var labelText = ""
  /// The first step of another part of the run; nil where it has one part.
  package var border: Int?

  package init(
    title: String, subtitle: String, xLabel: String, yLabel: String, layers: [Layer],
    label: (step: Int, text: String)? = nil, border: Int? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.layers = layers
    self.border = border
    self.label = label
  }

  private var stepCount: Int { layers.map(\.values.count).max() ?? 0 }

  /// By step, the sum of all layers.
  package var totals: [Double] {
    (0..<stepCount).map { step in layers.reduce(0) { $0 + $1.values[step] } }
  }

  package func scene(on page: PlotPage = .screen) -> PlotScene {
    let heading = page.heading(title, subtitle)
    // Room above the highest step for the words there.
    let highest = (totals.max() ?? 0) * (labelStep == nil ? 1 : 1.12)
    let panel = PlotPanel(
      [0, Double(stepCount)], [0, highest], nil, on: page, top: heading.bottom,
      right: page.width - page.margin, isExact: true)
    let axes = panel.marks(xLabel, yLabel)
    let marks = heading.marks + areas(on: panel) + axes + notes(on: panel, page)
    let legend = PlotLegend(
      layers.indices.reversed().map {
        PlotLegend.Entry(sample: .area(Self.color($0)), name: layers[$0].name)
      }, on: page)
    let below = legend.rows(
      left: page.margin, right: page.width - page.margin, top: panel.bottom(xLabel) + 4)
    return PlotScene(
      width: page.width, height: (below.bottom + page.margin).rounded(.up), title: title,
      description: ([subtitle, labelText] + layers.map(\.name)).filter { !$0.isEmpty }
        .joined(separator: "; ") + ".", marks: marks + below.marks)
  }

  private static func color(_ layer: Int) -> PlotColor {
    let colors = SeriesStyle.colors
    return colors[layer % colors.count].tint(layer < colors.count ? 0.65 : 0.35)
  }

  /// Steps of a long run share a column, in which the one with the largest sum is drawn.
  private static let mostColumns = 2000

  /// By column, its steps and the one that is drawn.
  private var columns: [(steps: Range<Int>, shown: Int)] {
    let totals = totals
    let width = max(1, (stepCount + Self.mostColumns - 1) / Self.mostColumns)
    return stride(from: 0, to: stepCount, by: width).map { start in
      let steps = start..<min(start + width, stepCount)
      return (steps, steps.max { (totals[$0], $1) < (totals[$1], $0) } ?? start)
    }
  }

  private func areas(on panel: PlotPanel) -> [PlotScene.Mark] {
    let columns = columns
    var floor = [Double](repeating: 0, count: columns.count)
    return layers.enumerated().compactMap { index, layer in
      let ceiling = zip(floor, columns).map { $0 + layer.values[$1.shown] }
      defer { floor = ceiling }
      guard layer.values.contains(where: { $0 > 0 }) else { return nil }
      let steps = columns.map(\.steps)
      let outline = stairs(ceiling, steps, panel) + stairs(floor, steps, panel).reversed()
      return .polygon(outline, fill: Self.color(index), stroke: nil)
    }
  }

  /// The outline of a value in every column, without the corners that lie on a line.
  private func stairs(
    _ values: [Double], _ steps: [Range<Int>], _ panel: PlotPanel
  ) -> [PlotScene.Point] {
    var points: [PlotScene.Point] = []
    for (column, value) in values.enumerated() {
      let left = panel.x(Double(steps[column].lowerBound))
      let right = panel.x(Double(steps[column].upperBound))
      if column > 0, values[column - 1] == value {
        points[points.count - 1].x = right
      } else {
        points += [PlotScene.Point(left, panel.y(value)), PlotScene.Point(right, panel.y(value))]
      }
    }
    return points
  }

  private func notes(on panel: PlotPanel, _ page: PlotPage) -> [PlotScene.Mark] {
    var marks: [PlotScene.Mark] = []
    if let border, stepCount > 0 {
      let x = panel.x(Double(border))
      // It ends below the words at the peak.
      let height = max(totals[max(0, border - 1)], totals[min(border, stepCount - 1)])
      marks.append(
        .line(
          [PlotScene.Point(x, panel.y(height)), PlotScene.Point(x, panel.frame.bottom)],
          PlotScene.Stroke(.ink, width: 0.7, dashes: [3, 2])))
    }
    guard let step = labelStep else { return marks }
    let text = TextWidth.fitting(labelText, into: panel.frame.width, size: page.smallText)
    let half = TextWidth.of(text, size: page.smallText) / 2
    let (x, y) = (panel.x(Double(step) + 0.5), panel.y(totals[step]))
    let center = min(max(x, panel.frame.left + half + 2), panel.frame.right - half)
    return marks + [
      .polygon(
        [
          PlotScene.Point(x, y), PlotScene.Point(x - 2.5, y - 4), PlotScene.Point(x + 2.5, y - 4),
        ], fill: .ink, stroke: nil),
      .text(PlotScene.Text(text, center, y - 6, size: page.smallText, anchor: .middle)),
    ]
  }
}
