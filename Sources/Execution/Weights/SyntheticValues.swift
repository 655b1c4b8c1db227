import RLAKernels

/// Pseudorandom values that follow from a name: FNV-1a of the name, then SplitMix64 over the
/// elements.
public struct SyntheticValues: Sendable {
  private let seed: UInt64

  /// - Parameter name: The first of the tensor's names in the state_dict; `input` for the
  ///   input.
  public init(_ name: String) {
    seed = UInt64(fnv1a: name.utf8)
  }

  /// A number in 0 ..< 1 for the element with this index in the order of the state_dict.
  @inline(__always)
  public func unit(_ index: Int) -> Double { Double(word(index) >> 40) / 16_777_216 }

  /// The 64 bits that `unit` takes the first 24 of.
  @inline(__always)
  public func word(_ index: Int) -> UInt64 { SplitMix64.bits(at: index, seed: seed) }

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

extension SyntheticValues {
  /// Elements of a chunk, few enough to stay in the L1 cache.
  static let chunkCount = 2048

  /// Makes 32-bit numbers from those in 0 ..< 1, chunk by chunk.
  @inline(__always)
  func floats(
    _ count: Int, _ value: (Double) -> Double, _ accept: (UnsafeBufferPointer<Float>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.chunkCount) { buffer in
      for first in stride(from: 0, to: count, by: Self.chunkCount) {
        let length = min(Self.chunkCount, count - first)
        for place in 0..<length {
          buffer.initializeElement(at: place, to: Float(value(unit(first + place))))
        }
        accept(UnsafeBufferPointer(rebasing: buffer[..<length]))
      }
    }
  }
}

extension UInt64 {
  /// The hash FNV-1a of some bytes (Fowler, Noll and Vo), which does not change from run to run.
  package init(fnv1a bytes: some Sequence<UInt8>) {
    self = bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
  }
}
