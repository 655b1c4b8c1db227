import RLAAnalysis
import RLANetworks
import RLASymbolic

/// A column of a profile table.
package enum ProfileColumn: String, CaseIterable, Sendable {
  case parameters
  /// The numbers of the chosen conventions.
  case counts
  /// The share of the first chosen convention's total.
  case share
  case output
  case calls
  case activations
  case moved
  case intensity
  case inputGradient = "input-gradient"
  case weightGradient = "weight-gradient"
  case backward
  case saved
  case additions
  case multiplications
  case divisions
  case comparisons
  case exponentials

  package static let standard: [ProfileColumn] = [.parameters, .counts, .share, .output]

  /// What says something of a row inside a network and nothing of a whole one.
  package static let ofRows: [ProfileColumn] = [.share, .output]

  /// What shows the backward pass.
  package static let ofTraining: [ProfileColumn] = [
    .inputGradient, .weightGradient, .backward, .saved,
  ]

  /// What the column shows, for help texts.
  package var summary: String {
    switch self {
    case .parameters: "learned values, those of shared layers where they are first applied"
    case .counts: "the numbers of --convention"
    case .share: "share of the first convention's total"
    case .output: "shape of the last result"
    case .calls: "applications of operators"
    case .activations: "bytes of results in memory of their own"
    case .moved: "bytes read and written once, weights included"
    case .intensity: "MACs per byte moved"
    case .inputGradient: "MACs of the gradients of inputs"
    case .weightGradient: "MACs of the gradients of weights"
    case .backward: "MACs of the backward pass"
    case .saved: "bytes that training saves for the backward pass"
    case .additions: "additions outside MACs"
    case .multiplications: "multiplications outside MACs"
    case .divisions: "divisions and square roots"
    case .comparisons: "comparisons"
    case .exponentials: "exponentials"
    }
  }

  /// Heading, key and value of a column that shows one number; nil for the others.
  var number: (heading: String, key: String, value: (Metrics) -> Dim)? {
    switch self {
    case .parameters: ("parameters", "parameters", \.parameters)
    case .activations: ("activations B", "activation_bytes", \.bytesWritten)
    case .moved: ("moved B", "moved_bytes", \.bytesMoved)
    case .inputGradient: ("input grad MACs", "input_gradient_macs", \.work[.inputGradient])
    case .weightGradient: ("weight grad MACs", "weight_gradient_macs", \.work[.weightGradient])
    case .backward:
      (
        "backward MACs", "backward_macs",
        { $0.work[.inputGradient] + $0.work[.weightGradient] }
      )
    case .saved: ("saved B", "saved_bytes", \.savedTensorBytes)
    case .additions: ("additions", "additions", \.work[.additions])
    case .multiplications: ("multiplications", "multiplications", \.work[.multiplications])
    case .divisions: ("divisions", "divisions", \.work[.divisions])
    case .comparisons: ("comparisons", "comparisons", \.work[.comparisons])
    case .exponentials: ("exponentials", "exponentials", \.work[.exponentials])
    case .counts, .share, .output, .calls, .intensity: nil
    }
  }
}
