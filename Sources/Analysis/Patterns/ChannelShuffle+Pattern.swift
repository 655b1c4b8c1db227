import RLANetworks
import RLASymbolic

extension PatternRule {
  /// N×C×spatial → N×g×(C/g)×spatial with groups and their channels exchanged → N×C×spatial.
  ///
  /// Zhang et al. 2017, arXiv 1707.01083.
  static let channelShuffle = PatternRule(
    Pattern.Kind("ChannelShuffle"), [.reshape(exchanged)]
  ) { match in
    guard let x = match.shape("x"), let split = match.output("split"), x.rank > 2,
      split.rank == x.rank + 1, match.result == x,
      let groups = split.dims[1].value, groups > 1, split.dims[2] != 1,
      split.dims[1] * split.dims[2] == x.dims[1], split.dims[0] == x.dims[0],
      split.dims.dropFirst(3) == x.dims.dropFirst(2)
    else { return nil }
    return [.integers("groups", [groups])]
  }

  private static let exchanged = PatternTerm.result(
    of: [Transpose.kind], [.result(of: [Reshape.kind], [.value("x")], named: "split")]
  ) { function in
    guard let order = (function as? Transpose)?.permutation, order.count > 3 else { return false }
    return order == [0, 2, 1] + Array(3..<order.count)
  }
}
