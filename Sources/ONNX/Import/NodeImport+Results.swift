import RLANetworks
import RLASymbolic

extension NodeImport {
  /// Applies an operator without weights, unless its result is known before anything runs.
  func apply(
    _ function: any Operator, to inputs: [ImportedValue?], outputs: Int = 1,
    callStyle: CallStyle? = nil
  ) throws(ONNXFailure) -> [ImportedValue] {
    let function = sized(function)
    try require(inputs, function.kind)
    let facts = importer.derived(function, inputs)
    try waitWhereOpen(function, inputs, facts)
    if let folded = folded(inputs, facts, outputs) {
      importer.note(function, inputs, making: facts ?? [], type: node.type)
      return folded
    }
    let style = callStyle ?? (function.torch.module == nil ? .function : .module)
    if outputs == 1, let reads = try reads(inputs, function.kind) {
      // Nearly every node has one result.
      let result = importer.scope.apply(function, reading: reads, in: path, callStyle: style)
      return [noted(result, 0, facts?.first, isFinal: true)]
    }
    let values = try values(inputs, function.kind)
    let results = importer.scope.apply(
      function, to: values, in: path, outputs: outputs, callStyle: style)
    return noted(results, facts)
  }

  /// Applies a layer whose weights the model stores.
  ///
  /// - Parameters:
  ///   - function: The operator.
  ///   - tensors: Its weights in their order; nil for one that the model does not have.
  ///   - inputs: What it reads.
  ///   - outputs: How many results are wanted.
  /// - Returns: The results.
  /// - Throws: `ONNXFailure` where inputs are missing or too many.
  func layer(
    _ function: any Operator, _ tensors: [StoredTensor?], to inputs: [ImportedValue?],
    outputs: Int = 1
  ) throws(ONNXFailure) -> [ImportedValue] {
    try require(inputs, function.kind)
    let values = try values(inputs, function.kind)
    let layer = importer.layer(
      function, tensors, of: node, path: path, inFoundBlock: frame.paths?.areFound == true)
    let results = layer(values, outputs: outputs)
    return noted(results, importer.derived(function, inputs))
  }

  /// Applies an operator that runs bodies.
  func control(
    _ function: any ControlOperator, to inputs: [ImportedValue?], _ bodies: [ImportedBody],
    outputs: Int
  ) throws(ONNXFailure) -> [ImportedValue] {
    // Its bodies may read what is not there yet.
    if importer.context.open != nil { throw failure(.openInput(0, name: "body")) }
    try require(inputs, function.kind)
    let values = try values(inputs, function.kind)
    let results = importer.scope.scope(path).run {
      importer.scope.apply(
        function, to: values, bodies: bodies.map(\.body), outputs: outputs)
    }
    let returned = bodies.compactMap(\.results)
    let facts =
      returned.count == bodies.count
      ? importer.derived(function, inputs, bodies: returned) : nil
    return noted(results, facts, areFinal: false)
  }

  /// Functions of elements that few networks use, and norms whose weights the network computes: the
  /// shapes are those of these inputs, and the costs are not known.
  private static let resembling: [String: [Int]] = [
    "CumProd": [0], "BatchNormalization": [0, 3, 4], "GroupNormalization": [0],
    "InstanceNormalization": [0], "LayerNormalization": [0], "RMSNormalization": [0],
  ]

  /// The node as an operator without a rule, with the shapes that the file declares.
  func unknown() throws(ONNXFailure) -> [ImportedValue] {
    let kind = importer.context.unknownKind(node.qualifiedType)
    let given = inputs.filter { $0 != nil }
    if let positions = Self.resembling[node.qualifiedType]?.prefix(node.outputs.count),
      positions.count == node.outputs.count, positions.allSatisfy(given.indices.contains)
    {
      return try apply(
        UnknownOperator(kind, .like(Array(positions))), to: given, outputs: positions.count)
    }
    var declared: [Fact] = []
    for (position, name) in node.outputs.enumerated() {
      switch frame.hints[name] {
      case .tensor(let type, let dims?)?:
        let sizes = dims.enumerated().map {
          importer.context.symbols.size($1, axis: $0, of: frame.text(of: name))
        }
        declared.append(Fact(type, Shape(sizes)))
      default:
        if name.isEmpty, position > 0 { continue }
        throw failure(.unknownOperator(domain: node.domain))
      }
    }
    return try apply(
      UnknownOperator(kind, .declared(declared)), to: given, outputs: declared.count)
  }

  /// A number that is known before anything runs.
  func known(_ number: Int, _ type: ElementType = .float32) -> ImportedValue {
    known(
      Fact(type, [], elements: [Dim(number)]), "\(number)", key: "\(type.rawValue)\(number)")
  }

  /// A small tensor that the rule of the node makes, told from its others by `key`; nil for the name.
  func known(_ fact: Fact, _ name: String, key: String? = nil) -> ImportedValue {
    let place = "\(frame.path)\(frame.key)\(node.shownName)"
    return .stored(StoredTensor(fact, name: name, key: .text("\(place)#\(key ?? name)")))
  }

  /// The value of an input, as the results of a node that changes nothing.
  func unchanged(_ position: Int = 0) throws(ONNXFailure) -> [ImportedValue] {
    [try input(position, "input")]
  }

  // MARK: - Steps

  private func require(
    _ inputs: [ImportedValue?], _ kind: OperatorKind
  ) throws(ONNXFailure) {
    guard kind.inputLimits.contains(inputs.count) else {
      throw failure(.inputCount(expected: kind.inputLimits, found: inputs.count))
    }
    for (position, input) in inputs.enumerated() where input == nil {
      let port = kind.port(ofInput: position)
      if port.presence == .required { throw failure(.missingInput(position, name: port.name)) }
    }
    if kind.readsAllElements { return }
    for position in inputs.indices {
      guard let type = inputs[position].flatMap({ importer.fact(of: $0) })?.type else { continue }
      switch kind.port(ofInput: position).use {
      case .attributes: try require(type, position, "whole numbers", where: \.isWhole)
      case .numbers: try require(type, position, "numbers", where: \.isNumeric)
      case .elements, .sizes: continue
      }
    }
  }

  /// Requires the elements of an input to be of a type.
  func require(
    _ type: ElementType, _ position: Int, _ expected: String, where holds: (ElementType) -> Bool
  ) throws(ONNXFailure) {
    if holds(type) { return }
    throw failure(
      .inputShape(position, expected: expected, found: "a tensor of \(type.rawValue)"))
  }

  private func values(
    _ inputs: [ImportedValue?], _ kind: OperatorKind
  ) throws(ONNXFailure) -> [Value?] {
    let isFactor = self.isFactor(inputs, kind)
    var values: [Value?] = []
    values.reserveCapacity(inputs.count)
    for input in inputs {
      guard let input else {
        values.append(nil)
        continue
      }
      values.append(try importer.value(of: input, asFactor: isFactor, at: node.place))
    }
    return values
  }

  /// The numbers of the inputs of an operator that runs no bodies; nil where one is left out.
  private func reads(
    _ inputs: [ImportedValue?], _ kind: OperatorKind
  ) throws(ONNXFailure) -> [ValueID]? {
    if kind.category == .control { return nil }
    let isFactor = self.isFactor(inputs, kind)
    var reads: [ValueID] = []
    reads.reserveCapacity(inputs.count)
    for input in inputs {
      guard let input else { return nil }
      reads.append(try importer.value(of: input, asFactor: isFactor, at: node.place).id)
    }
    return reads
  }

  /// Whether stored tensors among the inputs are weights of a product: one of stored tensors alone is no
  /// use of a weight, as of a table of positions.
  private func isFactor(_ inputs: [ImportedValue?], _ kind: OperatorKind) -> Bool {
    kind.category == .product
      && inputs.contains { if case .computed? = $0 { true } else { false } }
  }

  private func noted(
    _ results: [Value], _ facts: [Fact]?, areFinal: Bool = true
  ) -> [ImportedValue] {
    results.enumerated().map { index, result in
      let fact = facts.flatMap { index < $0.count ? $0[index] : nil }
      return noted(result, index, fact, isFinal: areFinal)
    }
  }

  /// Notes what is known of a result, from its rule or else from the file.
  private func noted(
    _ result: Value, _ index: Int, _ fact: Fact?, isFinal: Bool
  ) -> ImportedValue {
    if let fact {
      importer.note(derived: fact, of: result, isFinal: isFinal)
    } else {
      importer.note(derived: hint(ofOutput: index), of: result, isFinal: false)
    }
    return .computed(result)
  }

  /// What the file says of a result, where no rule tells.
  private func hint(ofOutput index: Int) -> Fact? {
    guard index < node.outputs.count,
      case .tensor(let type, let dims?)? =
        frame.hints[node.outputs[index]]
    else { return nil }
    let sizes = dims.enumerated().map {
      importer.context.symbols.size($1, axis: $0, of: frame.text(of: node.outputs[index]))
    }
    return Fact(type, Shape(sizes))
  }

  /// The results of a node that reads stored tensors only, where all their elements are numbers.
  private func folded(
    _ inputs: [ImportedValue?], _ facts: [Fact]?, _ outputs: Int
  ) -> [ImportedValue]? {
    guard let facts, facts.count >= outputs else { return nil }
    for input in inputs {
      if case .computed? = input { return nil }
    }
    var results: [ImportedValue] = []
    for (index, fact) in facts.prefix(outputs).enumerated() {
      guard let elements = fact.elements, elements.allSatisfy({ $0.value != nil }) else {
        return nil
      }
      let output = index < node.outputs.count ? node.outputs[index] : .empty
      results.append(
        .stored(
          StoredTensor(
            fact, name: frame.text(of: output), key: frame.key(ofResult: output, index))))
    }
    return results
  }
}
