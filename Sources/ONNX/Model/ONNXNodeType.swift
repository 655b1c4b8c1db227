import RLANetworks

/// What nodes apply: an operator, or a function of the model.
///
/// The nodes of a model that apply the same share one value.
final class ONNXNodeType: Hashable, Sendable {
  let name: String
  /// Empty for the operators of ONNX itself.
  let domain: String
  let overload: String
  /// Among the types of the model, the first one 0.
  let number: Int

  fileprivate init(_ name: String, domain: String, overload: String, number: Int) {
    self.name = name
    self.domain = domain
    self.overload = overload
    self.number = number
  }

  /// The name with the domain: `com.microsoft.FusedConv`.
  var qualifiedName: String { domain.isEmpty ? name : "\(domain).\(name)" }

  static func == (left: ONNXNodeType, right: ONNXNodeType) -> Bool {
    left.name == right.name && left.domain == right.domain && left.overload == right.overload
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(domain)
    hasher.combine(overload)
  }
}

/// The types of the nodes of a model, each once.
struct NodeTypeTable {
  /// By number.
  private(set) var types: [ONNXNodeType] = []
  private var names = NameTable()
  /// By the number of a name, the type in the domain of ONNX itself.
  private var own: [ONNXNodeType?] = []
  private var others: [Key: ONNXNodeType] = [:]

  private struct Key: Hashable {
    let name: ONNXName
    let domain: String
    let overload: String
  }

  /// The number of the name with these bytes, which `type` takes.
  mutating func name(_ bytes: UnsafeRawBufferPointer) -> ONNXName { names.name(bytes) }

  mutating func type(_ name: ONNXName, domain: String, overload: String) -> ONNXNodeType {
    if domain.isEmpty, overload.isEmpty { return ownType(name) }
    let key = Key(name: name, domain: domain, overload: overload)
    if let known = others[key] { return known }
    let type = append(name, domain: domain, overload: overload)
    others[key] = type
    return type
  }

  private mutating func ownType(_ name: ONNXName) -> ONNXNodeType {
    while own.count <= name.number { own.append(nil) }
    if let known = own[name.number] { return known }
    let type = append(name, domain: "", overload: "")
    own[name.number] = type
    return type
  }

  private mutating func append(
    _ name: ONNXName, domain: String, overload: String
  ) -> ONNXNodeType {
    let type = ONNXNodeType(
      names.texts[name.number], domain: domain, overload: overload, number: types.count)
    types.append(type)
    return type
  }
}
