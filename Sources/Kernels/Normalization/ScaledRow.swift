import CRLAVectors

extension Vectors {
  /// `y (+)= a · x` for contiguous values.
  static func add(
    _ x: UnsafePointer<Float>, times factor: Float = 1, to y: UnsafeMutablePointer<Float>,
    count: Int, accumulating: Bool
  ) {
    vec_affine(
      1, count, vec_map(base: UnsafeMutablePointer(mutating: x), stride: count), factor, 0,
      vec_map(base: y, stride: count), accumulating ? 1 : 0)
  }
}
