/// Random bits that are a function of a seed and a position, so that any part of a sequence can be made
/// alone.
///
/// Steele, Lea and Flood, OOPSLA 2014.
package enum SplitMix64 {
  /// The bits at a position, from 0.
  @inlinable
  package static func bits(at position: Int, seed: UInt64) -> UInt64 {
    var x = seed &+ (UInt64(position) &+ 1) &* 0x9e37_79b9_7f4a_7c15
    x = (x ^ x >> 30) &* 0xbf58_476d_1ce4_e5b9
    x = (x ^ x >> 27) &* 0x94d0_49bb_1331_11eb
    return x ^ x >> 31
  }
}
