public import RLANetworks

/// The types of elements by their numbers in ONNX, which belong to `TensorProto.DataType`.
enum ONNXType {
  /// The number of 32-bit real numbers.
  static let float32 = 1

  /// In the order of their numbers, from 1.
  private static let types: [ElementType] = [
    .float32, .uint8, .int8, .uint16, .int16, .int32, .int64, .string, .bool, .float16, .float64,
    .uint32, .uint64, .complex64, .complex128, .bfloat16, .float8e4m3fn, .float8e4m3fnuz,
    .float8e5m2, .float8e5m2fnuz, .uint4, .int4, .float4e2m1, .float8e8m0, .uint2, .int2,
    .float6e2m3, .float6e3m2,
  ]

  static func number(of type: ElementType) -> Int {
    guard let place = types.firstIndex(of: type) else {
      preconditionFailure("ONNX has all types of elements.")
    }
    return place + 1
  }

  /// - Throws: `ONNXFailure` where the number is none of a type.
  static func element(
    _ number: Int, of place: ONNXFailure.Place
  ) throws(ONNXFailure) -> ElementType {
    guard (1...types.count).contains(number) else {
      throw ONNXFailure(.elementType(number), at: place)
    }
    return types[number - 1]
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
