extension ONNXNode {
  /// The key under which PyTorch's newer exporter writes the modules around a node.
  static let scopesKey = "pkg.torch.onnx.name_scopes"

  /// The key under which it writes the rules that rewrote a node.
  static let rewritesKey = "pkg.onnxscript.rewriter.rule_name"

  /// The beginning of the names of the rules that leave out biases of zeros.
  static let biasRule = "RemoveOptionalBias"

  /// The key under which it writes the call in Python that a node was made of.
  static let callKey = "pkg.torch.onnx.fx_node"

  /// Stands before the keys of what this program writes.
  static let notePrefix = "rla-profile."

  /// The note on where a result is stored.
  static let storageKey = "storage"
  static let inPlace = "in place"

  /// Whether the result takes the memory of the first input, as a file of this program says.
  var isInPlace: Bool { notes[Self.storageKey] == Self.inPlace }

  init(_ outer: inout WireReader, _ field: WireField, depth: Int) throws(ONNXFailure) {
    var reader = try outer.message(field, "NodeProto")
    var (inputs, outputs) = (ONNXNames(), ONNXNames())
    var attributes: [ONNXAttribute] = []
    var type = ONNXName.empty
    var (name, domain, overload) = ("", "", "")
    var properties = Properties()
    var call = 0..<0
    while let field = try reader.next() {
      switch field.number {
      case 1: inputs.append(try reader.name(field))
      case 2: outputs.append(try reader.name(field))
      case 3: name = try reader.string(field)
      case 4: type = try reader.typeName(field)
      case 5: attributes.append(try ONNXAttribute(&reader, field, depth: depth))
      case 7: domain = try reader.string(field).withoutDefaultDomain
      case 8: overload = try reader.string(field)
      case 9:
        var entry = try reader.message(field, "StringStringEntryProto")
        try properties.read(&entry, call: &call)
      default: try reader.skip(field)
      }
    }
    if properties.dropsBias {
      // The exporter makes a bias of zeros for each layer that has none, and the rule takes it again.
      properties.dropsBias = Self.givesBias(try reader.text(in: call))
    }
    let isNamed = !name.isEmpty
    if !isNamed { name = outputs.first { !$0.isEmpty }.map(reader.text(of:)) ?? "" }
    self.init(
      Fields(
        shownName: name, isNamed: isNamed,
        type: reader.type(type, domain: domain, overload: overload), inputs: inputs,
        outputs: outputs, attributes: attributes, properties: properties))
  }

  /// Whether a call has a value for its third argument: `…(args = (%x, %p_weight, %p_bias, [4, 4])`.
  private static func givesBias(_ call: String) -> Bool {
    guard let start = call.firstRange(of: "(args = (") else { return false }
    let arguments = call[start.upperBound...].split(separator: ", ", maxSplits: 3)
    return arguments.count > 2 && arguments[2].hasPrefix("%")
  }
}

extension ONNXNode.Properties {
  /// Reads an entry of a key and a value; those of other keys may be long and are not copied, and of
  /// the call in Python only the place is noted.
  fileprivate mutating func read(
    _ reader: inout WireReader, call: inout Range<Int>
  ) throws(ONNXFailure) {
    var (key, value) = (0..<0, 0..<0)
    while let field = try reader.next() {
      switch field.number {
      case 1: key = try reader.bytes(field)
      case 2: value = try reader.bytes(field)
      default: try reader.skip(field)
      }
    }
    let prefix = ONNXNode.notePrefix
    if try reader.isText(prefix, in: key.prefix(prefix.utf8.count)) {
      notes[try reader.text(in: key.dropFirst(prefix.utf8.count))] = try reader.text(in: value)
    } else if try reader.isText(ONNXNode.scopesKey, in: key) {
      scopes = try reader.text(in: value)
    } else if try reader.isText(ONNXNode.rewritesKey, in: key) {
      dropsBias = try reader.text(in: value).contains(ONNXNode.biasRule)
    } else if try reader.isText(ONNXNode.callKey, in: key) {
      call = value
    }
  }
}

extension ONNXAttribute {
  init(_ outer: inout WireReader, _ field: WireField, depth: Int) throws(ONNXFailure) {
    var reader = try outer.message(field, "AttributeProto")
    var fields = AttributeFields()
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try reader.string(field)
      case 2: fields.float = try reader.float(field)
      case 3: fields.int = try reader.integer(field)
      case 4: fields.string = try reader.string(field)
      case 5: fields.tensor = try ONNXTensor(&reader, field)
      case 6: fields.graph = try ONNXGraph(&reader, field, depth: depth + 1)
      case 7: try reader.floats(field) { fields.floats.append($0) }
      case 8: try reader.integers(field) { fields.ints.append($0) }
      case 9: fields.strings.append(try reader.string(field))
      case 20: fields.type = try reader.integer(field)
      case 21: fields.reference = try reader.string(field)
      default: try reader.skip(field)
      }
    }
    value = fields.value
  }
}

/// What the fields of an attribute hold before its type is known.
private struct AttributeFields {
  var type = 0
  var float = 0.0
  var int = 0
  var string: String?
  var tensor: ONNXTensor?
  var graph: ONNXGraph?
  var floats: [Double] = []
  var ints: [Int] = []
  var strings: [String] = []
  var reference = ""

  /// The value of the stated type; writers before 2017 state none.
  var value: ONNXAttribute.Value {
    if !reference.isEmpty { return .reference(reference) }
    switch type {
    case 1: return .float(float)
    case 2: return .int(int)
    case 3: return .string(string ?? "")
    case 4: return tensor.map { .tensor($0) } ?? .other
    case 5: return graph.map { .graph($0) } ?? .other
    case 6: return .floats(floats)
    case 7: return .ints(ints)
    case 8: return .strings(strings)
    case 0: return untyped
    default: return .other
    }
  }

  private var untyped: ONNXAttribute.Value {
    if let tensor { return .tensor(tensor) }
    if let graph { return .graph(graph) }
    if let string { return .string(string) }
    if !ints.isEmpty { return .ints(ints) }
    if !floats.isEmpty { return .floats(floats) }
    if !strings.isEmpty { return .strings(strings) }
    return float != 0 ? .float(float) : .int(int)
  }
}
