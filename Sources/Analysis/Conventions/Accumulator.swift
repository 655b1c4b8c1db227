import RLASymbolic

/// The type in which a tool adds, which decides the last digits of what it prints.
public enum Accumulator: Hashable, Sendable {
  case integer
  /// 24 significant bits: a total of 2^31 to 2^32 is a multiple of 256.
  case float32

  /// What the tool prints for a total.
  ///
  /// A tool that rounds after every addition can be off by a few more units in the last place.
  package func rounded(_ total: Int) -> Int {
    switch self {
    case .integer: total
    case .float32: Int(exactly: Float(total)) ?? total
    }
  }

  /// What the tool prints for a total; a formula stays exact.
  func rounded(_ total: Dim) -> Dim { total.value.map { Dim(rounded($0)) } ?? total }
}
