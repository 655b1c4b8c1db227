/// Which of the processes of a training this one is, and what falls to it.
public struct ProcessPlace: Hashable, Sendable {
  /// Counted from 0.
  public let rank: Int
  public let count: Int

  public init(rank: Int, count: Int) {
    precondition(count > 0 && (0..<count).contains(rank), "A process is one of them.")
    (self.rank, self.count) = (rank, count)
  }

  /// Whether this is the one that prints and writes.
  public var isFirst: Bool { rank == 0 }

  /// Images of a step on each process, where all of them together take so many; 0 for too few.
  public func share(ofBatch batch: Int) -> Int { batch / count }

  /// Its share of the images of an epoch: every `count`-th, where the first ones are taken again at
  /// the end until all shares are equal.
  ///
  /// Source: PyTorch, `torch/utils/data/distributed.py`, DistributedSampler without `drop_last`.
  public func share(of places: [Int]) -> [Int] {
    let length = (places.count + count - 1) / count
    return (0..<length).map { places[(rank + $0 * count) % places.count] }
  }

  /// Its part of so many images of which each counts once, and the most that falls to any process.
  public func part(of images: Int) -> (places: [Int], most: Int) {
    (Array(stride(from: rank, to: images, by: count)), (images + count - 1) / count)
  }
}
