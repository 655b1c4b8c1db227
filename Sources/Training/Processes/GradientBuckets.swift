/// Gradients that are added up in one message.
package struct GradientBucket: Hashable {
  /// By their place among the parameters, in the order of the message.
  package var tensors: [Int] = []
  /// Values of all of them.
  package var count = 0
}

/// The learned tensors in the order in which their gradients become whole, divided into messages.
///
/// As in PyTorch's DistributedDataParallel the first message is small, so that it leaves early, and the
/// others are large. A message is closed by the tensor that fills it.
package struct GradientBuckets: Hashable {
  /// A tensor whose gradient is exchanged.
  package struct Tensor: Hashable {
    /// Its place among the parameters.
    let index: Int
    let count: Int
    /// The first node that reads it; its gradient is whole once that has run backward.
    let firstNode: Int

    package init(index: Int, count: Int, firstNode: Int) {
      (self.index, self.count, self.firstNode) = (index, count, firstNode)
    }
  }

  package let buckets: [GradientBucket]

  /// Bytes that close the first message, and each other one.
  package static let usual = (first: 1 << 20, others: 25 << 20)

  package init(_ tensors: [Tensor], bytes: (first: Int, others: Int) = usual) {
    var (buckets, last) = ([GradientBucket](), GradientBucket())
    for tensor in tensors.sorted(by: { ($0.firstNode, $0.index) > ($1.firstNode, $1.index) }) {
      last.tensors.append(tensor.index)
      last.count += tensor.count
      let limit = buckets.isEmpty ? bytes.first : bytes.others
      if last.count * MemoryLayout<Float>.stride >= limit {
        buckets.append(last)
        last = GradientBucket()
      }
    }
    if !last.tensors.isEmpty { buckets.append(last) }
    self.buckets = buckets
  }
}
