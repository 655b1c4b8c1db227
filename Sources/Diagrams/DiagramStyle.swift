/// How a drawing looks.
public struct DiagramStyle: Sendable {
  /// Where the network's input stands.
  public enum Direction: String, CaseIterable, Sendable {
    /// The input at the top.
    case down = "TB"
    /// The input on the left.
    case right = "LR"
  }

  public var theme = Theme.light
  /// By default to the right for a row of stages that fits the width, else down.
  public var direction: Direction?
  /// The width on paper in centimetres; the drawing is scaled to it, text with it.
  public var paperWidth: Double?
  /// Pixels per inch of bitmaps.
  public var resolution = 150
  public var hasTitle = true
  public var hasLegend = true
  /// Whether boxes stand closer and texts break, for paper on which the text would be too small
  /// otherwise.
  package var isNarrow = false

  public init() {}

  /// The usual width of a column where a page has two.
  public static let oneColumn = 8.5
  /// The usual width of a page with two columns.
  public static let twoColumns = 17.5
  /// Widths that a page can have, in centimetres.
  public static let paperWidths = 3.0...120.0

  /// Points of the smallest text before a drawing is scaled to its paper.
  public static let smallestText = 7.5
  /// Points below which print is hard to read.
  public static let legibleText = 5.0

  /// A font that fontconfig depends on, so it is there wherever Graphviz draws text.
  public static let font = "DejaVu Sans"
}
