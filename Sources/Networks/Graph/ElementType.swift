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
  case complex64
  case complex128
  /// Text, which counts as the pointer to it.
  case string
  case float8e4m3fn
  case float8e4m3fnuz
  case float8e5m2
  case float8e5m2fnuz
  case float8e8m0
  case float6e2m3
  case float6e3m2
  case float4e2m1
  case int4
  case uint4
  case int2
  case uint2

  /// Bits of one element; several small ones share a byte.
  public var bits: Int {
    switch self {
    case .complex128: 128
    case .float64, .int64, .uint64, .complex64, .string: 64
    case .float32, .int32, .uint32: 32
    case .float16, .bfloat16, .int16, .uint16: 16
    case .int8, .uint8, .bool, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz,
      .float8e8m0:
      8
    case .float6e2m3, .float6e3m2: 6
    case .float4e2m1, .int4, .uint4: 4
    case .int2, .uint2: 2
    }
  }

  /// Bytes of one element that does not share them.
  public var bytes: Int { max(bits / 8, 1) }

  /// Whether the elements are real numbers, so that gradients exist.
  public var isFloating: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2,
      .float8e5m2fnuz, .float8e8m0, .float6e2m3, .float6e3m2, .float4e2m1:
      true
    default: false
    }
  }

  /// Whether the elements are whole numbers.
  public var isWhole: Bool {
    switch self {
    case .int64, .int32, .int16, .int8, .uint64, .uint32, .uint16, .uint8, .int4, .uint4, .int2,
      .uint2:
      true
    default: false
    }
  }

  /// Whether the elements are real numbers or truths.
  public var isNumeric: Bool { isFloating || isWhole || self == .bool }
}
