import RLANetworks

/// The names that a pickle of tensors may ask for; no other is ever looked up.
enum PickleGlobal: Hashable {
  case orderedDictionary
  /// The function of tensors before PyTorch 0.4, of four arguments.
  case rebuildTensor
  case rebuildTensorV2
  case rebuildParameter
  case parameter
  case size
  /// A class of storages by its name; nil for one of elements that are not read.
  case storage(String, ElementType?)

  /// The global of a module, both compared as a whole; nil where it is not allowed.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch._utils", "_rebuild_tensor"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensorV2
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    case ("torch.nn.parameter", "Parameter"): self = .parameter
    case ("torch", "Size"): self = .size
    case ("torch", _), ("torch.cuda", _):
      guard let type = Self.storages[name] else { return nil }
      self = .storage(name, type)
    default: return nil
    }
  }

  /// The class of storages of a type; nil where `torch.save` has none that is read.
  static func storageName(of type: ElementType) -> String? {
    storages.first { $0.value == type }?.key
  }

  /// The classes of storages, with nil for elements that no network here has.
  private static let storages: [String: ElementType?] = [
    "FloatStorage": .float32, "DoubleStorage": .float64, "HalfStorage": .float16,
    "BFloat16Storage": .bfloat16, "LongStorage": .int64, "IntStorage": .int32,
    "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8, "BoolStorage": .bool,
    "ComplexFloatStorage": nil, "ComplexDoubleStorage": nil, "QInt8Storage": nil,
    "QUInt8Storage": nil, "QInt32Storage": nil, "QUInt4x2Storage": nil, "QUInt2x4Storage": nil,
    "UntypedStorage": nil,
  ]

  /// How a message calls it.
  var name: String {
    switch self {
    case .orderedDictionary: "collections.OrderedDict"
    case .rebuildTensor: "torch._utils._rebuild_tensor"
    case .rebuildTensorV2: "torch._utils._rebuild_tensor_v2"
    case .rebuildParameter: "torch._utils._rebuild_parameter"
    case .parameter: "torch.nn.parameter.Parameter"
    case .size: "torch.Size"
    case .storage(let name, _): "torch.\(name)"
    }
  }
}
