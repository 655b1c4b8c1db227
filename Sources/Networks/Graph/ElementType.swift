/// What the elements of a tensor are.
public enum ElementType: String, Hashable, Sendable, CaseIterable {
  case float64
  case float32
  case float16
  case bfloat16
  case int64
  case int32
  case int16
  case int8
  case uint64
  case uint32
  case uint16
  case uint8
  case bool

  public var bytes: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// Whether the elements are real numbers, so that gradients exist.
  public var isFloating: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16: true
    default: false
    }
  }
}
