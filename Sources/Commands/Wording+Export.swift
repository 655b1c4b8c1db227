package import RLAAnalysis
import RLANetworks
import RLAONNX
import RLAText

/// Sentences about writing ONNX models.
extension Wording {
  static let opset =
    "expected a version of the operators of ONNX from \(ONNXExport.opsets.lowerBound) to "
    + "\(ONNXExport.opsets.upperBound)."

  static let freeAxes =
    "expected different ones of batch, height and width, such as 'batch,height'."

  static let noWeightsToWrite =
    "--external-data writes the weights to a file and --weights none leaves them out; choose one."

  static let weightsBeside =
    "The weights stand in a file beside the model; name the model with -o."

  static let oneNetworkPerModel = "A model holds one network; name a single one with -a."

  static let modelOnTerminal = "A terminal cannot show an ONNX model; name a file with -o."

  static func openAndGiven(_ option: String, _ sizes: String) -> String {
    "--dynamic leaves \(sizes) open; leave out \(option)."
  }

  package static func withoutWeights(_ path: String) -> String {
    "The model has no weights and says that they are in '\(path)', which is not written."
  }

  /// What an exported model says of itself.
  package static func exported(_ shapes: InferredShapes) -> String {
    let name = shapes.network.name
    if shapes.assumptions.isEmpty { return "\(name), written by rla-profile." }
    return "\(name), written by rla-profile. Sizes must satisfy: "
      + shapes.assumptions.map { "\($0.assumption)" }.joined(separator: "; ") + "."
  }

  static func sentence(_ failure: ONNXExportFailure) -> String {
    let place = failure.kind.map { "'\(failure.path)' (\($0))" } ?? "'\(failure.path)'"
    switch failure.reason {
    case .noForm:
      return "\(place) cannot be written in ONNX; every operator of the named networks can."
    case .version(let least, let wanted):
      return "\(place) needs version \(least) of the operators of ONNX; --opset says \(wanted)."
    case .openSize:
      return "\(place) is written only where its sizes are numbers; leave out --dynamic."
    case .elements:
      return "\(place) holds numbers for which there is no formula; expected 32-bit real numbers."
    case .tooLarge(let bytes):
      return "\(place) would take \(Numbers.grouped(bytes)) bytes, and an ONNX model has at most "
        + "\(Numbers.grouped(WrittenModel.mostBytes)); add --external-data."
    }
  }
}
