import RLAExecution
import RLANetworks
import RLAONNX
import RLAText

/// Where the weights of a network that runs come from.
enum RunWeights {
  case formula
  /// The file of the network, which may lack some.
  case model(ONNXWeights)
  /// A file that was given for a named network, which it fits.
  case given(NetworkWeights)

  /// The tensors that no layer owns; nil where a formula makes all.
  var constants: CompletedSource? {
    switch self {
    case .formula: nil
    case .model(let weights): CompletedSource(weights)
    case .given(let weights): CompletedSource(weights.file.tensors)
    }
  }

  /// - Parameters:
  ///   - parameters: What gets the weights.
  ///   - threads: How many threads load them.
  /// - Throws: `TensorFailure` where the file lacks a tensor or has it in another shape.
  func load(into parameters: Parameters, threads: Int = 1) throws(TensorFailure) {
    switch self {
    case .formula: parameters.fillWithSyntheticWeights()
    case .model(let weights): try parameters.load(available: weights, threads: threads)
    case .given(let weights):
      let source = weights.counting
      try parameters.load(from: source)
      if let found = source.found {
        Output.remark(
          Wording.notFiniteWeights(weights.file.path, found.name, found.count).printable)
      }
    }
  }
}
