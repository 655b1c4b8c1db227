public import Symbolic

/// One small example of every operator with inputs that fit it, for tests and for conventions that
/// must have a rule for each.
public enum OperatorCatalog {
  public struct Example: Sendable {
    public let `operator`: any Operator
    public let inputs: [Shape]
  }

  public static let examples: [Example] = [
    Example(operator: Convolution(4, 6, .same(3, stride: 2), groups: 2, bias: true), inputs: [map]),
    Example(
      operator: TransposedConvolution(4, 3, Window(2, stride: 2), bias: true), inputs: [map]),
    Example(operator: Linear(4, 3, bias: true), inputs: [[2, 4]]),
    Example(operator: BatchNormalization(4), inputs: [map]),
    Example(operator: GroupNormalization(4), inputs: [map]),
    Example(operator: Activation(.relu), inputs: [map]),
    Example(operator: Activation(.relu6), inputs: [map]),
    Example(operator: Activation(.sigmoid), inputs: [map]),
    Example(operator: Activation(.tanh), inputs: [map]),
    Example(operator: MaxPooling(.same(3, stride: 2)), inputs: [map]),
    Example(operator: AveragePooling(Window(2, stride: 2)), inputs: [map]),
    Example(operator: GlobalAveragePooling(), inputs: [map]),
    Example(operator: Addition(), inputs: [map, map]),
    Example(operator: Multiplication(scalesChannels: true), inputs: [map, [2, 4, 1, 1]]),
    Example(operator: Complement(), inputs: [map]),
    Example(operator: Concatenation(), inputs: [map, [2, 3, 6, 5]]),
    Example(operator: ChannelSlice(start: 1, count: 2), inputs: [map]),
    Example(operator: Reshape(to: .map), inputs: [[2, 4]]),
    Example(operator: Dropout(rate: 0.2), inputs: [[2, 4]]),
    Example(operator: NearestResize(), inputs: [map, [2, 3, 12, 9]]),
    Example(
      operator: RegionAlignment(regions: 5, size: 7, strides: [4, 8]),
      inputs: [map, [2, 4, 3, 3]]),
    Example(operator: ZeroState(channels: 3), inputs: [map]),
  ]

  private static let map: Shape = [2, 4, 6, 5]
}
