import Foundation
import RLAKernels

/// The level of vector instructions that `RLA_TEST_VECTORS` names, for a whole run of tests, since the
/// level in use is that of the process.
enum ForcedLevel {
  /// Selects the level once; without the variable the widest is used.
  static func apply() {
    precondition(isApplied, "This machine cannot run the level that is forced.")
  }

  private static let isApplied =
    ProcessInfo.processInfo.environment["RLA_TEST_VECTORS"].map {
      VectorLevel.use($0)
    } ?? true
}
