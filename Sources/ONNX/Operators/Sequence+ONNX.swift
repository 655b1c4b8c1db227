import RLANetworks
import RLASymbolic

extension ImportRule {
  /// Sequences whose elements are known one by one; others have no rule.
  static let sequences = [
    ImportRule(["SequenceConstruct"]) { node throws(ONNXFailure) in
      var elements: [ImportedValue] = []
      for position in node.inputs.indices {
        elements.append(try node.input(position, "inputs"))
      }
      return [.sequence(elements)]
    },
    ImportRule(["SequenceEmpty"]) { node throws(ONNXFailure) in [.sequence([])] },
    ImportRule(["SequenceInsert"]) { node throws(ONNXFailure) in
      guard var elements = node.sequence(0) else { return nil }
      let place = try node.place(1, count: elements.count + 1) ?? elements.count
      elements.insert(try node.input(1, "tensor"), at: place)
      return [.sequence(elements)]
    },
    ImportRule(["SequenceErase"]) { node throws(ONNXFailure) in
      guard var elements = node.sequence(0), !elements.isEmpty else { return nil }
      elements.remove(at: try node.place(1, count: elements.count) ?? elements.count - 1)
      return [.sequence(elements)]
    },
    ImportRule(["SequenceAt"]) { node throws(ONNXFailure) in
      guard let elements = node.sequence(0),
        let place = try node.place(1, count: elements.count)
      else { return nil }
      return [elements[place]]
    },
    ImportRule(["SequenceLength"]) { node throws(ONNXFailure) in
      guard let elements = node.sequence(0) else { return nil }
      return [node.known(.known(Dim(elements.count)), "length")]
    },
    ImportRule(["ConcatFromSequence"]) { node throws(ONNXFailure) in
      try node.joined()
    },
    ImportRule(["SplitToSequence"]) { node throws(ONNXFailure) in try node.parted() },
    ImportRule(["Optional", "OptionalGetElement"]) { node throws(ONNXFailure) in
      node.inputs.isEmpty ? nil : try node.unchanged()
    },
    ImportRule(["OptionalHasElement"]) { node throws(ONNXFailure) in
      let holds = node.optional(0) != nil
      return [node.known(Fact(.bool, [], elements: [holds ? 1 : 0]), "present")]
    },
  ]
}

extension NodeImport {
  fileprivate func sequence(_ position: Int) -> [ImportedValue]? {
    if case .sequence(let elements)? = optional(position) { elements } else { nil }
  }

  /// A place in a sequence, counted from the end where negative; nil where it is left out.
  fileprivate func place(_ position: Int, count: Int) throws(ONNXFailure) -> Int? {
    let input = node.type == "SequenceInsert" ? 2 : position
    guard let numbers = try wholeNumbers(input, "position"), let number = numbers.first else {
      return nil
    }
    let place = number < 0 ? number + count : number
    guard (0..<count).contains(place) else {
      throw failure(
        .inputShape(input, expected: "a place in a sequence of \(count)", found: "\(number)"))
    }
    return place
  }

  fileprivate func joined() throws(ONNXFailure) -> [ImportedValue]? {
    guard let elements = sequence(0), !elements.isEmpty else { return nil }
    guard let axis = try int("axis") else { throw failure(.missingAttribute("axis")) }
    if try !flag("new_axis", default: false) {
      return elements.count == 1 ? elements : try apply(Concatenation(axis: axis), to: elements)
    }
    var parts: [ImportedValue] = []
    for element in elements {
      guard let rank = importer.fact(of: element)?.shape.rank else { return nil }
      let place = try self.axis(axis, rank: rank + 1)
      let target = (0...rank).map { number -> Reshape.Extent in
        number == place ? .size(1) : .axis(number < place ? number : number - 1)
      }
      parts += try apply(Reshape(to: target, title: "unsqueeze"), to: [element])
    }
    return parts.count == 1 ? parts : try apply(Concatenation(axis: axis), to: parts)
  }

  /// As many parts as the declared size of the axis has.
  fileprivate func parted() throws(ONNXFailure) -> [ImportedValue]? {
    let axis = try int("axis", default: 0)
    let shape = try shape(0, "input")
    let number = try self.axis(axis, rank: shape.rank)
    guard let size = shape.dims[number].value, size > 0, size <= Fact.mostElements else {
      return nil
    }
    var sizes = [Int](repeating: 1, count: size)
    if let given = try wholeNumbers(1, "split") {
      if stored(1)?.fact.shape.rank == 0, let part = given.first, part > 0 {
        sizes = stride(from: 0, to: size, by: part).map { min(part, size - $0) }
      } else {
        sizes = given
      }
    }
    guard !sizes.isEmpty else { return nil }
    let parts = try apply(
      Split(.sizes(sizes.map { Dim($0) }), axis: axis), to: [try input(0, "input")],
      outputs: sizes.count)
    let keepsAxis = try flag("keepdims", default: true)
    if keepsAxis || optional(1) != nil { return [.sequence(parts)] }
    var elements: [ImportedValue] = []
    let kept = shape.dims.indices.filter { $0 != number }
    for part in parts {
      elements += try apply(
        Reshape(to: kept.map { .axis($0) }, singleAxes: [number], title: "squeeze"), to: [part])
    }
    return [.sequence(elements)]
  }
}
