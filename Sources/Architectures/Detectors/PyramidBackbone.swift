public import RLANetworks
public import RLASymbolic

/// A feature map of a backbone.
public struct PyramidLevel: Hashable, Sendable {
  public let channels: Dim
  /// Pixels of the image per position, along either axis.
  public let stride: Int

  public init(channels: Dim, stride: Int) {
    self.channels = channels
    self.stride = stride
  }
}

/// A family whose networks give feature maps at several resolutions, for the necks of detectors.
public protocol PyramidBackbone: Architecture {
  /// The maps that the trunk gives, finest first.
  var levels: [PyramidLevel] { get }

  /// Creates the layers of the network without its head.
  ///
  /// - Parameters:
  ///   - scope: The module that holds the layers.
  ///   - frozenStages: Stages that training leaves as they are; from 1 on the stem is one of them.
  /// - Returns: What maps a batch of images to one map for each of `levels`.
  func trunk(in scope: Scope, frozenStages: Int) -> (Value) -> [Value]
}

/// A backbone of any family, compared by what it is.
struct AnyBackbone: Hashable, Sendable {
  var base: any PyramidBackbone

  static func == (left: AnyBackbone, right: AnyBackbone) -> Bool {
    left.base.isEqual(to: right.base)
  }

  func hash(into hasher: inout Hasher) { base.hash(into: &hasher) }
}
