/// Where the elements of the initializers come from whose numbers a model does not have.
public protocol ONNXElements {
  /// Hands over the elements of a tensor: row-major, little-endian, in pieces of any size, in all as
  /// many as its type and sizes need.
  func read(_ tensor: ONNXTensor, _ accept: (UnsafeRawBufferPointer) -> Void)
}

/// The elements of tensors that have other names in their source.
private struct NamedElements<Base: ONNXElements>: ONNXElements {
  private let base: Base
  private let sources: [String: String]

  init(_ base: Base, _ sources: [String: String]) {
    self.base = base
    self.sources = sources
  }

  func read(_ tensor: ONNXTensor, _ accept: (UnsafeRawBufferPointer) -> Void) {
    var tensor = tensor
    if let name = sources[tensor.name] { tensor.name = name }
    base.read(tensor, accept)
  }
}

extension WrittenModel {
  /// Bytes of the file.
  public var byteCount: Int { message.count }

  /// No reader of protobuf takes a longer file.
  public static let mostBytes = Int(Int32.max)

  /// Writes the model in the order of its parts; the same model gives the same bytes.
  ///
  /// - Parameters:
  ///   - put: Takes the next bytes of the file.
  ///   - elements: Has the elements of every initializer whose numbers the model does not have.
  /// - Throws: What `put` throws.
  public func write<Failure: Error>(
    to put: (UnsafeRawBufferPointer) throws(Failure) -> Void,
    elements: some ONNXElements
  ) throws(Failure) {
    let elements = FoldedElements(NamedElements(elements, sources), foldedNorms)
    for part in message.parts {
      switch part {
      case .bytes(let bytes):
        try bytes.withUnsafeBufferPointer { buffer throws(Failure) in
          try put(UnsafeRawBufferPointer(buffer))
        }
      case .elements(let tensor): try Self.write(tensor, to: put, elements)
      }
    }
  }

  /// Writes the elements of the initializers that the model leaves to another file, in the order of
  /// their places there.
  ///
  /// - Parameters:
  ///   - put: Takes the next bytes of that file.
  ///   - elements: As in `write(to:elements:)`.
  /// - Throws: What `put` throws.
  public func writeExternalData<Failure: Error>(
    to put: (UnsafeRawBufferPointer) throws(Failure) -> Void,
    elements: some ONNXElements
  ) throws(Failure) {
    let elements = FoldedElements(NamedElements(elements, sources), foldedNorms)
    var position = 0
    for tensor in graph.initializers {
      guard case .external(let data) = tensor.storage else { continue }
      let gap = [UInt8](repeating: 0, count: data.offset - position)
      try gap.withUnsafeBufferPointer { buffer throws(Failure) in
        try put(UnsafeRawBufferPointer(buffer))
      }
      try Self.write(tensor, to: put, elements)
      position = data.offset + tensor.byteCount
    }
  }

  private static func write<Failure: Error>(
    _ tensor: ONNXTensor, to put: (UnsafeRawBufferPointer) throws(Failure) -> Void,
    _ elements: some ONNXElements
  ) throws(Failure) {
    var failure: Failure?
    var written = 0
    elements.read(tensor) { chunk in
      written += chunk.count
      if failure != nil { return }
      do throws(Failure) {
        try put(chunk)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    precondition(written == tensor.byteCount, "All elements of '\(tensor.name)' are supplied.")
  }

  private var message: WireWriter {
    let words = producer.split(separator: " ", maxSplits: 1).map(String.init)
    var model = WireWriter()
    model.integer(1, version)
    if let name = words.first { model.string(2, name) }
    if words.count > 1 { model.string(3, words[1]) }
    if !documentation.isEmpty { model.string(6, documentation) }
    model.message(7) { graph.write(to: &$0) }
    for (domain, version) in opsets.sorted(by: { $0.key < $1.key }) {
      model.opset(8, domain, version)
    }
    model.notes(14, notes)
    for function in functions { model.message(25) { function.write(to: &$0) } }
    return model
  }
}

extension WrittenGraph {
  fileprivate func write(to graph: inout WireWriter) {
    for node in nodes { graph.message(1) { node.write(to: &$0) } }
    graph.string(2, name)
    for tensor in initializers { graph.message(5) { tensor.write(to: &$0) } }
    for input in inputs { graph.message(11) { input.write(to: &$0) } }
    for output in outputs { graph.message(12) { output.write(to: &$0) } }
    for value in values { graph.message(13) { value.write(to: &$0) } }
  }
}

extension WrittenFunction {
  fileprivate func write(to function: inout WireWriter) {
    function.string(1, name)
    for input in inputs { function.string(4, input) }
    for output in outputs { function.string(5, output) }
    for node in nodes { function.message(7) { node.write(to: &$0) } }
    for (domain, version) in opsets.sorted(by: { $0.key < $1.key }) {
      function.opset(9, domain, version)
    }
    function.string(10, domain)
  }
}

extension WireWriter {
  fileprivate mutating func opset(_ field: Int, _ domain: String, _ version: Int) {
    message(field) { opset in
      opset.string(1, domain)
      opset.integer(2, version)
    }
  }

  /// Entries of a key and a value, under the keys of this program.
  fileprivate mutating func notes(_ field: Int, _ notes: [String: String]) {
    for (key, text) in notes.sorted(by: { $0.key < $1.key }) {
      entry(field, ONNXNode.notePrefix + key, text)
    }
  }

  fileprivate mutating func entry(_ field: Int, _ key: String, _ value: String) {
    message(field) { entry in
      entry.string(1, key)
      entry.string(2, value)
    }
  }
}

extension WrittenNode {
  fileprivate func write(to node: inout WireWriter) {
    for input in inputs { node.string(1, input) }
    for output in outputs { node.string(2, output) }
    if !name.isEmpty { node.string(3, name) }
    node.string(4, type)
    for attribute in attributes { node.message(5) { attribute.write(to: &$0) } }
    for body in bodies {
      node.message(5) { attribute in
        attribute.string(1, body.name)
        attribute.message(6) { body.graph.write(to: &$0) }
        attribute.integer(20, 5)
      }
    }
    if !domain.isEmpty { node.string(7, domain) }
    if let scopes { node.entry(9, ONNXNode.scopesKey, scopes) }
    node.notes(9, notes)
  }
}

extension ONNXAttribute {
  fileprivate func write(to attribute: inout WireWriter) {
    attribute.string(1, name)
    switch value {
    case .float(let number):
      attribute.float(2, number)
      attribute.integer(20, 1)
    case .int(let number):
      attribute.integer(3, number)
      attribute.integer(20, 2)
    case .string(let text):
      attribute.string(4, text)
      attribute.integer(20, 3)
    case .tensor(let tensor):
      attribute.message(5) { tensor.write(to: &$0) }
      attribute.integer(20, 4)
    case .floats(let numbers):
      for number in numbers { attribute.float(7, number) }
      attribute.integer(20, 6)
    case .ints(let numbers):
      for number in numbers { attribute.integer(8, number) }
      attribute.integer(20, 7)
    case .strings(let texts):
      for text in texts { attribute.string(9, text) }
      attribute.integer(20, 8)
    case .graph, .reference, .other:
      preconditionFailure("No operator is exported with an attribute of this kind.")
    }
  }
}
