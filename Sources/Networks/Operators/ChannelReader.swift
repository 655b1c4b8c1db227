public import RLASymbolic

/// An operator whose weights belong to the channels of its input, so that it can be narrowed to
/// fewer of them.
public protocol ChannelReader: Operator {
  /// Whether every output channel depends on every input channel.
  var mixesChannels: Bool { get }

  /// The operator for an input without some of its channels.
  func narrowed(by channels: Dim) -> any Operator
}
