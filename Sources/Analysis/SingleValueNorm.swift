public import RLANetworks
public import RLASymbolic

/// A batch norm whose statistics in training would come from one value of each channel.
///
/// The variance of one value is 0 and its gradient vanishes, so PyTorch refuses to train it:
/// `F.batch_norm` raises "Expected more than 1 value per channel when training".
public struct SingleValueNorm: Hashable, Sendable {
  /// Where in the network, as `Network.path(of:)` names it.
  public let path: String
  /// N x C x spatial, one element for each channel.
  public let input: Shape
}

extension InferredShapes {
  /// The first batch norm that cannot be trained at this input; nil where all can.
  ///
  /// Those of `frozenLayers`, by number, use running statistics and always can.
  public func singleValueNorm(frozenLayers: Set<Int> = []) -> SingleValueNorm? {
    for (index, node) in network.nodes.enumerated()
    where network.operator(of: node).kind == BatchNormalization.kind {
      if let layer = node.layer, frozenLayers.contains(layer) { continue }
      let input = output(ofNode: index)
      // A batch norm has the shape of its input.
      guard input.rank > 1, input.elements == input.dims[1] else { continue }
      return SingleValueNorm(path: network.path(of: node), input: input)
    }
    return nil
  }
}
