import RLAImages
import Testing

/// Batches that threads make ready.
@Suite struct BatchLoaderTests {
  private static func loader(
    _ images: [Int], batch: Int, threads: Int
  ) throws -> BatchLoader {
    try BatchLoader(images, batch: batch, elementCount: 3, threads: threads) {
      index, target throws(ImageFailure) in
      if index == 13 { throw .empty }
      for place in 0..<3 { target[place] = Float(10 * index + place) }
    }
  }

  @Test(arguments: [1, 2, 5], [1, 4, 7, 100])
  func `Images come in order, whoever makes them`(threads: Int, batch: Int) throws {
    let images = Array((0..<30).reversed())
    let loader = try Self.loader(images, batch: batch, threads: threads)
    var (seen, numbers, broken) = ([Int](), [Float](), [Int]())
    var read: [Float] = []
    while let batch = loader.next({ base in
      read = Array(UnsafeBufferPointer(start: base, count: 3 * min(batch, 30)))
    }) {
      seen += batch.images
      numbers += read.prefix(3 * batch.images.count)
      broken += batch.failures.keys.map { batch.images[batch.images.startIndex + $0] }
    }
    #expect(seen == images && broken == [13])
    #expect(
      numbers
        == images.flatMap { image in (0..<3).map { image == 13 ? 0 : Float(10 * image + $0) } })
    #expect(loader.next { _ in } == nil)
  }

  @Test func `A loader that nobody reads ends`() throws {
    for _ in 0..<20 {
      let loader = try Self.loader(Array(0..<1000), batch: 10, threads: 3)
      _ = loader.next { _ in }
    }
  }

  @Test(arguments: [
    (33, 32, 17), (1, 32, 1), (64, 32, 32), (366, 32, 31), (50000, 32, 32), (5, 1, 1),
  ])
  func `Batches are even`(count: Int, limit: Int, size: Int) {
    #expect(EvenBatches.size(count, limit: limit) == size)
  }
}
