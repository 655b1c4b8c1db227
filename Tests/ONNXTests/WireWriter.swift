/// Writes protobuf messages, for models that no exporter would write.
struct WireWriter {
  private(set) var bytes: [UInt8] = []

  static func message(_ fields: (inout WireWriter) -> Void) -> [UInt8] {
    var writer = WireWriter()
    fields(&writer)
    return writer.bytes
  }

  mutating func varint(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func key(_ field: Int, _ encoding: Int) { varint(UInt64(field << 3 | encoding)) }

  mutating func int(_ field: Int, _ number: Int) {
    key(field, 0)
    varint(UInt64(bitPattern: Int64(number)))
  }

  mutating func data(_ field: Int, _ content: [UInt8]) {
    key(field, 2)
    varint(UInt64(content.count))
    bytes += content
  }

  mutating func text(_ field: Int, _ text: String) { data(field, Array(text.utf8)) }
}

/// Models by hand: small, and wrong where a test wants them to be.
enum Handmade {
  static func model(
    opset: Int? = 17, domain: String = "", functions: [[UInt8]] = [], graph: [UInt8],
    producer: String = ""
  ) -> [UInt8] {
    WireWriter.message { model in
      model.int(1, 8)
      model.text(2, producer)
      if let opset { model.data(8, opsetImport("", opset)) }
      if !domain.isEmpty { model.data(8, opsetImport(domain, 1)) }
      model.data(7, graph)
      for function in functions { model.data(25, function) }
    }
  }

  static func opsetImport(_ domain: String, _ version: Int) -> [UInt8] {
    WireWriter.message {
      $0.text(1, domain)
      $0.int(2, version)
    }
  }

  static func graph(
    inputs: [[UInt8]] = [value("x", [1, 3, 8, 8])], nodes: [[UInt8]], tensors: [[UInt8]] = [],
    outputs: [[UInt8]] = [value("y", [])]
  ) -> [UInt8] {
    WireWriter.message { graph in
      for node in nodes { graph.data(1, node) }
      for tensor in tensors { graph.data(5, tensor) }
      for input in inputs { graph.data(11, input) }
      for output in outputs { graph.data(12, output) }
    }
  }

  static func node(
    _ type: String, _ inputs: [String], _ outputs: [String], name: String = "", domain: String = "",
    attributes: [[UInt8]] = [], scopes: String? = nil, rewrites: String? = nil,
    call: String? = nil
  ) -> [UInt8] {
    WireWriter.message { node in
      for input in inputs { node.text(1, input) }
      for output in outputs { node.text(2, output) }
      node.text(3, name)
      node.text(4, type)
      for attribute in attributes { node.data(5, attribute) }
      node.text(7, domain)
      let properties = [
        ("pkg.torch.onnx.name_scopes", scopes), ("pkg.onnxscript.rewriter.rule_name", rewrites),
        ("pkg.torch.onnx.fx_node", call),
      ]
      for case (let key, let value?) in properties {
        node.data(
          9,
          WireWriter.message {
            $0.text(1, key)
            $0.text(2, value)
          })
      }
    }
  }

  static func attribute(_ name: String, ints: [Int]) -> [UInt8] {
    WireWriter.message { attribute in
      attribute.text(1, name)
      for number in ints { attribute.int(8, number) }
      attribute.int(20, 7)
    }
  }

  static func attribute(_ name: String, int: Int) -> [UInt8] {
    WireWriter.message {
      $0.text(1, name)
      $0.int(3, int)
      $0.int(20, 2)
    }
  }

  static func attribute(_ name: String, text: String) -> [UInt8] {
    WireWriter.message {
      $0.text(1, name)
      $0.text(4, text)
      $0.int(20, 3)
    }
  }

  static func attribute(_ name: String, graph: [UInt8]) -> [UInt8] {
    WireWriter.message {
      $0.text(1, name)
      $0.data(6, graph)
      $0.int(20, 5)
    }
  }

  /// A tensor of floats whose bytes are all zero; `bytes` says how many there are.
  static func tensor(_ name: String, _ dims: [Int], bytes: Int? = nil, type: Int = 1) -> [UInt8] {
    WireWriter.message { tensor in
      for size in dims { tensor.int(1, size) }
      tensor.int(2, type)
      tensor.text(8, name)
      tensor.data(9, [UInt8](repeating: 0, count: bytes ?? 4 * dims.reduce(1, *)))
    }
  }

  /// A tensor of whole numbers.
  static func tensor(_ name: String, whole dims: [Int], _ numbers: [Int]) -> [UInt8] {
    WireWriter.message { tensor in
      for size in dims { tensor.int(1, size) }
      tensor.int(2, 7)
      tensor.text(8, name)
      for number in numbers { tensor.int(7, number) }
    }
  }

  static func external(_ name: String, _ dims: [Int], location: String) -> [UInt8] {
    WireWriter.message { tensor in
      for size in dims { tensor.int(1, size) }
      tensor.int(2, 1)
      tensor.text(8, name)
      tensor.data(
        13,
        WireWriter.message {
          $0.text(1, "location")
          $0.text(2, location)
        })
      tensor.int(14, 1)
    }
  }

  static func value(_ name: String, _ dims: [Int], type: Int = 1) -> [UInt8] {
    let shape = WireWriter.message { shape in
      for size in dims { shape.data(1, WireWriter.message { $0.int(1, size) }) }
    }
    let tensor = WireWriter.message {
      $0.int(1, type)
      $0.data(2, shape)
    }
    return WireWriter.message { value in
      value.text(1, name)
      value.data(2, WireWriter.message { $0.data(1, tensor) })
    }
  }
}
