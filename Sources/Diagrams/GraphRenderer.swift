/// What lays graphs out and writes them.
///
/// A graph can crash Graphviz. A program that must not end with it renders in a process of its own,
/// as the command line does.
public protocol GraphRenderer: Sendable {
  /// - Parameters:
  ///   - dot: The graph in the DOT language.
  ///   - format: The form of the file.
  /// - Returns: The bytes of the file and the size of the page.
  /// - Throws: `RenderFailure` where there is no drawing.
  func render(
    _ dot: String, as format: DiagramFormat
  ) throws(RenderFailure) -> RenderedDiagram
}

/// Why there is no drawing, as facts.
public enum RenderFailure: Error, Hashable, Sendable {
  /// The library of this name is not installed.
  case noLibrary(String)
  /// The text is not a graph of the DOT language.
  case notDot(messages: [String])
  /// The layout failed.
  case layout(messages: [String])
  /// The format cannot be written, as where a plugin of Graphviz is missing.
  case format(DiagramFormat, messages: [String])
  /// The process of the layout ended by a signal of this number.
  case crash(signal: Int32)
  /// The layout took longer than its limit.
  case time(seconds: Int)
  /// The memory that limits leave ran out in the process of the layout.
  case memory
  /// The process of the layout cannot be started, or ended without an answer.
  case process(reason: String)
}

/// A drawing as a file holds it.
public struct RenderedDiagram: Hashable, Sendable {
  public var bytes: [UInt8]
  /// Points of the page, 72 to the inch.
  public let width: Double
  public let height: Double
  /// By how much the drawing was scaled to fit its paper, text with it.
  public let scale: Double
  /// Pixels per inch of a bitmap that would have been too large; nil where it is as asked for.
  public let reducedResolution: Double?
  /// What was left out because the renderer crashed with it; nil where nothing was.
  public var simplification: Simplification?

  public init(
    bytes: [UInt8], width: Double, height: Double, scale: Double, reducedResolution: Double? = nil,
    simplification: Simplification? = nil
  ) {
    self.bytes = bytes
    self.width = width
    self.height = height
    self.scale = scale
    self.reducedResolution = reducedResolution
    self.simplification = simplification
  }
}

/// What a drawing does without where its layout crashes or takes too long, in the order in which it
/// is tried.
public enum Simplification: String, Hashable, Sendable, CaseIterable {
  /// Arrows without weight, which Graphviz 2.42 crashes on in long graphs, get the least weight.
  case weights
  /// Straight lines instead of curves, and lanes that need not be straight.
  case straightLines
}
