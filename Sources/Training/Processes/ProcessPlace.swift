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

  /// The most of so many images that fall to any process.
  public func most(of images: Int) -> Int { (images + count - 1) / count }

  /// Its share of the images of an epoch: every `count`-th, where the first ones are taken again at
  /// the end until all shares are equal.
  ///
  /// Source: PyTorch, `torch/utils/data/distributed.py`, DistributedSampler without `drop_last`.
  public func share(of places: [Int]) -> [Int] {
    (0..<most(of: places.count)).map { places[(rank + $0 * count) % places.count] }
  }

  /// Its part of so many images of which each counts once, and the most that fall to any process.
  public func part(of images: Int) -> (places: [Int], most: Int) {
    (Array(stride(from: rank, to: images, by: count)), most(of: images))
  }
}
