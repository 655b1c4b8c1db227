import RLAImages

/// The batches of an epoch in their order, each made ready while the network runs on the one before.
final class LoadedBatches {
  private let images: TrainingImages
  private let loader: BatchLoader?
  private let batch: Int
  private var left: Int

  /// - Parameters:
  ///   - images: The data set.
  ///   - places: Which images, in the order of batches; none gives no batch.
  ///   - batch: Images of a batch; the last one may have fewer.
  ///   - epoch: What augmentation follows from, beside the image; nil for none.
  ///   - threads: How many threads read them.
  /// - Throws: `TrainingFailure.loader` where the system refuses memory or threads.
  init(
    _ images: TrainingImages, _ places: [Int], batch: Int, epoch: Int?, threads: Int
  ) throws(TrainingFailure) {
    (self.images, self.batch, left) = (images, batch, places.count)
    do throws(BatchLoader.Failure) {
      loader =
        places.isEmpty
        ? nil : try images.loader(places, batch: batch, epoch: epoch, threads: threads)
    } catch {
      throw .loader(error)
    }
  }

  /// The next batch; nil after the last.
  ///
  /// - Returns: Images, N×C×H×W, and their classes.
  /// - Throws: `TrainingFailure.image` for the first image of the batch that cannot be read.
  func next() throws(TrainingFailure) -> (images: [Float], labels: [Int])? {
    let count = min(batch, left)
    var numbers: [Float] = []
    guard
      let loaded = loader?.next({ base in
        numbers = Array(
          UnsafeBufferPointer(start: base, count: count * images.elementCount))
      })
    else { return nil }
    left -= count
    if let (place, failure) = loaded.failures.min(by: { $0.key < $1.key }) {
      let index = loaded.images[loaded.images.startIndex + place]
      throw .image(UnreadableImage(name: images.name(index), failure: failure))
    }
    return (numbers, loaded.images.map(images.label))
  }
}
