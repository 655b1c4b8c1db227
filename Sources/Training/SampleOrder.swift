import RLAExecution

/// The order in which an epoch takes the images: by a hash of the seed, the epoch and the image.
///
/// It does not depend on earlier epochs, so that a resumed training needs no state of it.
public struct SampleOrder: Sendable {
  private let hash: SyntheticValues
  private let numbers: [Int]
  private let stride: Int

  /// - Parameters:
  ///   - count: The images.
  ///   - seed: What the order follows from.
  public init(count: Int, seed: Int) {
    self.init(Array(0..<count), of: count, name: seed == 0 ? "order" : "order \(seed)")
  }

  /// The order of some of the images of a set.
  ///
  /// - Parameters:
  ///   - numbers: Those of the images in the set, ascending.
  ///   - count: The images of the set.
  ///   - name: What the order follows from.
  package init(_ numbers: [Int], of count: Int, name: String) {
    hash = SyntheticValues(name)
    self.numbers = numbers
    stride = count
  }

  /// The places of the images in the order of an epoch: images i are sorted by the hash of
  /// `stride · epoch + i`.
  public func places(epoch: Int) -> [Int] {
    let keys = numbers.map { hash.word(stride * epoch + $0) }
    return numbers.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
  }
}
