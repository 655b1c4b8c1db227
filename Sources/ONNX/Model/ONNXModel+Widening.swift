import RLANetworks

extension ONNXModel {
  /// Whether the real numbers that inputs, initializers and conversions of the main graph name have
  /// 32 bits.
  var hasOnly32BitNumbers: Bool {
    graph.hasOnly32BitNumbers
  }

  /// The model with real numbers of 32 bits in place of those of 16 and 64, as it can run.
  ///
  /// Tensors keep the type that they have in the file beside the one that they become.
  public var with32BitNumbers: ONNXModel {
    var model = self
    model.graph = graph.with32BitNumbers
    for index in functions.indices {
      model.functions[index].nodes = functions[index].nodes.map(\.with32BitNumbers)
      model.functions[index].defaults = functions[index].defaults.map(\.with32BitNumbers)
    }
    return model
  }
}

extension ElementType {
  /// The type in which a run computes.
  fileprivate var with32Bits: ElementType {
    self == .float16 || self == .bfloat16 || self == .float64 ? .float32 : self
  }
}

extension ONNXGraph {
  fileprivate var hasOnly32BitNumbers: Bool {
    inputs.allSatisfy { $0 == $0.with32BitNumbers }
      && initializers.allSatisfy { $0.type == $0.type.with32Bits }
      && nodes.allSatisfy { $0.attributes.allSatisfy(\.hasOnly32BitNumbers) }
  }

  fileprivate var with32BitNumbers: ONNXGraph {
    var graph = self
    graph.nodes = nodes.map(\.with32BitNumbers)
    graph.initializers = initializers.map(\.with32BitNumbers)
    graph.inputs = inputs.map(\.with32BitNumbers)
    graph.outputs = outputs.map(\.with32BitNumbers)
    graph.values = values.map(\.with32BitNumbers)
    return graph
  }
}

extension ONNXValueInfo {
  fileprivate var with32BitNumbers: ONNXValueInfo {
    var value = self
    value.type = type.with32BitNumbers
    return value
  }
}

extension ONNXValueType {
  fileprivate var with32BitNumbers: ONNXValueType {
    switch self {
    case .tensor(let type, let dims): .tensor(type.with32Bits, dims)
    case .sequence(let element): .sequence(element.with32BitNumbers)
    case .optional(let element): .optional(element.with32BitNumbers)
    case .other: .other
    }
  }
}

extension ONNXTensor {
  fileprivate var with32BitNumbers: ONNXTensor {
    var tensor = self
    tensor.type = type.with32Bits
    if tensor.type != type { tensor.typeInFile = type }
    return tensor
  }
}

extension ONNXNode {
  fileprivate var with32BitNumbers: ONNXNode {
    attributes.isEmpty ? self : with(attributes.map(\.with32BitNumbers))
  }
}

extension ONNXAttribute {
  /// Attributes that name a type of elements by its number.
  private static let types: Set<String> = [
    "to", "dtype", "output_dtype", "output_datatype", "stash_type",
  ]

  fileprivate var hasOnly32BitNumbers: Bool {
    switch value {
    case .tensor(let tensor): tensor.type == tensor.type.with32Bits
    case .graph(let graph): graph.hasOnly32BitNumbers
    case .int(let number): !namesType || Self.runningType(number) == nil
    default: true
    }
  }

  private var namesType: Bool { Self.types.contains(name) }

  /// The type in which a run computes instead of the one with this number; nil for the same.
  private static func runningType(_ number: Int) -> Int? {
    guard let type = try? ONNXType.element(number, of: .file), type.with32Bits != type else {
      return nil
    }
    return ONNXType.float32
  }

  fileprivate var with32BitNumbers: ONNXAttribute {
    var attribute = self
    switch value {
    case .tensor(let tensor): attribute.value = .tensor(tensor.with32BitNumbers)
    case .graph(let graph): attribute.value = .graph(graph.with32BitNumbers)
    case .int(let number) where namesType:
      if let type = Self.runningType(number) { attribute.value = .int(type) }
    default: break
    }
    return attribute
  }
}
