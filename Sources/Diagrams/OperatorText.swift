import Networks
import Operators
import Symbolic

/// Operators as a drawing writes them.
enum OperatorText {
  /// The name with what tells it apart: `3x3 conv /2`, `FC`.
  static func title(_ function: any Operator) -> String {
    switch function {
    case let convolution as Convolution: title(convolution)
    case is Linear: "FC"
    case let convolution as TransposedConvolution:
      "\(window(convolution.window)) transposed conv"
    case let alignment as RegionAlignment:
      "RoIAlign \(alignment.size)x\(alignment.size)"
    case let pooling as MaxPooling: "\(window(pooling.window)) max pool"
    case let pooling as AveragePooling: "\(window(pooling.window)) avg pool"
    case let reshape as Reshape: title(reshape)
    case let slice as ChannelSlice: "channels \(slice.start)-\(slice.start + slice.count - 1)"
    default: title(function.kind)
    }
  }

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
    (convolution.isDepthwise ? "dw " : "") + kernel(convolution.windows)
  }

  private static func title(_ convolution: Convolution) -> String {
    if convolution.windows.count == 1 {
      return "1-D conv \(convolution.windows[0].kernel)"
    }
    var text =
      "\(kernel(convolution.windows)) \(convolution.isDepthwise ? "depthwise conv" : "conv")"
    if !convolution.isDepthwise, convolution.groups != 1 {
      text += ", \(convolution.groups) groups"
    }
    return text
  }

  private static func title(_ reshape: Reshape) -> String {
    switch reshape.layout {
    case .vector, .flattened: "flatten"
    case .map, .mapFromSequence: "as map"
    case .sequence: "as sequence"
    }
  }

  private static func title(_ kind: OperatorKind) -> String {
    switch kind {
    case .batchNormalization: "BN"
    case .groupNormalization: "GN"
    case .relu: "ReLU"
    case .relu6: "ReLU6"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .globalAveragePooling: "GAP"
    case .addition: "+"
    case .multiplication: "×"
    case .complement: "1 −"
    case .concatenation: "concat"
    case .dropout: "dropout"
    case .zeroState: "zeros"
    case .nearestResize: "resize"
    default: kind.name
    }
  }

  private static func window(_ window: Window) -> String { kernel([window, window]) }

  private static func kernel(_ windows: [Window]) -> String {
    let sizes = windows.map { "\($0.kernel)" }.joined(separator: "x")
    let stride = windows[0].stride == 1 ? "" : "/\(windows[0].stride)"
    let dilation = windows[0].dilation == 1 ? "" : " dilated \(windows[0].dilation)"
    return sizes + stride + dilation
  }
}
