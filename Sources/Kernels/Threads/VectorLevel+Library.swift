extension VectorLevel {
  /// Whether the loops in C use vectors as wide as the kernels of the linear algebra library, and
  /// fused multiply-adds.
  ///
  /// Another library than OpenBLAS is taken to use the widest.
  package static var isAsWideAsLibrary: Bool {
    let library = LinearAlgebra.coreName.flatMap(BLASCore.named)?.width
    switch current {
    case "AVX-512": return true
    case "AVX2": return library.map { $0 <= .avx2 } ?? false
    default: return false
    }
  }
}
