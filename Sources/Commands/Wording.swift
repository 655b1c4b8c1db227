import RLAAnalysis
import RLAArchitectures
import RLAFormats
import RLANetworks
import RLAReports
import RLASymbolic
import RLAText

/// All sentences that the commands say when something is wrong.
enum Wording {
  static let missingArchitecture =
    "Name an architecture with -a, for example 'rla-profile -a resnet50_rla'; "
    + "'rla-profile list' shows all."

  static func invalidSize(_ text: String) -> String {
    "'\(text)' is no image size: give one whole number of pixels like 224, or height x width like "
      + "1280x800."
  }

  static func invalidNumber(_ text: String, option: String) -> String {
    "\(option) takes a whole number of at least 1, not '\(text)'."
  }

  static func invalidFrozenStages(_ text: String) -> String {
    "--frozen-stages takes a whole number from 0 to 4, not '\(text)'."
  }

  static func invalidDepth(_ text: String) -> String {
    "--depth takes a whole number of at least 1 or 'all', not '\(text)'."
  }

  static let noColumns = "Name at least one column, for example 'parameters,counts'."

  static func invalidColumn(_ text: String, suggestions: [String]) -> String {
    "There is no column '\(text)'. \(didYouMean(suggestions))"
  }

  static func sentence(_ failure: CommandFailure) -> String {
    switch failure {
    case .missingArchitecture:
      missingArchitecture
    case .unknownArchitecture(let name, let suggestions):
      "Unknown architecture '\(name)'. \(didYouMean(suggestions)) 'rla-profile list' shows all."
    case .unknownConvention(let id, let suggestions):
      "Unknown convention '\(id)'. \(didYouMean(suggestions)) 'rla-profile conventions' shows all."
    case .stateChannels(let name, .noState):
      "\(name) has no recurrent state, so --rla-channels has nothing to set."
    case .stateChannels(let name, .fixed(let k)):
      "\(name) has k = \(k) by its name; take the name without the _k part to set --rla-channels."
    case .detectorOption(let option, let name):
      "\(option) is for detectors, and \(name) is none."
    case .refusedInput(let network, let input, let failure, let accepted, let isAccident):
      refusal(network, input, failure, accepted, isAccident: isAccident)
    case .unknownPath(let path, let network):
      "\(network.name) has no module '\(path)'. "
        + didYouMean(nearestNames(to: path, in: network.modulePaths.sorted(), count: 3))
    case .description(let path, let failure):
      "\(path)\(failure.line.map { ":\($0)" } ?? ""): \(mistake(failure.reason))"
    case .missingFile(let path):
      "There is no file '\(path)'."
    case .unreadableFile(let path, let reason):
      "Cannot read '\(path)': \(reason)."
    case .fileTooLarge(let path, let limit):
      "'\(path)' is larger than \(Numbers.grouped(limit)) bytes, so it is no architecture file."
    case .fileIsNoText(let path):
      "'\(path)' is no UTF-8 text."
    case .unwritable(let path, let reason):
      "Cannot write '\(path)': \(reason)."
    case .overflow(let model):
      "The numbers for \(model) leave the 64-bit range; choose smaller numbers."
    case .uncovered(let model, let measures):
      "\(model) has operators without a rule in \(measures.joined(separator: ", "))."
    case .noMatch(let filter):
      "No architecture matches '\(filter)'; 'rla-profile list' shows all."
    case .expression(let option, let failure):
      mistake(failure, in: option)
    case .explanation(let failure):
      sentence(failure)
    case .diagram(let name, let failure): sentence(name, failure)
    case .rendering(let failure): sentence(failure)
    case .benchReport(let path, let failure): sentence(path, failure)
    case .unknownFormat(let file): unknownFormat(file)
    case .binaryOnTerminal(let format): binaryOnTerminal(format)
    case .plan(let name, let failure):
      refusal(name, failure)
    case .notAReferenceCase(let path):
      "'\(path)' is no reference case; Fixtures/Numerics shows the format."
    case .notABenchReport(let path):
      "'\(path)' is no bench report; save one with 'bench --format json -o \(path)'."
    case .severalNetworks: oneNetwork
    case .layerComparison(let path): layerComparison(path)
    case .notFinite(let path, let count):
      "\(path) is the first layer that made values that are not finite: \(count)."
    }
  }

  static func didYouMean(_ names: [String]) -> String {
    switch names.count {
    case 0: ""
    case 1: "Did you mean '\(names[0])'?"
    default:
      "Did you mean "
        + names.dropLast().map { "'\($0)'" }.joined(separator: ", ") + " or '\(names.last ?? "")'?"
    }
  }

  private static func mistake(_ reason: DescriptionFailure.Reason) -> String {
    switch reason {
    case .syntax(let problem):
      "this is no YAML or JSON: \(problem)."
    case .documents(let count):
      count == 0
        ? "the file is empty; an architecture file needs at least 'backbone'."
        : "the file holds \(count) documents; an architecture file holds one."
    case .unknownKey(let key, let known):
      "unknown key '\(key)'. "
        + (likelyName(for: key, in: known).map { didYouMean([$0]) + " " } ?? "")
        + "Known here: \(known.joined(separator: ", "))."
    case .repeatedKeys(let keys):
      "the same key stands twice: \(keys.joined(separator: ", "))."
    case .missingKey(let key):
      "the key '\(key)' is missing."
    case .unexpected(let key, let expected, let actual):
      "'\(key)' needs \(expected), not \(actual)."
    case .unknownChoice(let key, let value, let choices):
      "'\(key)' cannot be '\(value)'; it is one of \(choices.joined(separator: ", "))."
    case .outOfRange(let key, let value, let allowed):
      "'\(key)' is \(value); it must lie between \(allowed.lowerBound) and \(allowed.upperBound)."
    case .wrongCount(let key, let expected, let actual):
      "'\(key)' has \(actual) entries where \(expected) are expected, one per stage."
    case .conflict(let explanation):
      "\(explanation)."
    }
  }
}

extension Network {
  /// The paths of all modules and of those around them.
  fileprivate var modulePaths: Set<String> {
    var paths: Set<String> = []
    for layer in layers {
      var path = layer.path[...]
      while paths.insert(String(path)).inserted, let dot = path.lastIndex(of: ".") {
        path = path[..<dot]
      }
    }
    return paths
  }
}
