import ArgumentParser
public import RLADiagrams

extension Theme: ArgumentWord {}
extension DiagramFormat: ArgumentWord {}

extension DiagramStyle.Direction: ArgumentWord {
  public init?(argument: String) {
    self.init(rawValue: argument.uppercased())
  }
}

/// How a drawing looks.
struct AppearanceOptions: ParsableArguments {
  @Option(help: "The colors: for white or dark backgrounds, or for print in black.")
  var theme = Theme.light

  @Option(
    help:
      "Where the drawing goes from the input: down (TB) or to the right (LR); by default as suits the view."
  )
  var direction: DiagramStyle.Direction?

  @Option(
    help: ArgumentHelp(
      "The largest width on paper in centimeters, or 'one' (8.5) or 'two' (17.5) columns; by default none.",
      valueName: "cm|one|two"),
    transform: PaperWidth.parse)
  var paperWidth: Double?

  @Option(
    help: ArgumentHelp("Pixels per inch of PNG files; by default 150.", valueName: "dpi"),
    transform: Resolution.parse)
  var resolution = 150

  @Flag(inversion: .prefixedNo, help: "Write the name and the totals above the drawing.")
  var title = true

  @Flag(inversion: .prefixedNo, help: "Write the legend and the notes below the drawing.")
  var legend = true

  var style: DiagramStyle {
    var style = DiagramStyle()
    style.theme = theme
    style.direction = direction
    style.paperWidth = paperWidth
    style.resolution = resolution
    style.hasTitle = title
    style.hasLegend = legend
    return style
  }
}

enum PaperWidth {
  @Sendable static func parse(_ text: String) throws -> Double {
    switch text.lowercased() {
    case "one": return DiagramStyle.oneColumn
    case "two": return DiagramStyle.twoColumns
    default:
      guard let width = Double(text), DiagramStyle.paperWidths.contains(width) else {
        throw ValidationError(Wording.paperWidth)
      }
      return width
    }
  }
}

enum Resolution {
  private static let range = 36...1200

  @Sendable static func parse(_ text: String) throws -> Int {
    guard let value = Int(text), range.contains(value) else {
      throw ValidationError(Wording.resolution(range))
    }
    return value
  }
}
