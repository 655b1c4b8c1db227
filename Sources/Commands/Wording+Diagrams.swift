package import RLADiagrams
import RLAText

/// Sentences about drawings.
extension Wording {
  static let oneNetworkPerDrawing = "A drawing shows one network; name a single one with -a."

  static let symbolicSize =
    "--symbolic draws sizes in terms of H and W; leave out --input-size and --size-divisor."

  static let timesAndHeat =
    "--heat time needs a bench report from --times, and --times needs --heat time; give both."

  static let blockWithoutModule =
    "--block chooses the block of '--view module'; leave it out of other views."

  static let stageWithoutGraph =
    "--stage chooses the part of '--view graph'; leave it out of other views."

  static let oneFileOfGraph =
    "--one-file is for '--view graph' of a whole network; leave it out of other views."

  /// Says where the drawings are that one file would not hold.
  static func pages(_ paths: [String], limit: Int) -> String {
    let range = paths.count == 1 ? paths[0] : "\(paths[0]) to \(paths[paths.count - 1])"
    return
      "More than \(limit) operators are drawn by stage, in \(range); --one-file draws them in one."
  }

  static let pathWithoutGraph =
    "--path chooses the module of '--view graph'; leave --block, --stage and other views out."

  static let missingStage = "--view stage needs a number; write for example '--view stage 2'."

  static func invalidStage(_ text: String) -> String {
    "'\(text)' is not a stage; expected a whole number of at least 1, as in '--view stage 2'."
  }

  static func unknownView(_ text: String) -> String {
    let word = text.split(separator: " ").first.map(String.init) ?? text
    return suggesting(
      likelyNames(for: word, in: DiagramView.names, count: 1), after: "There is no view '\(text)'")
      + " The views are module, network, stage N and graph."
  }

  static let block =
    "expected stage and block, both from 1, such as 2.1 for the first block of stage 2."

  static var paperWidth: String {
    let range = DiagramStyle.paperWidths
    return "expected centimeters from \(Int(range.lowerBound)) to \(Int(range.upperBound)), 'one' "
      + "or 'two'."
  }

  static func resolution(_ range: ClosedRange<Int>) -> String {
    "expected a whole number from \(range.lowerBound) to \(range.upperBound)."
  }

  static func smallText(points: Double, enough centimeters: Double) -> String {
    "At this paper width the smallest text is \(Numbers.fixed(points, decimals: 2)) pt high; "
      + "5 pt take a width of \(Numbers.fixed(centimeters, decimals: 1)) cm, unless "
      + "'--direction TB' or '--no-legend' makes the drawing narrower."
  }

  package static func simplified(_ simplification: Simplification) -> String {
    switch simplification {
    case .weights:
      "Graphviz cannot lay this drawing out as designed, so its lanes may be less straight; no box "
        + "and no arrow is missing."
    case .straightLines:
      "Graphviz cannot lay this drawing out as designed, so its arrows are straight lines and its "
        + "lanes may bend; no box and no arrow is missing."
    }
  }

  package static func reduced(_ resolution: Double, from wanted: Int) -> String {
    "A bitmap of \(wanted) pixels per inch would be too large; this one has "
      + "\(Numbers.fixed(resolution, decimals: 0)). SVG and PDF have no such limit."
  }

  package static func layingOut(seconds: Int) -> String { "laying out the drawing, \(seconds) s" }

  static func unknownFormat(_ file: String) -> String {
    "The name '\(file)' does not tell the format; end it in .svg, .pdf, .png or .dot, or give "
      + "--format."
  }

  static func binaryOnTerminal(_ format: DiagramFormat) -> String {
    "A terminal cannot show \(format.rawValue.uppercased()); name a file with -o."
  }

  static func sentence(_ name: String, _ failure: DiagramFailure) -> String {
    switch failure {
    case .noStage(let stage, let count):
      "\(name) has no stage \(stage) with blocks; expected 1 to \(count)."
    case .noBlock(let block, let stage, let count):
      "Stage \(stage) of \(name) has no block \(block); expected 1 to \(count)."
    case .noBlocks:
      "\(name) has no blocks to draw; '--view network' and '--view graph' draw it."
    case .noPart(let part, let parts):
      suggesting(
        likelyNames(for: part, in: parts, count: 1), after: "\(name) has no stage '\(part)'")
        + " Its stages are \(parts.joined(separator: ", "))."
    case .noModule(let path, let modules):
      suggesting(
        likelyNames(for: path, in: modules, count: 1), after: "\(name) has no module '\(path)'")
        + " 'profile --depth all' lists its modules."
    case .tooManyOperators(let count, let limit, let modules):
      "\(name) has \(count) operators, and a layout of more than \(limit) takes minutes; "
        + smallerGraph(modules)
    case .noTimes:
      "The bench report has no time for any layer of \(name); expected a report on this network."
    }
  }

  /// What draws less than a graph that is too large.
  private static func smallerGraph(_ modules: [String]) -> String {
    guard let first = modules.first else { return "'--view network' draws its parts." }
    let others = modules.count == 1 ? "" : " (or \(modules.dropFirst().joined(separator: ", ")))"
    let argument = first.contains(" ") ? "\"\(first)\"" : first
    return
      "'--view graph --path \(argument)'\(others) draws those of a module, '--view network' the "
      + "parts of the network."
  }

  static func sentence(_ failure: RenderFailure) -> String {
    switch failure {
    case .crash(let signal):
      "Graphviz crashes on this drawing (signal \(signal)), even simplified; '--view network' or "
        + "'--view stage N' draws the network."
    case .time(let seconds):
      "Graphviz does not finish this drawing in \(seconds) s, even simplified; '--view network' or "
        + "'--view stage N' draws the network."
    case .memory:
      "Laying this drawing out takes more memory than the limits of this process (ulimit -v) leave; "
        + "raise them, or '--format dot' does without."
    case .process(let reason):
      "Graphviz cannot run in a process of its own: \(reason); '--format dot' does without."
    case .format(let format, let messages):
      "Graphviz cannot write \(format.rawValue)\(reason(messages))."
    case .layout(let messages), .notDot(let messages):
      "Graphviz cannot lay out the drawing\(reason(messages))."
    case .noLibrary(let name):
      "Drawing needs Graphviz, and \(name) cannot be opened; on Debian, 'apt install libgvc6' brings "
        + "it, and '--format dot' does without."
    }
  }

  static func unreadableTimes(_ path: String) -> String {
    "'\(path)' is not a bench report; expected JSON with 'model', 'batch', 'height', "
      + "'width' and 'layers', each with 'path' and 'median_ms'."
  }

  static func sentence(_ path: String, _ failure: MeasuredTimes.Failure) -> String {
    switch failure {
    case .outOfRange(let layer):
      "'\(path)' has an impossible time for \(layer); expected milliseconds from 0 to 10^9."
    case .otherModel(let model, let expected):
      "'\(path)' has the times of \(model); expected a bench report on \(expected)."
    case .otherSize(let sizes, let expected):
      "'\(path)' has the times of batch \(sizes[0]) at \(sizes[1])x\(sizes[2]); expected batch "
        + "\(expected[0]) at \(expected[1])x\(expected[2]); change --batch and --input-size."
    }
  }

  private static func reason(_ messages: [String]) -> String {
    messages.first.map { ": \($0)" } ?? ""
  }
}
