import ArgumentParser
import RLADiagrams

/// What a drawing shows of a network.
struct DiagramViewOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "What is drawn: 'module' (one block), 'network', 'stage N' or 'graph' (every operator); by default network.",
      valueName: "view"),
    completion: .list(DiagramView.names))
  var view: [String] = []

  @Option(
    help: ArgumentHelp(
      "The block that '--view module' draws, by stage and number; by default the first that repeats.",
      valueName: "S.B"),
    transform: BlockNumber.init(parsing:))
  var block: BlockNumber?

  @Option(
    help: ArgumentHelp(
      "The stage that '--view graph' draws, by number or name; by default all.", valueName: "N|name"
    ))
  var stage: String?

  @Option(
    help: ArgumentHelp(
      "The module that '--view graph' draws, by its path in reports; by default all.",
      valueName: "path"))
  var path: String?

  @Flag(
    help: ArgumentHelp(
      "Draw '--view graph' in one file; by default more than \(Diagram.pageSize) operators are numbered files, one for each stage."
    ))
  var oneFile = false

  func validate() throws {
    if try requested() != .graph, oneFile { throw ValidationError(Wording.oneFileOfGraph) }
  }

  /// The view that was asked for.
  ///
  /// - Throws: `ValidationError` where the words name none.
  func requested() throws -> DiagramView {
    let words = viewWords
    if stage != nil, words != ["graph"] { throw ValidationError(Wording.stageWithoutGraph) }
    if let path {
      guard words.isEmpty || words == ["graph"], block == nil, stage == nil else {
        throw ValidationError(Wording.pathWithoutGraph)
      }
      return .moduleGraph(path)
    }
    switch (words.first, words.count) {
    case (nil, _), ("network", 1):
      if block != nil, !words.isEmpty { throw ValidationError(Wording.blockWithoutModule) }
      return block.map { .module(stage: $0.stage, block: $0.block) } ?? .network
    case ("module", 1): return .module(stage: block?.stage, block: block?.block)
    case ("graph", 1) where block == nil:
      return stage.map { .operators(ofStage: $0) } ?? .graph
    case ("stage", 2) where block == nil:
      guard let stage = Int(words[1]), stage > 0 else {
        throw ValidationError(Wording.invalidStage(words[1]))
      }
      return .stage(stage)
    case ("stage", 1): throw ValidationError(Wording.missingStage)
    case ("graph", 1), ("stage", _): throw ValidationError(Wording.blockWithoutModule)
    default: throw ValidationError(Wording.unknownView(view.joined(separator: " ")))
    }
  }

  /// The words of the view: 'stage 2', 'stage-2' and 'stage2' name the same one.
  private var viewWords: [String] {
    let text = view.joined(separator: " ").lowercased()
    let parts = text.split { $0 == " " || $0 == "-" || $0 == "_" || $0 == "=" }
    return parts.flatMap { part in
      let letters = part.prefix { $0.isLetter }
      return [letters, part.dropFirst(letters.count)].filter { !$0.isEmpty }.map(String.init)
    }
  }
}

/// A block by its stage and its place in it, both from 1.
struct BlockNumber: Equatable {
  let stage: Int
  let block: Int
}

extension BlockNumber {
  /// Reads `2.1`.
  @Sendable init(parsing text: String) throws {
    let numbers = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard numbers.count == 2, numbers.allSatisfy({ $0 > 0 }) else {
      throw ValidationError(Wording.block)
    }
    self.init(stage: numbers[0], block: numbers[1])
  }
}
