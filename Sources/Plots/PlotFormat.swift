/// The forms in which a plot is saved.
package enum PlotFormat: String, CaseIterable, Sendable {
  case svg
  case pdf
  case png

  /// Whether the bytes are no text.
  package var isBinary: Bool { self != .svg }
}

extension PlotScene {
  /// The scene as a file holds it; SVG needs no library.
  ///
  /// - Parameters:
  ///   - format: The form of the file.
  ///   - resolution: Pixels per inch of bitmaps.
  /// - Returns: The bytes of the file, the same for the same scene.
  /// - Throws: `PlotFailure` where Cairo is missing or refuses.
  package func bytes(as format: PlotFormat, resolution: Int) throws(PlotFailure) -> [UInt8] {
    switch format {
    case .svg: Array(svg.utf8)
    case .pdf: try CairoCanvas.pdf(self)
    case .png: try CairoCanvas.png(self, resolution: resolution)
    }
  }
}
