import CRLAVectors

/// The vector instructions that the loops in C use, set for the whole process.
package enum VectorLevel {
  /// The levels that this machine can run, narrowest vectors first: `baseline`, `AVX2`, `AVX-512`.
  package static var usable: [String] {
    (0..<vec_level_count()).map { String(cString: vec_level($0).pointee.level) }
  }

  /// The level in use; at first the widest.
  package static var current: String { String(cString: vec_level_in_use().pointee.level) }

  /// Selects a level.
  ///
  /// - Returns: Whether this machine can run it; if not, nothing changes.
  package static func use(_ level: String) -> Bool { vec_use(level) == 0 }
}
