public import RLANetworks

/// The types of elements by their numbers in ONNX, which belong to `TensorProto.DataType`.
enum ONNXType {
  /// The number of 32-bit real numbers.
  static let float32 = 1

  private static let types: [Int: ElementType] = [
    1: .float32, 2: .uint8, 3: .int8, 4: .uint16, 5: .int16, 6: .int32, 7: .int64, 8: .string,
    9: .bool, 10: .float16, 11: .float64, 12: .uint32, 13: .uint64, 14: .complex64,
    15: .complex128, 16: .bfloat16, 17: .float8e4m3fn, 18: .float8e4m3fnuz, 19: .float8e5m2,
    20: .float8e5m2fnuz, 21: .uint4, 22: .int4, 23: .float4e2m1, 24: .float8e8m0, 25: .uint2,
    26: .int2, 27: .float6e2m3, 28: .float6e3m2,
  ]

  private static let numbers = Dictionary(uniqueKeysWithValues: types.map { ($1, $0) })

  static func number(of type: ElementType) -> Int {
    guard let number = numbers[type] else { preconditionFailure("ONNX has all types of elements.") }
    return number
  }

  /// - Throws: `ONNXFailure` where the number is none of a type.
  static func element(
    _ number: Int, of place: ONNXFailure.Place
  ) throws(ONNXFailure) -> ElementType {
    guard let type = types[number] else { throw ONNXFailure(.elementType(number), at: place) }
    return type
  }
}

/// A size as a model declares it.
public enum ONNXDimension: Hashable, Sendable {
  case size(Int)
  /// A name, which means the same size wherever it stands.
  case parameter(String)
  case unknown
}

/// The type of a value as a model declares it.
public indirect enum ONNXValueType: Hashable, Sendable {
  /// A tensor; nil for a shape of unknown rank.
  case tensor(ElementType, [ONNXDimension]?)
  case sequence(ONNXValueType)
  case optional(ONNXValueType)
  /// A map, an opaque type, or none.
  case other
}

extension ONNXValueType {
  /// What sentences call it.
  var name: String {
    switch self {
    case .tensor(_, nil): "a tensor of unknown rank"
    case .tensor: "a tensor"
    case .sequence: "a sequence"
    case .optional: "an optional value"
    case .other: "a map or of no known type"
    }
  }
}

extension ONNXModel {
  /// Requires all inputs and outputs to be tensors.
  ///
  /// - Throws: `ONNXFailure` at the first that is not.
  public func requireTensors() throws(ONNXFailure) {
    for value in graph.inputs + graph.outputs {
      if case .tensor = value.type { continue }
      throw ONNXFailure(.notATensor(found: value.type.name), at: .value(value.name))
    }
  }
}

/// What a graph declares of a value.
public struct ONNXValueInfo: Hashable, Sendable {
  public internal(set) var name = ""
  public internal(set) var id = ONNXName.empty
  public var type = ONNXValueType.other
}
