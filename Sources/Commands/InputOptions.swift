import ArgumentParser
import RLANetworks
import RLASymbolic

/// What the inputs of a network are, by their names, and which of its branches run.
struct InputOptions: ParsableArguments {
  @Option(
    name: .customLong("input"),
    help: ArgumentHelp(
      "Sizes of an input, for example 'x=1x3x224x224'; a word instead of a number, or '?', leaves a size open. Repeat for several.",
      valueName: "name=sizes"),
    transform: InputSizes.init(parsing:))
  var sizes: [InputSizes] = []

  @Option(
    name: .customLong("input-values"),
    help: ArgumentHelp(
      "The numbers in an input of whole numbers, for example 'steps=3'. Repeat for several.",
      valueName: "name=n,…"),
    transform: InputValues.init(parsing:))
  var values: [InputValues] = []

  @Option(
    name: .customLong("branch"),
    help: ArgumentHelp(
      "Which branch of an If node of a model runs. Repeat for several.",
      valueName: "node=then|else"),
    transform: BranchChoice.init(parsing:))
  var branches: [BranchChoice] = []

  func validate() throws {
    try requireDifferent(sizes.map(\.name), of: "--input")
    try requireDifferent(values.map(\.name), of: "--input-values")
    try requireDifferent(branches.map(\.node), of: "--branch")
  }
}

/// - Throws: `ValidationError` where an option that may be repeated says two things of one name.
func requireDifferent(_ names: [String], of option: String) throws {
  var seen: Set<String> = []
  for name in names where !seen.insert(name).inserted {
    throw ValidationError(Wording.saidTwice(option, name))
  }
}

/// The sizes of one input as the user gives them.
struct InputSizes: Equatable {
  enum Size: Equatable {
    case number(Int)
    case word(String)
    case open
  }

  let name: String
  let sizes: [Size]

  /// Reads `x=1x3x224x224`, `tokens=batch,24` or `steps=`, which has no axes.
  init(parsing text: String) throws {
    let rest: Substring
    (name, rest) = try text.split(atLastEqualSignOrSaying: Wording.inputSizes)
    if rest.isEmpty {
      sizes = []
      return
    }
    let separator: Character = rest.contains(",") ? "," : "x"
    sizes = try rest.split(separator: separator, omittingEmptySubsequences: false).map { word in
      if word == "?" { return .open }
      if let number = Int(word) {
        guard number > 0 else { throw ValidationError(Wording.inputSizes) }
        return .number(number)
      }
      guard let first = word.first, first.isLetter,
        word.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
      else { throw ValidationError(Wording.inputSizes) }
      return .word(String(word))
    }
  }
}

/// The elements of one input as the user gives them.
struct InputValues: Equatable {
  let name: String
  let numbers: [Int]

  /// Reads `steps=3` or `sizes=3,4`.
  init(parsing text: String) throws {
    let rest: Substring
    (name, rest) = try text.split(atLastEqualSignOrSaying: Wording.inputValues)
    let words = rest.split(separator: ",", omittingEmptySubsequences: false)
    numbers = words.compactMap { Int($0) }
    guard numbers.count == words.count, !numbers.isEmpty else {
      throw ValidationError(Wording.inputValues)
    }
  }
}

/// Which branch of a node runs, as the user says.
struct BranchChoice: Equatable {
  let node: String
  let isFirst: Bool

  /// Reads `/If=then` or `/If=else`.
  init(parsing text: String) throws {
    let rest: Substring
    (node, rest) = try text.split(atLastEqualSignOrSaying: Wording.branch)
    switch rest {
    case "then": isFirst = true
    case "else": isFirst = false
    default: throw ValidationError(Wording.branch)
    }
  }
}

extension String {
  /// A name and what is said of it, for `name=…`; names may have the sign too.
  func split(
    atLastEqualSignOrSaying refusal: String
  ) throws -> (name: String, rest: Substring) {
    guard let sign = lastIndex(of: "="), sign > startIndex else { throw ValidationError(refusal) }
    return (String(self[..<sign]), self[index(after: sign)...])
  }
}

/// What the user says of inputs that fits no network of theirs.
package enum InputFailure: Error, Hashable {
  case unknownInput(String, suggestions: [String])
  case rank(input: String, expected: Int, actual: Int)
  /// A size that the same name already has another number or word for.
  case contradiction(input: String, axis: Int, String, String)
  /// Numbers for an input of another type or another number of elements.
  case values(input: String, expected: Int, actual: Int)
  case realValues(input: String)
  /// There are no images whose size or number an option could set.
  case noImages(option: String)
  case noBatch
  /// No size is free, with a way to free one; the option for free sizes, if one was given.
  case fixedSizes(option: String?, example: String)
  /// Another option for an input all of whose sizes are given.
  case givenSizes(input: String, option: String)
  case unknownBranch(String, suggestions: [String])
}
