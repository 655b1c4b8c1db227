import RLAFormats
import RLAText

/// Sentences about architecture files.
extension Wording {
  static func mistake(_ reason: DescriptionFailure.Reason) -> String {
    switch reason {
    case .syntax(let problem):
      "this is not YAML or JSON: \(problem)."
    case .tooDeep(let limit):
      "lists and mappings nest more than \(limit) deep; expected those of an architecture file."
    case .documents(let count):
      count == 0
        ? "the file is empty; an architecture file needs at least 'backbone'."
        : "the file has \(count) documents; an architecture file has one."
    case .unknownKey(let key, let known):
      suggesting(
        likelyName(for: key, in: known).map { [$0] } ?? [], after: "there is no key '\(key)' here")
        + " The keys are \(known.joined(separator: ", "))."
    case .repeatedKeys(let keys):
      "\(keys.map { "'\($0)'" }.joined(separator: ", ")) occurs more than once; keep one of each."
    case .missingKey(let key):
      "the key '\(key)' is missing."
    case .unexpected(let key, let expected, let found):
      "'\(key)' is \(words(found)); expected \(words(expected))."
    case .unknownChoice(let key, let value, let choices):
      unknownChoice(key, value, choices)
    case .outOfRange(let key, let value, let allowed):
      "'\(key)' is \(value); expected a number from \(allowed.lowerBound) to "
        + "\(allowed.upperBound)."
    case .wrongCount(let key, let expected, let actual, let entries):
      "'\(key)' has \(actual) \(actual == 1 ? "entry" : "entries"); expected \(expected), "
        + "one per stage\(entries == .laterStages ? " after the first" : "")."
    case .conflict(let conflict): sentence(conflict)
    }
  }

  /// A number has no misspellings.
  private static func unknownChoice(
    _ key: String, _ value: String, _ choices: [String]
  ) -> String {
    let problem = "'\(key)' cannot be '\(value)'"
    let list = choices.joined(separator: ", ")
    guard Int(value) == nil, let likely = likelyName(for: value, in: choices) else {
      return "\(problem); expected one of \(list)."
    }
    return "\(suggesting([likely], after: problem)) The choices are \(list)."
  }

  private static func words(_ expectation: DescriptionFailure.Expectation) -> String {
    switch expectation {
    case .members: "keys with values"
    case .text: "text"
    case .wholeNumber: "a whole number"
    case .wholeNumbers: "a list of whole numbers"
    case .oddNumbers: "odd numbers"
    case .truthValue: "true or false"
    case .truthValues: "a list of true and false"
    case .attention: "none, {kind: se, reduction: …} or {kind: eca, kernels: …}"
    case .aggregation: "none, {kind: mrla-light, …} or a list of such"
    case .rows: "a list of {expansion, channels, blocks, stride}"
    case .mappings: "keys with values, or a list of such"
    }
  }

  private static func words(_ found: DescriptionFailure.Found) -> String {
    switch found {
    case .nothing: "empty"
    case .value(let text): "'\(text)'"
    case .list(let count): "a list of \(count)"
    case .members: "a mapping"
    }
  }

  private static func sentence(_ conflict: DescriptionFailure.Conflict) -> String {
    switch conflict {
    case .inapplicable(let key, let choice):
      "'\(key)' does not apply to \(choice); leave it out."
    case .basicBlocks(let key):
      "'\(key)' does not apply to basic blocks, as in torchvision; leave it out."
    case .synonyms(let first, let second):
      "'\(first)' and '\(second)' say the same; keep one of them."
    case .sharedName(let first, let second, let name):
      "'\(first)' and '\(second)' both have a state or a layer '\(name)', so that they cannot be in "
        + "one network; keep one of them."
    case .emptyWidth(let stage):
      "stage \(stage) has 0 channels; planes x width-per-group / 64 must be at least 1."
    case .wiringWithoutRecurrence:
      "'wiring' says where a state reads its input, and there is no 'recurrence'; leave it out."
    case .strides(let expected, let found):
      "the backbone has feature maps at strides \(list(found)); a detector needs \(list(expected))."
    case .depthwiseGates(let update):
      "a depthwise filter cannot mix input and state as update '\(update)' does; use 'dense'."
    case .noShortcut:
      "blocks of MobileNetV2 without a residual have no shortcut to read; use 'branch' or 'output'."
    case .controlCharacter(let key):
      "'\(key)' holds a control character; expected text that can be printed."
    case .tooManyMerges(let limit):
      "more than \(limit) mappings are merged into one; write the keys out."
    }
  }

  private static func list(_ numbers: [Int]) -> String {
    numbers.map(String.init).joined(separator: ", ")
  }
}
