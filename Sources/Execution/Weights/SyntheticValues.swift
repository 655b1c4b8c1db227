/// Pseudorandom values that follow from a name: FNV-1a of the name, then SplitMix64 over the
/// elements.
public struct SyntheticValues: Sendable {
  private let seed: UInt64

  /// - Parameter name: The first of the tensor's names in the state_dict; `input` for the
  ///   input.
  public init(_ name: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    seed = hash
  }

  /// A number in 0 ..< 1 for the element with this index in the order of the state_dict.
  @inline(__always)
  public func unit(_ index: Int) -> Double {
    var x = seed &+ (UInt64(index) &+ 1) &* 0x9e37_79b9_7f4a_7c15
    x = (x ^ x >> 30) &* 0xbf58_476d_1ce4_e5b9
    x = (x ^ x >> 27) &* 0x94d0_49bb_1331_11eb
    x ^= x >> 31
    return Double(x >> 40) / 16_777_216
  }

  /// An input of a network, with values in −1 ..< 1.
  public static func input(_ count: Int) -> [Float] {
    let values = SyntheticValues("input")
    return (0..<count).map { Float(2 * values.unit($0) - 1) }
  }

  /// One label for each image of a batch.
  public static func labels(_ batch: Int, classes: Int) -> [Int] {
    (0..<batch).map { 37 * $0 % 1000 % classes }
  }
}
