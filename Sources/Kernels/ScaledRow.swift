import CVectors

extension Vectors {
  /// `y (+)= a · x` for values that lie side by side.
  static func add(
    _ x: UnsafePointer<Float>, times factor: Float = 1, to y: UnsafeMutablePointer<Float>,
    count: Int, accumulating: Bool
  ) {
    vec_affine(1, count, x, count, factor, 0, y, count, accumulating ? 1 : 0)
  }
}
