/// A product on every thread whose matrices stay in its L2 cache: the most that the library does.
package final class ProductPeak {
  private static let side = 384
  private let pool: WorkerPool
  private let numbers: ValueBuffer

  /// - Parameter pool: The threads to run on.
  /// - Throws: `ResourceFailure` where the system refuses the memory.
  package init(_ pool: WorkerPool) throws(ResourceFailure) {
    self.pool = pool
    let count = Self.count(threads: pool.threads)
    numbers = try ValueBuffer(count)
    numbers.base.update(repeating: 0.5, count: count)
  }

  private static func count(threads: Int) -> Int { (1 + 2 * threads) * side * side }

  /// Bytes that a measurement on some threads allocates.
  package static func bytes(threads: Int) -> Int {
    count(threads: threads) * MemoryLayout<Float>.stride
  }

  /// One product for each thread.
  ///
  /// - Returns: Operations, a multiply-add counted as two.
  package func run() -> Int {
    let (side, area, base) = (Self.side, Self.side * Self.side, numbers.base)
    let width = ProductStyle.forProcessor.panelWidth
    func matrix(_ index: Int) -> Matrix {
      Matrix(base: base + index * area, rows: side, columns: side, stride: side)
    }
    func panels(_ index: Int) -> PanelMatrix {
      PanelMatrix(base + index * area, rows: side, columns: side, width: width)
    }
    pool.run(pool.threads) { task, thread in
      pool.products(thread).multiply(
        matrix(0), panels(2 + 2 * task), columns: 0..<side,
        to: matrix(1 + 2 * task), accumulating: false)
    }
    return 2 * pool.threads * side * side * side
  }
}
