extension PlotScene {
  /// Scenes one below the other, as one.
  package static func stack(_ scenes: [PlotScene], title: String) -> PlotScene {
    var stacked = PlotScene(
      width: scenes.map(\.width).max() ?? 0, height: scenes.reduce(0) { $0 + $1.height },
      title: title, description: scenes.map(\.description).joined(separator: " "))
    var top = 0.0
    for scene in scenes {
      stacked.marks += scene.marks.map { $0.moved(down: top) }
      top += scene.height
    }
    return stacked
  }
}

extension PlotScene.Mark {
  fileprivate func moved(down distance: Double) -> PlotScene.Mark {
    func moved(_ point: PlotScene.Point) -> PlotScene.Point {
      PlotScene.Point(point.x, point.y + distance)
    }
    switch self {
    case .line(let points, let stroke): return .line(points.map(moved), stroke)
    case .polygon(let points, let fill, let stroke):
      return .polygon(points.map(moved), fill: fill, stroke: stroke)
    case .disk(let center, let radius, let fill, let stroke):
      return .disk(moved(center), radius: radius, fill: fill, stroke: stroke)
    case .text(var text):
      text.place = moved(text.place)
      return .text(text)
    }
  }
}
