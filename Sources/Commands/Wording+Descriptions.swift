import RLAFormats
import RLAText

/// Sentences about architecture files.
extension Wording {
  static func mistake(_ reason: DescriptionFailure.Reason) -> String {
    switch reason {
    case .syntax(let problem):
      "this is not YAML or JSON: \(problem)."
    case .documents(let count):
      count == 0
        ? "the file is empty; an architecture file needs at least 'backbone'."
        : "the file has \(count) documents; an architecture file has one."
    case .unknownKey(let key, let known):
      suggesting(
        likelyName(for: key, in: known).map { [$0] } ?? [], after: "there is no key '\(key)' here")
        + " The keys are \(known.joined(separator: ", "))."
    case .repeatedKeys(let keys):
      "\(keys.joined(separator: ", ")) occurs more than once; keep one of each."
    case .missingKey(let key):
      "the key '\(key)' is missing."
    case .unexpected(let key, let expected, let actual):
      "'\(key)' is \(actual); expected \(expected)."
    case .unknownChoice(let key, let value, let choices):
      "'\(key)' cannot be '\(value)'; expected one of \(choices.joined(separator: ", "))."
    case .outOfRange(let key, let value, let allowed):
      "'\(key)' is \(value); expected a number from \(allowed.lowerBound) to "
        + "\(allowed.upperBound)."
    case .wrongCount(let key, let expected, let actual):
      "'\(key)' has \(actual) entries; expected \(expected), one per stage."
    case .conflict(let explanation):
      "\(explanation)."
    }
  }
}
