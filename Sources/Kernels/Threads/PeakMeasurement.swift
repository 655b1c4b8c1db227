import Glibc

/// Work that runs at the peak of the machine: a product whose matrices stay in the L2 caches, and a
/// copy larger than all caches.
package final class PeakMeasurement {
  private static let side = 384
  private static let copyCount = 16 << 20
  private let pool: WorkerPool
  private let numbers: ValueBuffer
  private let copied: ValueBuffer
  private var matrices: UnsafeMutablePointer<Float> { numbers.base }
  private var memory: UnsafeMutablePointer<Float> { copied.base }

  /// - Parameter pool: The threads to run on.
  /// - Throws: `ResourceFailure` where the system refuses the memory.
  package init(_ pool: WorkerPool) throws(ResourceFailure) {
    self.pool = pool
    let count = Self.matrixCount(threads: pool.threads)
    numbers = try ValueBuffer(count)
    copied = try ValueBuffer(2 * Self.copyCount)
    numbers.base.update(repeating: 0.5, count: count)
    copied.base.update(repeating: 1, count: 2 * Self.copyCount)
  }

  private static func matrixCount(threads: Int) -> Int { (1 + 2 * threads) * side * side }

  /// Bytes that a measurement on some threads allocates.
  package static func bytes(threads: Int) -> Int {
    (matrixCount(threads: threads) + 2 * copyCount) * MemoryLayout<Float>.stride
  }

  /// Operations of `multiply`, a multiply-add counted as two.
  package var productOperations: Int { 2 * pool.threads * Self.side * Self.side * Self.side }

  /// Bytes that `copy` reads and writes.
  package var copiedBytes: Int { 2 * Self.copyCount * MemoryLayout<Float>.size }

  /// One product for each thread.
  package func multiply() {
    let (side, area) = (Self.side, Self.side * Self.side)
    let width = ProductStyle.forProcessor.panelWidth
    func matrix(_ index: Int) -> Matrix {
      Matrix(base: matrices + index * area, rows: side, columns: side, stride: side)
    }
    func panels(_ index: Int) -> PanelMatrix {
      PanelMatrix(matrices + index * area, rows: side, columns: side, width: width)
    }
    pool.run(pool.threads) { task, thread in
      pool.products(thread).multiply(
        matrix(0), panels(2 + 2 * task), columns: 0..<side,
        to: matrix(1 + 2 * task), accumulating: false)
    }
  }

  package func copy() {
    pool.split(Self.copyCount, grain: 1 << 16) { range, _ in
      memcpy(
        memory + Self.copyCount + range.lowerBound, memory + range.lowerBound,
        range.count * MemoryLayout<Float>.size)
    }
  }

  /// Evicts everything else from the caches.
  package func flushCaches() { copy() }
}
