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

  /// The plot as it stands on a page; the legend has the shares of the largest parts.
  package func scene(on page: PlotPage = .screen) -> PlotScene {
    let heading = page.heading(title, subtitle)
    let top = heading.bottom + 6
    let frame = PlotFrame(
      left: page.margin, top: top, right: page.width - page.margin,
      bottom: top + height(on: page))
    let style = PartitionStyle(tree)
    var marks = heading.marks
    switch form {
    case .icicle: marks += Icicle(page, frame, style).marks(tree)
    case .treemap: marks += Treemap(page, style).marks(tree, in: frame)
    }
    let entries = Self.entries(style)
    let legend = PlotLegend(entries, on: page)
    let below = legend.rows(left: frame.left, right: frame.right, top: frame.bottom + 6)
    return PlotScene(
      width: page.width, height: (below.bottom + page.margin).rounded(.up), title: title,
      description: "\(subtitle). \(entries.map(\.name).joined(separator: "; ")).",
      marks: marks + below.marks)
  }

  private func height(on page: PlotPage) -> Double {
    switch form {
    case .treemap: page.panelHeight * 1.1
    case .icicle: Double(min(Icicle.mostRows, 1 + tree.depth)) * Icicle.rowHeight(page)
    }
  }

  private static func entries(_ style: PartitionStyle) -> [PlotLegend.Entry] {
    func entry(_ color: PlotColor?, _ name: String, _ share: Double) -> PlotLegend.Entry {
      PlotLegend.Entry(
        sample: .area(PartitionStyle.tint(color, level: 0)),
        name: "\(name) \(Numbers.percent(share))")
    }
    let rest = style.restShare < 0.0005 ? [] : [entry(nil, "others", style.restShare)]
    return style.groups.map { entry($0.color, $0.name, $0.share) } + rest
  }
}
