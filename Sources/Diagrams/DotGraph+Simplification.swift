extension DotGraph {
  /// Draws the graph as it is, or as simply as the renderer needs it.
  func drawn(
    as format: DiagramFormat, by renderer: some GraphRenderer
  ) throws(RenderFailure) -> RenderedDiagram {
    var failure: RenderFailure
    do throws(RenderFailure) {
      return try renderer.render(text, as: format)
    } catch {
      failure = error
    }
    for step in Simplification.allCases {
      switch failure {
      case .crash, .time: break
      case .noLibrary, .notDot, .layout, .format, .memory, .process: throw failure
      }
      do throws(RenderFailure) {
        var drawing = try renderer.render(simplified(step).text, as: format)
        drawing.simplification = step
        return drawing
      } catch {
        failure = error
      }
    }
    throw failure
  }

  /// The same boxes and arrows with less to lay out.
  func simplified(_ simplification: Simplification) -> DotGraph {
    var graph = self
    switch simplification {
    case .weights:
      graph.statements = statements.map { $0.mapped(\.withLeastWeight) }
    case .straightLines:
      graph.attributes["splines"] = "line"
      graph.statements = statements.map { $0.mapped(\.withoutLane) }
    }
    return graph
  }
}

extension DotStatement {
  /// The statement with other attributes of its boxes and arrows.
  fileprivate func mapped(_ change: (DotAttributes) -> DotAttributes) -> DotStatement {
    switch self {
    case .node(let name, let attributes): .node(name, change(attributes))
    case .edge(let from, let to, let attributes): .edge(from: from, to: to, change(attributes))
    case .sameRank: self
    }
  }
}

extension DotAttributes {
  fileprivate var withLeastWeight: DotAttributes {
    guard self["weight"] == .number(0) else { return self }
    var attributes = self
    attributes["weight"] = .number(1)
    return attributes
  }

  fileprivate var withoutLane: DotAttributes {
    var attributes = self
    attributes["weight"] = nil
    attributes["group"] = nil
    return attributes
  }
}
