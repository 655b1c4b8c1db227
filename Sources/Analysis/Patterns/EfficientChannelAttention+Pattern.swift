import RLANetworks
import RLASymbolic

extension PatternRule {
  /// Each channel times a gate that a convolution over neighboring channels computes from their
  /// means.
  ///
  /// Wang et al. 2019, arXiv 1910.03151.
  static let efficientChannelAttention = PatternRule(
    Pattern.Kind("EfficientChannelAttention"), [x * .gate(activated: convolution)]
  ) { match in
    guard match.scalesChannels,
      let window = match.operators("convolution", as: Convolution.self).first?.windows.first
    else { return nil }
    return [.integers("kernel_size", [window.kernel])]
  }

  private static let x = PatternTerm.value("x")
  private static let convolution = PatternTerm.result(
    of: [Convolution.kind], [.moved(.channelMeans(x))], named: "convolution"
  ) { function in
    guard let convolution = function as? Convolution else { return false }
    return convolution.windows.count == 1 && convolution.inputChannels == 1
      && convolution.outputChannels == 1
  }
}
