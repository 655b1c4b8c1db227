/// The vocabulary: one case per operator, the key of every table about operators.
public enum OperatorKind: Int, CaseIterable, Sendable {
  case convolution
  case transposedConvolution
  case linear
  case batchNormalization
  case groupNormalization
  case relu
  case relu6
  case sigmoid
  case tanh
  case maxPooling
  case averagePooling
  case globalAveragePooling
  case addition
  case multiplication
  case complement
  case concatenation
  case channelSlice
  case reshape
  case dropout
  case nearestResize
  case regionAlignment
  case zeroState
}

extension OperatorKind {
  /// The name that reports print.
  public var name: String {
    switch self {
    case .convolution: "Convolution"
    case .transposedConvolution: "TransposedConvolution"
    case .linear: "Linear"
    case .batchNormalization: "BatchNormalization"
    case .groupNormalization: "GroupNormalization"
    case .relu: "ReLU"
    case .relu6: "ReLU6"
    case .sigmoid: "Sigmoid"
    case .tanh: "Tanh"
    case .maxPooling: "MaxPooling"
    case .averagePooling: "AveragePooling"
    case .globalAveragePooling: "GlobalAveragePooling"
    case .addition: "Addition"
    case .multiplication: "Multiplication"
    case .complement: "Complement"
    case .concatenation: "Concatenation"
    case .channelSlice: "ChannelSlice"
    case .reshape: "Reshape"
    case .dropout: "Dropout"
    case .nearestResize: "NearestResize"
    case .regionAlignment: "RegionAlignment"
    case .zeroState: "ZeroState"
    }
  }
}

extension OperatorKind: CustomStringConvertible {
  public var description: String { name }
}
