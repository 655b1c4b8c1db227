import CRLAVectors

/// The kinds of numbers that tensors hold in memory.
package enum NumberKind: Hashable, Sendable {
  case float
  case int64
  case int32
  case int16
  case int8
  case uint64
  case uint32
  case uint16
  case uint8
  /// Bytes of 0 and 1.
  case truth
}

extension NumberKind {
  /// Bytes of a number.
  var width: Int {
    switch self {
    case .int64, .uint64: 8
    case .float, .int32, .uint32: 4
    case .int16, .uint16: 2
    case .int8, .uint8, .truth: 1
    }
  }

  /// The type in the loops in C for whole numbers; nil for floating-point numbers.
  var whole: vec_whole? {
    switch self {
    case .float: nil
    case .int64: vec_int64
    case .int32: vec_int32
    case .int16: vec_int16
    case .int8: vec_int8
    case .uint64: vec_uint64
    case .uint32: vec_uint32
    case .uint16: vec_uint16
    case .uint8, .truth: vec_uint8
    }
  }
}
