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

  /// A number in 0 ..< 1; the two of an element are told apart by `part`.
  package func unit(_ element: Int, part: Int = 0) -> Double {
    Double(SplitMix64.bits(at: 2 * element + part, seed: seed) >> 11) * 0x1p-53
  }

  /// A number of the normal distribution with mean 0 and deviation 1, by Box and Muller 1958.
  package func normal(_ element: Int) -> Double {
    let radius = (-2 * log(1 - unit(element))).squareRoot()
    return radius * cos(2 * .pi * unit(element, part: 1))
  }
}
