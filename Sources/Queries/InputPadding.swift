/// Images that are padded to sizes that a number divides, as detectors pad them.
///
/// The padded size is what a network is given, and what is counted.
public struct InputPadding: Hashable, Sendable {
  public let requested: NumberList.Size
  public let divisor: Int

  /// - Parameters:
  ///   - requested: The size of the image.
  ///   - divisor: What divides both padded sizes, at least 1.
  public init(_ requested: NumberList.Size, divisor: Int) {
    precondition(divisor > 0, "A divisor is positive.")
    self.requested = requested
    self.divisor = divisor
  }

  /// The sizes, each rounded up to a multiple of the divisor.
  public var padded: NumberList.Size {
    NumberList.Size(height: multiple(requested.height), width: multiple(requested.width))
  }

  private func multiple(_ size: Int) -> Int {
    let (quotient, remainder) = size.quotientAndRemainder(dividingBy: divisor)
    let (product, overflow) = (quotient + (remainder == 0 ? 0 : 1))
      .multipliedReportingOverflow(by: divisor)
    // A size near the end of the 64-bit range is refused with its counts, padded or not.
    return overflow ? size : product
  }
}
