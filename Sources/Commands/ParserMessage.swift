/// What the argument parser says about a mistake, in parts.
struct ParserMessage {
  /// What is wrong, without a full stop where something may follow.
  let problem: String
  /// The option that was probably meant; nil where the parser names none.
  let suggestion: String?
  /// The words that an option takes; none where the parser lists none.
  let choices: [String]

  init(_ text: String) {
    let shells = Self.cut(
      text, at: ".\nPlease use --generate-completion-script=<shell> with one of:")
    if !shells.after.isEmpty {
      (problem, suggestion) = (shells.before, nil)
      choices = shells.after.split { $0 == " " || $0 == "\n" }.map(String.init)
      return
    }
    let (front, choices) = Self.cut(text, at: ". Please provide one of")
    let (problem, suggestion) = Self.cut(front, at: ". Did you mean ")
    let lines = problem.split(separator: "\n").map { $0.drop { $0 == " " } }
    self.problem = lines.joined(separator: " ")
    self.suggestion = Self.quoted(suggestion).first
    self.choices =
      choices.contains("\n")
      ? choices.split(separator: "\n").dropFirst().map { String($0.drop { " -".contains($0) }) }
      : Self.quoted(choices)
  }

  private static func cut(_ text: String, at words: String) -> (before: String, after: String) {
    guard let range = text.firstRange(of: words) else { return (text, "") }
    return (String(text[..<range.lowerBound]), String(text[range.upperBound...]))
  }

  /// The parts of a text that stand between single quotes.
  private static func quoted(_ text: String) -> [String] {
    text.split(separator: "'", omittingEmptySubsequences: false).enumerated()
      .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
  }
}
