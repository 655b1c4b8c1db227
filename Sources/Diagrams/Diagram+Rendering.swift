extension Diagram {
  /// The drawing as a file holds it.
  ///
  /// SVG says to screen readers what it shows: role, title and description. A PDF carries no date,
  /// so that equal drawings have equal bytes. What crashes the renderer is simplified step by step.
  ///
  /// - Parameters:
  ///   - format: The form of the file.
  ///   - style: How the drawing looks.
  ///   - renderer: What lays it out; Graphviz in this process unless another is given.
  /// - Returns: The bytes of the file and how the drawing was changed to make them.
  /// - Throws: `RenderFailure` where it cannot be drawn; never for `dot`.
  public func rendered(
    as format: DiagramFormat, _ style: DiagramStyle = DiagramStyle(),
    by renderer: some GraphRenderer = GraphvizRenderer()
  ) throws(RenderFailure) -> RenderedDiagram {
    if format == .dot {
      return RenderedDiagram(bytes: Array(dot(style).text.utf8), width: 0, height: 0, scale: 1)
    }
    var drawing = try drawn(as: format, style, by: renderer)
    switch format {
    case .svg:
      drawing.bytes = AccessibleSVG.describing(
        drawing.bytes, title: subject.isEmpty ? name : "\(name), \(subject)", description: summary)
    case .pdf: drawing.bytes = UndatedPDF.undating(drawing.bytes)
    case .dot, .png: break
    }
    return drawing
  }

  /// Lays it out, and a block closer where its text is too small for the paper otherwise.
  private func drawn(
    as format: DiagramFormat, _ style: DiagramStyle, by renderer: some GraphRenderer
  ) throws(RenderFailure) -> RenderedDiagram {
    var graph = dot(style)
    // Vector formats would be enlarged by it.
    if format == .png { graph.attributes["dpi"] = .number(Double(style.resolution)) }
    let drawing = try graph.drawn(as: format, by: renderer)
    let isSmall = drawing.scale * DiagramStyle.smallestText < DiagramStyle.legibleText
    guard detail == .layers, style.paperWidth != nil, isSmall, !style.isNarrow else {
      return drawing
    }
    var narrow = style
    narrow.isNarrow = true
    guard let closer = try? drawn(as: format, narrow, by: renderer) else { return drawing }
    return closer.scale > drawing.scale ? closer : drawing
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
