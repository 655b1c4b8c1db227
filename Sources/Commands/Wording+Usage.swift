/// Sentences about what the argument parser refuses.
extension Wording {
  /// What the argument parser says, as one sentence in the style of all others.
  ///
  /// - Parameters:
  ///   - message: The words of the parser.
  ///   - help: The command that shows what can be written.
  package static func usage(_ message: String, help: String) -> String {
    var sentence = message
    for (words, ours) in replacements { sentence = sentence.replacing(words, with: ours) }
    let lines = sentence.split(separator: "\n").map { line in
      var line = line.drop { $0 == " " }
      if line.hasPrefix("- ") { line = line.dropFirst(2) }
      return String(line)
    }
    sentence = lines.first ?? ""
    if lines.count > 1 {
      let isList = sentence.hasSuffix(":")
      sentence += (isList ? " " : ", ") + lines.dropFirst().joined(separator: ", ")
    }
    let isWhole = sentence.hasSuffix(".") || sentence.hasSuffix("?")
    if isWhole { return sentence }
    return sentence.contains(";") ? sentence + "." : "\(sentence); '\(help)' shows what it takes."
  }

  /// Words of the parser, and ours.
  private static let replacements = [
    (". Did you mean", "; did you mean"), (". Please provide one of the following:", "; expected one of:"),
    (". Please provide one of", "; expected one of"),
    ("Missing expected argument", "Missing argument"),
  ]
}
