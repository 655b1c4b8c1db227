import Dispatch
import Synchronization

/// Reads the batches of an epoch in order, the next one while the network runs on this one.
final class BatchReader: Sendable {
  private struct Ahead {
    var number: Int
    var result: Result<[Float], UnreadableImage>?
  }

  private let images: any TrainingImages
  private let batches: Batches
  private let epoch: Int?
  private let queue = DispatchQueue(label: "rla-profile.images")
  private let ahead = Mutex(Ahead(number: -1, result: nil))

  init(_ images: any TrainingImages, _ batches: Batches, epoch: Int?) {
    (self.images, self.batches, self.epoch) = (images, batches, epoch)
  }

  /// A batch, which should be the one behind that asked for before.
  func batch(_ number: Int) throws(UnreadableImage) -> (images: [Float], labels: [Int]) {
    // What was begun has its turn first.
    queue.sync {}
    let known = ahead.withLock { $0.number == number ? $0.result : nil }
    let result = known ?? read(number)
    if number + 1 < batches.count { begin(number + 1) }
    return (try result.get(), batches[number].map(images.label))
  }

  private func begin(_ number: Int) {
    queue.async { [self] in
      let result = read(number)
      ahead.withLock { $0 = Ahead(number: number, result: result) }
    }
  }

  private func read(_ number: Int) -> Result<[Float], UnreadableImage> {
    Result { () throws(UnreadableImage) in
      try images.batch(batches[number], epoch: epoch)
    }
  }

  /// Waits for what was begun, so that nothing reads any more.
  func end() { queue.sync {} }
}
