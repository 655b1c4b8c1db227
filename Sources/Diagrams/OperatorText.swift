import RLANetworks
import RLASymbolic

/// Operators as a drawing writes them, beyond their titles.
enum OperatorText {
  /// The sizes of the weights: `64 → 256`.
  static func sizes(_ function: any Operator) -> String? {
    switch function {
    case let convolution as Convolution:
      convolution.windows.count == 1 || convolution.isDepthwise
        ? nil : "\(convolution.inputChannels) → \(convolution.outputChannels)"
    case let convolution as TransposedConvolution:
      "\(convolution.inputChannels) → \(convolution.outputChannels)"
    case let linear as Linear: "\(linear.inputFeatures) → \(linear.outputFeatures)"
    default: nil
    }
  }

  /// `3x3`, `3x3/2`, `dw 3x3`: a convolution in a list of its kind.
  static func kernel(_ convolution: Convolution) -> String {
    (convolution.isDepthwise ? "dw " : "") + convolution.windows.title
  }
}
