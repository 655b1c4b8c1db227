import Glibc

/// Makes batches of images ready on threads of its own, one while the network runs on the other.
///
/// The threads have a low priority, so that they take the time that the network leaves; they begin to
/// work when the first batch is asked for. Make a loader before a session that pins its threads: a thread
/// may run where its maker may.
public final class BatchLoader {
  /// A batch without its numbers.
  public struct Batch: Sendable {
    /// The images by their index in the data set, in order.
    public let images: ArraySlice<Int>
    /// By place in the batch, why there is no image; its numbers are zeros.
    public let failures: [Int: ImageFailure]
  }

  /// What the system refuses.
  public enum Failure: Error, Hashable, Sendable {
    case memory(bytes: Int)
    case threads(wanted: Int, started: Int)
  }

  /// Writes the numbers of the image with an index.
  public typealias Render =
    @Sendable (_ index: Int, _ target: UnsafeMutablePointer<Float>) throws(ImageFailure) -> Void

  private let queue: LoaderQueue
  private var threads: [LoaderThread] = []

  /// - Parameters:
  ///   - images: The indices of all images in the order of batches; at least one.
  ///   - batch: Images of a batch; the last one may have fewer.
  ///   - elementCount: Numbers of an image.
  ///   - threads: How many threads make them.
  ///   - render: Writes the numbers of an image, on any thread.
  /// - Throws: `Failure` where the system refuses memory or threads.
  public init(
    _ images: [Int], batch: Int, elementCount: Int, threads: Int, render: @escaping Render
  ) throws(Failure) {
    precondition(batch > 0 && elementCount > 0 && threads > 0 && !images.isEmpty)
    let queue = try LoaderQueue(
      images, batch: min(batch, images.count), elementCount: elementCount, render)
    self.queue = queue
    for _ in 0..<threads {
      guard let thread = LoaderThread({ queue.work() }) else {
        let started = self.threads.count
        end()
        throw .threads(wanted: threads, started: started)
      }
      self.threads.append(thread)
    }
  }

  deinit { end() }

  private func end() {
    queue.close()
    for thread in threads { thread.join() }
    threads = []
  }

  /// Waits for the next batch.
  ///
  /// - Parameter accept: Receives the numbers of a whole batch, images one behind the other; behind those
  ///   of a last one with fewer images are any. They are valid during the call only.
  /// - Returns: The batch; nil after the last.
  public func next(_ accept: (UnsafePointer<Float>) -> Void) -> Batch? { queue.next(accept) }
}

/// What the threads of a loader share.
private final class LoaderQueue: @unchecked Sendable {
  private let images: [Int]
  private let batch: Int
  private let elementCount: Int
  private let render: BatchLoader.Render
  private let numbers: UnsafeMutablePointer<Float>
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  /// Signaled when an image is made, and when the numbers of a batch are no longer needed.
  private let isMade: UnsafeMutablePointer<pthread_cond_t>
  private let isFree: UnsafeMutablePointer<pthread_cond_t>

  // What follows is read and written under the lock.

  /// The place of the next image that a thread takes.
  private var taken = 0
  /// The batches that were handed over.
  private var finished = 0
  private var made = [Int](repeating: 0, count: places)
  private var failures = [[Int: ImageFailure]](repeating: [:], count: places)
  private var hasBegun = false
  private var isClosed = false

  /// One batch is read while the other is made.
  private static let places = 2

  init(
    _ images: [Int], batch: Int, elementCount: Int, _ render: @escaping BatchLoader.Render
  ) throws(BatchLoader.Failure) {
    let count = Self.places * batch * elementCount
    // Zeroed, so that what a last batch lacks is not what some other use of the memory left.
    guard let memory = calloc(count, MemoryLayout<Float>.stride) else {
      throw .memory(bytes: count * MemoryLayout<Float>.stride)
    }
    numbers = memory.bindMemory(to: Float.self, capacity: count)
    (self.images, self.batch, self.elementCount) = (images, batch, elementCount)
    self.render = render
    lock = .allocate(capacity: 1)
    isMade = .allocate(capacity: 1)
    isFree = .allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
    pthread_cond_init(isMade, nil)
    pthread_cond_init(isFree, nil)
  }

  deinit {
    pthread_cond_destroy(isFree)
    pthread_cond_destroy(isMade)
    pthread_mutex_destroy(lock)
    isFree.deallocate()
    isMade.deallocate()
    lock.deallocate()
    free(numbers)
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return body()
  }

  func close() {
    locked {
      isClosed = true
      pthread_cond_broadcast(isFree)
    }
  }

  /// Makes images until there are none left.
  func work() {
    while let place = take() {
      let target = numbers + place % (Self.places * batch) * elementCount
      var failure: ImageFailure?
      do throws(ImageFailure) {
        try render(images[place], target)
      } catch {
        failure = error
        target.update(repeating: 0, count: elementCount)
      }
      finish(place, failure)
    }
  }

  /// The place of the next image once there is room for it; nil where there is none.
  private func take() -> Int? {
    locked {
      while !isClosed, taken < images.count, !hasRoom { pthread_cond_wait(isFree, lock) }
      if isClosed || taken == images.count { return nil }
      taken += 1
      return taken - 1
    }
  }

  /// Whether the next image may be made.
  private var hasRoom: Bool { hasBegun && taken / batch < finished + Self.places }

  private func finish(_ place: Int, _ failure: ImageFailure?) {
    locked {
      let slot = place / batch % Self.places
      made[slot] += 1
      if let failure { failures[slot][place % batch] = failure }
      pthread_cond_signal(isMade)
    }
  }

  func next(_ accept: (UnsafePointer<Float>) -> Void) -> BatchLoader.Batch? {
    let first = finished * batch
    if first >= images.count { return nil }
    let range = first..<min(first + batch, images.count)
    let slot = finished % Self.places
    let failed = locked {
      if !hasBegun {
        hasBegun = true
        pthread_cond_broadcast(isFree)
      }
      while made[slot] < range.count { pthread_cond_wait(isMade, lock) }
      return failures[slot]
    }
    accept(numbers + slot * batch * elementCount)
    locked {
      (made[slot], failures[slot]) = (0, [:])
      finished += 1
      pthread_cond_broadcast(isFree)
    }
    return BatchLoader.Batch(images: images[range], failures: failed)
  }
}
