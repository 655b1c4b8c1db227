import RLANetworks
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
    trainedNorms(frozenLayers).first { $0.input.elements == $0.input.dims[1] }
  }

  /// How many values of each channel the batch norms that train would normalize, each number once;
  /// PyTorch refuses to train where one of them is 1.
  public func valuesPerChannel(frozenLayers: Set<Int> = []) -> Set<Dim> {
    Set(
      trainedNorms(frozenLayers).map { norm in
        norm.input.dims.indices.filter { $0 != 1 }.reduce(1) { $0 * norm.input.dims[$1] }
      })
  }

  private func trainedNorms(_ frozenLayers: Set<Int>) -> some Sequence<SingleValueNorm> {
    network.nodes.indices.lazy.compactMap { index in
      let node = network.nodes[index]
      guard node.kind == BatchNormalization.kind,
        node.layer.map(frozenLayers.contains) != true
      else { return nil }
      // A batch norm has the shape of its input.
      let input = output(ofNode: index)
      return input.rank > 1 ? SingleValueNorm(path: network.path(of: node), input: input) : nil
    }
  }
}
