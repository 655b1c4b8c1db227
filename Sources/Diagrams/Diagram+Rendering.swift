extension Diagram {
  /// The drawing as a file holds it.
  ///
  /// SVG says to screen readers what it shows: role, title and description.
  ///
  /// - Throws: `RenderFailure` where Graphviz cannot draw it; never for `dot`.
  public func rendered(
    as format: DiagramFormat, _ style: DiagramStyle = DiagramStyle()
  ) throws(RenderFailure) -> RenderedDiagram {
    var graph = dot(style)
    if format == .dot {
      return RenderedDiagram(bytes: Array(graph.text.utf8), width: 0, height: 0, scale: 1)
    }
    // Vector formats would be enlarged by it.
    if format == .png { graph.attributes["dpi"] = .number(Double(style.resolution)) }
    let drawing = try GraphvizRenderer.render(graph, as: format)
    if format != .svg { return drawing }
    return RenderedDiagram(
      bytes: AccessibleSVG.describing(
        drawing.bytes, title: subject.isEmpty ? name : "\(name), \(subject)", description: summary),
      width: drawing.width, height: drawing.height, scale: drawing.scale)
  }

  /// The drawing in words: its facts, its boxes in the order of execution, its notes.
  public var summary: String {
    let described = boxes.filter { $0.role != .symbol }.map { box in
      box.lines.map(\.text).joined(separator: " ")
    }
    return (facts.map { $0 + "." } + [described.joined(separator: "; ") + "."] + notes)
      .joined(separator: " ")
  }
}
