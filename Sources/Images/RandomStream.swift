/// Random numbers of one image in one epoch (SplitMix64), so that threads and order do not matter.
public struct RandomStream: Hashable, Sendable {
  private var state: UInt64

  /// - Parameters:
  ///   - seed: Of the run.
  ///   - epoch: From zero.
  ///   - index: Of the image, or of whatever else has random numbers of its own in an epoch.
  public init(seed: UInt64, epoch: Int, index: Int) {
    state = seed
    for number in [epoch, index] {
      state = Self.mixed(state &+ Self.step) ^ UInt64(bitPattern: Int64(number))
    }
  }

  private static let step: UInt64 = 0x9e37_79b9_7f4a_7c15

  private static func mixed(_ value: UInt64) -> UInt64 {
    var value = value
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= Self.step
    return Self.mixed(state)
  }

  /// A number of 53 bits from 0 to below 1.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number from the lower to the upper end.
  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * unit()
  }

  /// A whole number within a range.
  mutating func whole(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next().multipliedFullWidth(by: UInt64(range.count)).high)
  }
}
