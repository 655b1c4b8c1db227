import ArgumentParser
import RLAImages

/// What bytes of pixels become.
struct NormalizationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Mean of red, green and blue from 0 to 1; by default ImageNet's.", valueName: "r,g,b"),
    transform: ChannelNumbers.parse)
  var mean: ChannelNumbers?

  @Option(
    help: ArgumentHelp(
      "Deviation of red, green and blue; by default ImageNet's.", valueName: "r,g,b"),
    transform: ChannelNumbers.parsePositive)
  var deviation: ChannelNumbers?

  /// The numbers that are given; what is not stays as it is.
  func normalization(besides usual: ChannelNormalization) -> ChannelNormalization {
    ChannelNormalization(
      means: mean?.values ?? usual.means, deviations: deviation?.values ?? usual.deviations)
  }
}

/// A number for each of red, green and blue.
struct ChannelNumbers: Hashable, Sendable {
  let values: [Float]

  @Sendable static func parse(_ text: String) throws -> ChannelNumbers {
    try numbers(text) { $0.isFinite && abs($0) <= 1000 }
  }

  @Sendable static func parsePositive(_ text: String) throws -> ChannelNumbers {
    try numbers(text) { $0 >= 1e-6 && $0 <= 1000 }
  }

  private static func numbers(
    _ text: String, _ isAllowed: (Float) -> Bool
  ) throws -> ChannelNumbers {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let values = parts.compactMap { Float($0) }
    guard values.count == 3, parts.count == 3, values.allSatisfy(isAllowed) else {
      throw ValidationError(Wording.channelNumbers)
    }
    return ChannelNumbers(values: values)
  }
}
