import RLANetworks

extension Einsum: ComposedExecutable {
  /// Two operands have a kernel; one is summed and turned.
  ///
  /// Of more, the first two are joined, then the result with the third, and so on. Diagonals are taken
  /// first.
  func isComposed(at site: Site) -> Bool {
    site.inputs.count != 2 || spelled(at: site)?.hasDiagonals == true
  }

  func runs(at site: Site) -> Bool {
    guard site.isFloating else { return false }
    return isComposed(at: site) ? partsRun(at: site) : letters(at: site) != nil
  }

  func isDifferentiable(at site: Site) -> Bool {
    isComposed(at: site) ? partsAreDifferentiable(at: site) : true
  }

  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    let values = inputs.compactMap(\.self)
    guard let letters = spelled(at: site) else {
      preconditionFailure("Shapes were inferred from the equation.")
    }
    if letters.hasDiagonals {
      let shapes = values.indices.map { site.sizes($0) }
      return [letters.ofDiagonals(values, shapes, in: net)]
    }
    return [values.count == 1 ? letters.sum(values[0], in: net) : letters.joined(values, in: net)]
  }

  private func spelled(at site: Site) -> EinsumEquation? {
    try? EinsumEquation(equation).spelled(ranks: site.inputs.indices.map { site.rank($0) })
  }

  /// The letters of a sum of two operands.
  private func letters(at site: Site) -> EinsumEquation? {
    site.inputs.count == 2 ? spelled(at: site) : nil
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    guard let letters = letters(at: site) else {
      preconditionFailure("A plan refuses an equation without a sum.")
    }
    let (left, right) = (site.sizes(0), site.sizes(1))
    let (first, second) = (letters.operands[0], letters.operands[1])
    let all = first + second.filter { !first.contains($0) }
    let axes = all.map { letter in
      let (inLeft, inRight) = (
        first.firstIndex(of: letter), second.firstIndex(of: letter)
      )
      // A size of 1 broadcasts.
      let size = max(inLeft.map { left[$0] } ?? 1, inRight.map { right[$0] } ?? 1)
      return ContractionAxis(
        size, left: inLeft, right: inRight, result: letters.output.firstIndex(of: letter))
    }
    return ContractionStep(
      at: site, in: &lowering, axes: axes, giving: .order(letters.productOrder))
  }
}

extension EinsumEquation {
  /// Whether a letter stands twice in one operand.
  fileprivate var hasDiagonals: Bool { operands.contains { Set($0).count < $0.count } }

  /// The sum of the diagonals of the operands, in which every letter stands once.
  fileprivate func ofDiagonals(_ values: [Value], _ shapes: [[Int]], in net: Scope) -> Value {
    let names = Self.names(operands.flatMap(\.self))
    func text(_ letters: [Character]) -> String { String(letters.compactMap { names[$0] }) }
    var (diagonals, lists): ([Value], [String]) = ([], [])
    for (place, value) in values.enumerated() {
      let (diagonal, letters) = Self.diagonal(value, operands[place], shapes[place], in: net)
      diagonals.append(diagonal)
      lists.append(text(letters))
    }
    let equation = "\(lists.joined(separator: ","))->\(text(output))"
    return net.apply(Einsum(equation), to: diagonals)[0]
  }

  /// The elements of a tensor whose indices along axes with the same letter are equal, with one axis
  /// for each letter.
  private static func diagonal(
    _ value: Value, _ letters: [Character], _ sizes: [Int], in net: Scope
  ) -> (Value, [Character]) {
    for (second, letter) in letters.enumerated() {
      guard let first = letters.firstIndex(of: letter), first < second else { continue }
      let others = letters.indices.filter { $0 != first && $0 != second }
      let (outer, size) = (others.map { sizes[$0] }, sizes[first])
      let last = net.transposed(value, others + [first, second])
      let flat = net.reshaped(last, outer + [size * size])
      let line = net.sliced(flat, axis: outer.count, from: 0, size, step: size + 1)
      return diagonal(line, others.map { letters[$0] } + [letter], outer + [size], in: net)
    }
    return (value, letters)
  }

  /// The sum of the only operand over the letters that the result does not have.
  fileprivate func sum(_ value: Value, in net: Scope) -> Value {
    let letters = operands[0]
    let summed = letters.indices.filter { !output.contains(letters[$0]) }
    let kept = letters.filter(output.contains)
    let sums =
      summed.isEmpty ? value : net.one(Reduction(.sum, over: summed, keepingAxes: false), value)
    let axes = output.compactMap { kept.firstIndex(of: $0) }
    return axes == Array(axes.indices) ? sums : net.transposed(sums, axes)
  }

  /// All operands joined from left to right; a letter goes as soon as nothing behind has it.
  fileprivate func joined(_ values: [Value], in net: Scope) -> Value {
    let names = Self.names(operands.flatMap(\.self))
    func text(_ letters: [Character]) -> String { String(letters.compactMap { names[$0] }) }
    var (result, letters) = (values[0], operands[0])
    for (place, operand) in operands.enumerated().dropFirst() {
      let behind = operands[(place + 1)...].flatMap(\.self) + output
      let all = letters + operand.filter { !letters.contains($0) }
      let kept = place == operands.count - 1 ? output : all.filter(behind.contains)
      result = net.one(
        Einsum("\(text(letters)),\(text(operand))->\(text(kept))"), result, values[place])
      letters = kept
    }
    return result
  }

  /// A letter for each axis, also for those that an ellipsis stood for, as long as there are letters.
  private static func names(_ letters: [Character]) -> [Character: Character] {
    var names: [Character: Character] = [:]
    for letter in letters where names[letter] == nil && names.count < 52 {
      let number = UInt8(names.count)
      names[letter] = Character(UnicodeScalar(number < 26 ? 97 + number : 39 + number))
    }
    return names
  }

  /// The axes of the result in the order of matrix products: batch, rows, columns.
  fileprivate var productOrder: [Int] {
    func group(_ letter: Character) -> Int {
      operands[0].contains(letter) ? (operands[1].contains(letter) ? 0 : 1) : 2
    }
    return output.indices.sorted {
      (group(output[$0]), $0) < (group(output[$1]), $1)
    }
  }
}
