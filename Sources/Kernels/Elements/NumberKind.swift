import CRLAVectors

/// The kinds of numbers that tensors hold in memory.
package enum NumberKind: Hashable, Sendable {
  case float
  case int64
  case int32
  case uint8
  case int8
  /// Bytes of 0 and 1.
  case truth
}

extension NumberKind {
  /// Bytes of a number.
  var width: Int {
    switch self {
    case .int64: 8
    case .float, .int32: 4
    case .int8, .uint8, .truth: 1
    }
  }

  /// The type in the loops in C for whole numbers; nil for floating-point numbers.
  var whole: vec_whole? {
    switch self {
    case .float: nil
    case .int64: vec_int64
    case .int32: vec_int32
    case .int8: vec_int8
    case .uint8, .truth: vec_uint8
    }
  }
}
