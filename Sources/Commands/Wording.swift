import RLAAnalysis
import RLAArchitectures
import RLAFormats
import RLANetworks
import RLAQueries
import RLAReports
import RLASymbolic
import RLAText

/// All sentences that the commands say when something is wrong.
///
/// A sentence says what is wrong and, after a semicolon, what was expected or the nearest right
/// thing. What is wrong with the value of an option stands after words of the argument parser, which
/// names both: "The value '0' is invalid for '--batch <n>': expected …".
package enum Wording {
  static func formatOfFile(_ path: String, _ wanted: String, _ ending: String) -> String {
    "'\(path)' ends as \(ending) and --format says \(wanted); leave out --format or change the name."
  }

  static let missingArchitecture =
    "No architecture is named; give one with -a, for example 'rla-profile -a resnet50_rla'. "
    + "'rla-profile list' shows all."

  static func imageSize(_ reason: ExpressionFailure.Reason) -> String {
    switch reason {
    case .expected, .notPositive:
      "expected a whole number of pixels such as 224, or height x width such as 1280x800."
    default: Wording.reason(reason)
    }
  }

  static func wholeNumber(atLeast least: Int) -> String {
    "expected a whole number of at least \(least)."
  }

  static func twoBatches(_ inSize: Int, _ batch: Int) -> String {
    "--input-size says a batch of \(inSize) and --batch \(batch); give the batch once."
  }

  static let columnsInJSON =
    "--columns chooses the columns of tables, and JSON has them all; leave it out."

  static let optimizerInCSV =
    "--optimizer is about the memory of training, and CSV has the rows alone; use text or JSON."

  static func unitsInFull(_ units: String, _ format: String) -> String {
    "--units \(units) shortens numbers, and \(format) has them in full; leave it out."
  }

  static func layersAlone(_ option: String) -> String {
    "--layers gives every call a row of its own; leave out \(option)."
  }

  static func depthOfModules(_ grouping: String) -> String {
    "--depth counts levels of modules, and --by \(grouping) has none; leave one of them out."
  }

  static func patternsOfOperators(_ grouping: String) -> String {
    "--patterns is about rows of operators, and --by \(grouping) has none; add --by operator or --layers."
  }

  static let patternsOfFormulas =
    "--patterns is about rows of operators; add --by operator to have their formulas."

  static func newest(_ id: String, of tool: String) -> String {
    "\(tool) is counted as \(id), the newest version that is known; give the version to choose it."
  }

  static func refusing(_ names: [String], of count: Int) -> String {
    "\(names.count) of \(count) networks do not accept this input and are left out: "
      + "\(someOf(names)); 'rla-profile sizes' lists the sizes that they accept."
  }

  static let frozenStages = "expected a whole number from 0 to 4."

  static let depth = "expected a whole number of at least 1, or 'all'."

  static let columns = "expected at least one column, for example 'parameters,counts'."

  static func unknownColumn(_ name: String, of names: [String]) -> String {
    let likely = likelyNames(for: name, in: names, count: 3)
    if likely.isEmpty {
      return "there is no column '\(name)'; expected one of \(names.joined(separator: ", "))."
    }
    return suggesting(likely, after: "there is no column '\(name)'")
  }

  /// A sentence, or one for each assertion that does not hold.
  package static func sentences(_ failure: CommandFailure) -> [String] {
    if case .explanation(.broken(let assertions, let count)) = failure {
      return assertions.map { broken($0, of: count) }
    }
    return [sentence(failure)]
  }

  package static func sentence(_ failure: CommandFailure) -> String {
    switch failure {
    case .missingArchitecture:
      missingArchitecture
    case .noStandardInput:
      "'-' is no network; expected a name or a file, such as /dev/stdin for an architecture file."
    case .unknownArchitecture(let name, let suggestions):
      suggesting(suggestions, after: "There is no architecture '\(name)'")
        + " 'rla-profile list' shows all."
    case .unknownCommand(let name, let suggestion):
      suggesting([suggestion], after: "There is no command or architecture '\(name)'")
    case .noHelp(let word, let suggestion):
      suggesting(suggestion.map { [$0] } ?? [], after: "There is no command '\(word)'")
        + " 'rla-profile help' shows all."
    case .unreadableKind(let name):
      "'\(name)' is not a file that can be read; expected .onnx, .yaml, .yml or .json, or the name "
        + "of a network."
    case .unknownConvention(let id, let suggestions):
      suggesting(suggestions, after: "There is no convention '\(id)'")
        + " 'rla-profile conventions' shows all."
    case .stateChannels(let name, .noState):
      "\(name) has no recurrent state; leave out --rla-channels."
    case .stateChannels(let name, .fixed(let k)):
      "The name \(name) fixes k = \(k); use the name without its _k part to set --rla-channels."
    case .wiring(let name):
      "\(name) has no recurrent state; leave out --wiring."
    case .detectorOption(let option, let name):
      "\(name) is not a detector; leave out \(option)."
    case .refusedInput(
      let network, let input, let failure, let accepted, let demand, let isAccident):
      refusal(network, input, failure, accepted, demand, isAccident: isAccident)
    case .unknownPath(let path, let network):
      suggesting(
        likelyNames(for: path, in: network.modulePaths.sorted(), count: 3),
        after: "\(network.name) has no module '\(path)'")
        + " 'rla-profile -a NAME --depth all' shows all."
    case .description(let path, let failure):
      "\(path)\(failure.line.map { ":\($0)" } ?? ""): \(mistake(failure.reason))"
    case .onnx(let path, let failure, let options): mistake(path, failure, options)
    case .fixedByFile(let path, let option): fixedByFile(path, option)
    case .input(let network, let failure): mistake(network, failure)
    case .overflow(let model):
      "The numbers for \(model) do not fit in 64 bits; choose smaller sizes."
    case .uncovered(let model, let nodes, let measures): uncovered(model, nodes, measures)
    case .noMatch(let filter):
      "No architecture matches '\(filter)'; 'rla-profile list' shows all."
    case .missingFile(let path):
      "There is no file '\(path)'."
    case .unreadableFile(let path, let reason):
      "Cannot read '\(path)': \(reason)."
    case .fileTooLarge(let path, let limit):
      "'\(path)' is too large; expected at most \(Numbers.grouped(limit)) bytes."
    case .fileIsNoText(let path):
      "'\(path)' is not a text; expected UTF-8."
    case .modelAsText(let path):
      "'\(path)' has an ONNX model where a text is expected; a model is read from a file, as in "
        + "'rla-profile -a model.onnx'."
    case .unwritableOutput(let reason):
      "Cannot write to the standard output: \(reason)."
    case .readerLeft: readerLeft
    case .unwritable(let path, let reason): unwritable(path, reason)
    case .notAReferenceCase(let path, let flaw): sentence(path, flaw)
    case .notATest(let path):
      "'\(path)' is not a test of ONNX; expected a folder with a model.onnx and with its inputs and "
        + "outputs in test_data_set_0."
    case .notABenchReport(let path):
      "'\(path)' is not a bench report; save one with 'rla-profile bench --format json -o FILE'."
    case .expression(let option, let failure): mistake(failure, in: option)
    case .explanation(let failure): sentence(failure)
    case .plot(let refusal): sentence(refusal)
    case .diagram(let name, let failure): sentence(name, failure)
    case .rendering(let failure): sentence(failure)
    case .unreadableTimes(let path): unreadableTimes(path)
    case .benchReport(let path, let failure): sentence(path, failure)
    case .unknownFormat(let file): unknownFormat(file)
    case .foreignEnding(let file, let ending, let expected):
      "'\(file)' ends as \(ending), a format that this answer does not have; expected one of "
        + ".\(expected.joined(separator: ", ."))."
    case .binaryOnTerminal(let format): binaryOnTerminal(format)
    case .plan(let name, let failure): refusal(name, failure)
    case .severalDrawings: oneNetworkPerDrawing
    case .severalExports: oneNetworkPerModel
    case .modelOnTerminal: modelOnTerminal
    case .export(let failure): sentence(failure)
    case .columnOfRows(let column):
      "--columns \(column) is about rows inside a network; add --by to see those of each network, "
        + "or leave it out."
    case .inputChannels(let name, let channels, let expected):
      "\(name) takes images of \(expected) channels, and --input-size says \(channels); leave the "
        + "channels out."
    case .untrainable(let name, let norm):
      "\(name) cannot be trained at this input: \(norm.path) would normalize one value per channel "
        + "(\(norm.input)), which PyTorch refuses; --batch 2 trains."
    case .oneNetworkOnly(let option): oneNetworkOnly(option)
    case .unlikeRuns(let path, let differences): unlikeRuns(path, differences)
    case .layerPlan(let path): layerPlan(path)
    case .layerWeights(let path): layerWeights(path)
    case .algorithmsOfModule(let path): algorithmsOfModule(path)
    case .layerComparison(let path): layerComparison(path)
    case .rowsOfLayer(let path, let option): rowsOfLayer(path, option)
    case .notFinite(let path, let count): notFinite(path, count: count)
    case .linearAlgebra(let failure): sentence(failure)
    case .checkpoint(let path, let failure): mistake(path, failure)
    case .misfit(let path, let network, let fit): misfit(path, network, fit)
    case .unequalNames(let path, let name, let first): unequalNames(path, name, first)
    case .unreadableTensor(let path, let failure): unreadable(path, failure)
    case .conversion(let path, let failure): conversion(path, failure)
    case .unwritableFormat(let path): unwritableFormat(path)
    case .optionOfWeights(let option): optionOfWeights(option)
    case .weightsBesideNetworks(let path): weightsBesideNetworks(path)
    case .twoWeights(let count): twoWeights(count)
    case .weightsOfModel(let path): weightsOfModel(path)
    case .dataset(let failure): sentence(failure)
    case .evaluation(let failure): sentence(failure)
    case .training(let refusal): sentence(refusal)
    case .curves(let refusal): sentence(refusal)
    }
  }

  static func unwritable(_ path: String, _ reason: String) -> String {
    "Cannot write '\(path)': \(reason)."
  }

  /// Names with commas between them; of more than a sentence bears, the first and how many others.
  static func someOf(_ names: [String]) -> String {
    let most = 6
    if names.count <= most { return names.joined(separator: ", ") }
    let first = names.prefix(most - 2)
    return "\(first.joined(separator: ", ")) and \(names.count - first.count) more"
  }

  /// What is wrong, and the names that come nearest.
  static func suggesting(_ names: [String], after problem: String) -> String {
    let quoted = names.map { "'\($0)'" }
    guard let last = quoted.last else { return "\(problem)." }
    if quoted.count == 1 { return "\(problem); did you mean \(last)?" }
    return "\(problem); did you mean \(quoted.dropLast().joined(separator: ", ")) or \(last)?"
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
