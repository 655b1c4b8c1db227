import RLAText

/// Sentences about what the argument parser refuses.
extension Wording {
  /// What the argument parser says, as one sentence in the style of all others; `help` is the command
  /// that shows what can be written.
  static func usage(_ message: ParserMessage, help: String) -> String {
    let problem = message.problem
    if let option = message.suggestion {
      // The parser suggests options of which a few letters agree.
      let wrong = problem.split(separator: "'").dropFirst().first.map(String.init) ?? ""
      if option.isLikely(misspelling: wrong) { return suggesting([option], after: problem) }
    }
    if !message.choices.isEmpty {
      let choices = message.choices.map { "'\($0)'" }.joined(separator: ", ")
      return "\(problem); expected one of \(choices)."
    }
    if problem.hasSuffix(".") || problem.hasSuffix("?") { return problem }
    return problem.contains(";") ? "\(problem)." : "\(problem); '\(help)' shows what is expected."
  }
}
