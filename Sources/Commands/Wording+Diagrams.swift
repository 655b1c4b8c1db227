import RLADiagrams
import RLAText

/// Sentences about drawings.
extension Wording {
  static let oneNetworkPerDrawing = "A drawing shows one network: give -a once."

  static let symbolicSize =
    "--symbolic draws every size at once, so --input-size has nothing to say."

  static let timesAndHeat =
    "--heat time and --times belong together: --times names the bench report that holds the times."

  static let blockWithoutModule =
    "--block chooses what '--view module' draws; it has no place in another view."

  static let missingStage = "Say which stage, for example '--view stage 2'."

  static func unknownView(_ text: String) -> String {
    let word = text.split(separator: " ").first.map(String.init) ?? text
    return "There is no view '\(text)'. "
      + didYouMean(nearestNames(to: word, in: DiagramView.names, count: 1))
      + " The views are module, network, stage N and graph."
  }

  static func invalidBlock(_ text: String) -> String {
    "'\(text)' is no block: give stage and block from 1, like 2.1 for the first block of stage 2."
  }

  static func invalidPaperWidth(_ text: String) -> String {
    let range = DiagramStyle.paperWidths
    return "--paper-width takes centimetres from \(Int(range.lowerBound)) to "
      + "\(Int(range.upperBound)), 'one' or 'two', not '\(text)'."
  }

  static func invalidResolution(_ text: String, _ range: ClosedRange<Int>) -> String {
    "--resolution takes a whole number from \(range.lowerBound) to \(range.upperBound), "
      + "not '\(text)'."
  }

  static func smallText(points: Double) -> String {
    "At this paper width the smallest text is \(Numbers.fixed(points, decimals: 1)) pt high; "
      + "'--direction TB', a wider page or '--no-legend' makes it larger."
  }

  static func unknownFormat(_ file: String) -> String {
    "The name '\(file)' does not say a format: end it in .svg, .pdf, .png or .dot, or give --format."
  }

  static func binaryOnTerminal(_ format: DiagramFormat) -> String {
    "\(format.rawValue.uppercased()) is no text for a terminal: name a file with -o."
  }

  static func sentence(_ name: String, _ failure: DiagramFailure) -> String {
    switch failure {
    case .noStage(let stage, let count):
      "\(name) has no stage \(stage): its stages with blocks are 1 to \(count)."
    case .noBlock(let block, let stage, let count):
      "Stage \(stage) of \(name) has no block \(block): its blocks are 1 to \(count)."
    case .noBlocks:
      "\(name) has no blocks to draw; '--view network' and '--view graph' draw it."
    case .tooManyOperators(let count, let limit):
      "\(name) has \(count) operators, and a layout takes minutes above \(limit); "
        + "'--view network' or '--view stage N' draws it."
    case .noTimes:
      "The bench report has no time for any layer of \(name); it belongs to another network."
    }
  }

  static func sentence(_ failure: RenderFailure) -> String {
    switch failure {
    case .bitmapTooLarge(let width, let height, let limit):
      "The PNG would be \(width) x \(height) pixels, and none can have more than \(limit) on a side; "
        + "choose a lower --resolution, svg or pdf."
    case .format(let format, let messages):
      "Graphviz cannot write \(format.rawValue)\(reason(messages))."
    case .layout(let messages), .notDot(let messages):
      "Graphviz cannot lay the drawing out\(reason(messages))."
    case .noLibrary(let name):
      "Drawing needs Graphviz, and \(name) cannot be opened; on Debian, 'apt install libgvc6' brings "
        + "it, and '--format dot' does without."
    }
  }

  static func unreadableTimes(_ path: String) -> String {
    "'\(path)' is no bench report: it needs 'layers' in JSON, each with 'path' and 'median_ms'."
  }

  static func sentence(_ path: String, _ failure: MeasuredTimes.Failure) -> String {
    switch failure {
    case .outOfRange(let layer):
      "'\(path)' gives \(layer) a time that is no number of milliseconds from 0 to 10^9."
    }
  }

  private static func reason(_ messages: [String]) -> String {
    messages.first.map { ": \($0)" } ?? ""
  }
}
