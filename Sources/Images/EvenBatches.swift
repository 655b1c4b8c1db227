/// How many images there are in each batch.
public enum EvenBatches {
  /// The images of all batches but the last, which may have fewer: no more batches than with `limit`
  /// images each, and as few places as possible that the last one leaves empty.
  ///
  /// - Parameters:
  ///   - count: All images; at least one.
  ///   - limit: The most in a batch; at least one.
  /// - Returns: At most `limit`.
  public static func size(_ count: Int, limit: Int) -> Int {
    let batches = (count + limit - 1) / limit
    return (count + batches - 1) / batches
  }
}
