import Glibc

/// Random numbers that are a function of a seed and the number of the element, whatever the threads.
package struct RandomFill: Sendable {
  private let seed: UInt64

  package init(seed: UInt64) { self.seed = seed }

  /// `y = start + spread · r` with numbers r of the normal distribution, or of the uniform one in
  /// 0 ..< 1.
  package func run(
    _ target: UnsafeMutablePointer<Float>, count: Int, isNormal: Bool, start: Double,
    spread: Double, on pool: WorkerPool
  ) {
    pool.split(count, grain: 4096) { range, _ in
      for element in range {
        target[element] = Float(start + spread * (isNormal ? normal(element) : unit(element)))
      }
    }
  }

  /// A number in 0 ..< 1, by SplitMix64; several of one element are told apart by `part`.
  package func unit(_ element: Int, part: Int = 0) -> Double {
    let number = UInt64(element) &* 2 &+ UInt64(part) &+ 1
    var x = seed &+ number &* 0x9e37_79b9_7f4a_7c15
    x = (x ^ x >> 30) &* 0xbf58_476d_1ce4_e5b9
    x = (x ^ x >> 27) &* 0x94d0_49bb_1331_11eb
    x ^= x >> 31
    return Double(x >> 11) * 0x1p-53
  }

  /// A number of the normal distribution with mean 0 and deviation 1, by Box and Muller 1958.
  package func normal(_ element: Int) -> Double {
    let radius = (-2 * log(1 - unit(element))).squareRoot()
    return radius * cos(2 * .pi * unit(element, part: 1))
  }
}
