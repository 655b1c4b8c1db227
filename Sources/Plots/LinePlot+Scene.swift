import RLAText

extension LinePlot {
  /// The plot as it stands on a page: heading, axes, lines, points and a legend, beside the axes
  /// where it leaves them enough room, else below.
  package func scene(on page: PlotPage = .screen) -> PlotScene {
    let heading = page.heading(title, subtitle)
    let legend = PlotLegend(entries, on: page)
    let isBeside = legend.fitsBeside
    let right = page.width - page.margin - (isBeside ? legend.width + 12 : 0)
    let shown = (series.flatMap(\.points) + guides.flatMap(\.points)).filter(hasPlace)
    let panel = PlotPanel(
      shown.map(\.x), shown.map(\.y), logarithmicAxes, on: page, top: heading.bottom, right: right)
    var marks = heading.marks + panel.marks(xLabel, yLabel)
    let (words, unnamed) = labels(on: panel, page)
    marks += lines(on: panel) + points(on: panel) + words
    var bottom = panel.bottom(xLabel)
    if unnamed > 0 {
      bottom += page.lineHeight
      let note = "no room for \(Numbers.counted(unnamed, "name"))"
      marks.append(
        .text(PlotScene.Text(note, page.margin, bottom, size: page.smallText, color: .faint)))
    }
    if isBeside {
      marks += legend.column(
        left: right + 12, top: panel.frame.top, width: legend.width)
    } else if !legend.isEmpty {
      let below = legend.rows(left: page.margin, right: page.width - page.margin, top: bottom + 4)
      marks += below.marks
      bottom = below.bottom
    }
    return PlotScene(
      width: page.width, height: (bottom + page.margin).rounded(.up), title: title,
      description: description, marks: marks)
  }

  /// What the plot shows, in words.
  private var description: String {
    let names = series.compactMap(\.name)
    let parts = [
      subtitle, "\(yLabel) against \(xLabel)",
      names.isEmpty ? "" : "series: " + names.joined(separator: "; "),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: ". ") + "."
  }

  private var entries: [PlotLegend.Entry] {
    let named = series.enumerated().compactMap { index, series in
      series.name.map { name in
        PlotLegend.Entry(
          sample: .series(series.style(at: index), hasLine: series.isJoined, hasPoints: true),
          name: name)
      }
    }
    let limits = guides.enumerated().map { index, guide in
      PlotLegend.Entry(sample: .line(Self.stroke(ofGuide: index)), name: guide.name)
    }
    return named + limits + (mark.map { [PlotLegend.Entry(sample: .ring, name: $0)] } ?? [])
  }

  private static func stroke(ofGuide index: Int) -> PlotScene.Stroke {
    let patterns: [[Double]] = [[], [7, 2], [4, 2], [1.5, 1.5]]
    return PlotScene.Stroke(.faint, width: 0.9, dashes: patterns[index % patterns.count])
  }

  private func lines(on panel: PlotPanel) -> [PlotScene.Mark] {
    let limits = guides.enumerated().map { index, guide in
      PlotScene.Mark.line(guide.points.map(panel.place), Self.stroke(ofGuide: index))
    }
    let joined = series.enumerated().flatMap { index, series -> [PlotScene.Mark] in
      guard series.isJoined else { return [] }
      return runs(of: series.points).filter { $0.count > 1 }.map {
        .line($0.map(panel.place), series.style(at: index).stroke)
      }
    }
    return limits + joined
  }

  /// Points that follow each other without one between them that has no place.
  private func runs(of points: [Point]) -> [[Point]] {
    points.split { !hasPlace($0) }.map(Array.init)
  }

  /// Points of a line are drawn this far apart at least, on average; marked and single ones always.
  private static let leastDistance = 6.0

  private func points(on panel: PlotPanel) -> [PlotScene.Mark] {
    series.enumerated().flatMap { index, series -> [PlotScene.Mark] in
      let style = series.style(at: index)
      let shown = series.points.filter(hasPlace)
      let most = max(2, Int(panel.frame.width / Self.leastDistance))
      let every = series.isJoined ? (shown.count + most - 1) / most : 1
      return shown.enumerated().flatMap { number, point -> [PlotScene.Mark] in
        let isShown = number % max(1, every) == 0 || number == shown.count - 1
        guard isShown || point.isMarked else { return [] }
        let place = panel.place(point)
        return (point.isMarked ? [.ring(place.x, place.y)] : [])
          + [style.point(place.x, place.y)]
      }
    }
  }

  /// The words beside points, and how many have no place left.
  private func labels(
    on panel: PlotPanel, _ page: PlotPage
  ) -> (marks: [PlotScene.Mark], unnamed: Int) {
    var placing = LabelPlacing(
      in: panel.frame, around: series.flatMap(\.points).filter(hasPlace).map(panel.place),
      lines: guides.map { $0.points.map(panel.place) }, size: page.smallText)
    let placed = labels.map { label in
      placing.marks(label.text, at: PlotScene.Point(panel.x(label.x), panel.y(label.y)))
    }
    return (placed.flatMap(\.self), placed.count(where: \.isEmpty))
  }
}
