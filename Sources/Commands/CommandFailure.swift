import Glibc
package import RLAAnalysis
package import RLAArchitectures
package import RLACheckpoints
package import RLADiagrams
package import RLAExecution
import RLAFiles
package import RLAFormats
package import RLAImages
package import RLAKernels
package import RLANetworks
package import RLAONNX
package import RLAQueries
package import RLASymbolic

/// What can go wrong between the command line and the answer, as facts; `Wording` has the words.
package enum CommandFailure: Error {
  package typealias Accepted = (height: AcceptedSizes?, width: AcceptedSizes?)

  case missingArchitecture
  case unknownArchitecture(String, suggestions: [String])
  case unknownCommand(String, suggestion: String)
  /// Help on what is no command.
  case noHelp(String, suggestion: String?)
  /// What stands for the standard output, where a network is expected.
  case noStandardInput
  /// A file of a kind that cannot be read.
  case unreadableKind(String)
  case unknownConvention(String, suggestions: [String])
  case stateChannels(String, CatalogEntry.StateChannelsFailure)
  /// A wiring for a network without a state.
  case wiring(String)
  case detectorOption(String, String)
  case refusedInput(
    Network, input: Shape, ShapeFailure, accepted: Accepted?, demand: SizeDemand? = nil,
    isAccident: Bool)
  case unknownPath(String, in: Network)
  case description(String, DescriptionFailure)
  /// A mistake in a model; the options that would give what it leaves open.
  case onnx(String, ONNXFailure, options: [String] = [])
  /// An option for what a file fixes.
  case fixedByFile(String, option: String)
  case input(String, InputFailure)
  case missingFile(String)
  case unreadableFile(String, reason: String)
  case fileTooLarge(String, limit: Int)
  case fileIsNoText(String)
  /// A model where a text is expected, or in a pipe, which cannot be read twice.
  case modelAsText(String)
  case unwritable(String, reason: String)
  case unwritableOutput(reason: String)
  /// Whoever read the standard output has left, as `head` does; nothing is said.
  case readerLeft
  case overflow(String)
  case uncovered(model: String, [UnknownNodes], measures: [String])
  case noMatch(filter: String)
  case expression(option: String, ExpressionFailure)
  case explanation(ExplanationFailure)
  case plot(PlotRefusal)
  case diagram(String, DiagramFailure)
  case rendering(RenderFailure)
  case unreadableTimes(String)
  case benchReport(String, MeasuredTimes.Failure)
  case unknownFormat(file: String)
  /// A file whose ending names a format that the answer does not have.
  case foreignEnding(String, ending: String, expected: [String])
  case binaryOnTerminal(DiagramFormat)
  case modelOnTerminal
  case export(ONNXExportFailure)
  case plan(String, PlanFailure)
  case notAReferenceCase(String, ReferenceFlaw)
  /// A folder without a model and its inputs and outputs.
  case notATest(String)
  case notABenchReport(String)
  case severalDrawings
  case severalExports
  /// A column of rows inside a network, asked for of whole networks.
  case columnOfRows(String)
  case inputChannels(String, Int, expected: Dim)
  case untrainable(String, SingleValueNorm)
  /// An option that several networks cannot share.
  case oneNetworkOnly(option: String)
  /// The report at a path was measured in another way.
  case unlikeRuns(String, differences: String)
  case layerPlan(String)
  /// Weights from a file for a layer that runs alone.
  case layerWeights(String)
  /// A path at which there is no single layer to run by several algorithms.
  case algorithmsOfModule(String)
  case layerComparison(String)
  /// An option that chooses rows, for a layer that runs alone.
  case rowsOfLayer(String, option: String)
  case notFinite(path: String, count: Int)
  /// A file of tensors that cannot be read as one.
  case checkpoint(String, CheckpointFailure)
  /// A file of tensors that does not fit a network.
  case misfit(String, String, WeightFit)
  /// A shared tensor that has other elements under one of its names than under the first.
  case unequalNames(String, String, String)
  /// A tensor of a file that cannot be read, though the file says that it has it.
  case unreadableTensor(String, TensorFailure)
  case conversion(String, CheckpointWriter.Failure)
  case unwritableFormat(String)
  /// An option that does not apply to files of weights.
  case optionOfWeights(String)
  /// Files of weights beside networks.
  case weightsBesideNetworks(String)
  /// Other than two files of weights.
  case twoWeights(Int)
  /// Weights for a network whose own file has them.
  case weightsOfModel(String)
  case linearAlgebra(LinearAlgebra.Failure)
  /// A folder or file that is no data set.
  case dataset(DatasetFailure)
  case evaluation(EvaluationFailure)
  case training(TrainingRefusal)
  case curves(CurvesRefusal)

  /// The exit code where a network does not take an input, by sysexits(3).
  static let refusedInputCode: Int32 = 65

  /// The exit code, by sysexits(3).
  var exitCode: Int32 {
    switch self {
    case .fixedByFile, .input, .missingArchitecture, .noStandardInput, .unknownArchitecture,
      .unknownCommand,
      .noHelp, .unreadableKind,
      .unknownConvention, .stateChannels, .wiring,
      .detectorOption, .unknownPath, .noMatch, .expression, .layerComparison, .rowsOfLayer,
      .severalDrawings, .severalExports, .modelOnTerminal, .columnOfRows, .layerPlan, .layerWeights,
      .algorithmsOfModule, .oneNetworkOnly, .unwritableFormat, .optionOfWeights,
      .weightsBesideNetworks, .twoWeights, .weightsOfModel:
      64
    case .checkpoint(_, let failure): failure.reason == .file(.notAFile) ? 66 : 65
    case .misfit, .unequalNames, .unreadableTensor, .conversion: 65
    case .explanation(let failure): failure.exitCode
    case .plot(let refusal): refusal.exitCode
    case .export(let failure): failure.isOfOptions ? 64 : 65
    case .onnx(_, let failure, _): failure.reason == .notAFile ? 66 : 65
    case .refusedInput, .inputChannels, .untrainable: Self.refusedInputCode
    case .description, .fileTooLarge, .fileIsNoText, .modelAsText, .overflow, .uncovered: 65
    case .diagram(_, .tooManyOperators), .diagram(_, .noTimes), .unreadableTimes, .benchReport:
      65
    case .rendering(.crash), .rendering(.time): 65
    case .diagram, .unknownFormat, .foreignEnding, .binaryOnTerminal: 64
    // The system lacks a part; neither the user's input nor this program is at fault.
    case .rendering(.noLibrary), .rendering(.process), .rendering(.memory), .linearAlgebra: 71
    case .plan(_, let failure): failure.exitCode
    case .dataset(let failure): failure.exitCode
    case .evaluation(let failure): failure.exitCode
    case .training(let refusal): refusal.exitCode
    case .curves(let refusal): refusal.exitCode
    case .unlikeRuns, .notAReferenceCase, .notATest, .notABenchReport, .notFinite: 65
    case .rendering: 70
    case .missingFile, .unreadableFile: 66
    case .unwritable: 73
    case .unwritableOutput: 74
    // As a shell shows a process that SIGPIPE ended.
    case .readerLeft: 128 + SIGPIPE
    }
  }
}

/// Sizes that one node of a network demands.
package struct SizeDemand: Hashable, Sendable {
  let path: String
  let symbol: Symbol
  let sizes: ClosedRange<Int>

  package init(path: String, symbol: Symbol, sizes: ClosedRange<Int>) {
    self.path = path
    self.symbol = symbol
    self.sizes = sizes
  }
}

/// What keeps a file from being a reference case.
package enum ReferenceFlaw: Hashable, Sendable {
  case document(JSONDocument.Failure)
  /// A member whose values cannot be.
  case flaw(String)
  /// A member that cannot belong to the network.
  case misfit(String, String)
}

extension ONNXExportFailure {
  /// Whether other options could mend it.
  fileprivate var isOfOptions: Bool {
    switch reason {
    case .version, .openSize, .tooLarge: true
    case .noForm, .elements: false
    }
  }
}

extension PlanFailure {
  /// The exit code, by sysexits(3).
  var exitCode: Int32 {
    switch self {
    case .memory, .addresses, .threads, .resources, .linearAlgebra: 71
    case .shape, .symbolic, .noGradient, .outputs, .lossType, .inputs, .type, .constant,
      .unsupported, .miscount,
      .overflow:
      65
    }
  }
}
