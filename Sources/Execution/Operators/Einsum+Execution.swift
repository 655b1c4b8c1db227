import RLANetworks

extension Einsum: ComposedExecutable {
  /// Two operands have a kernel; one is summed and turned; of more, the first two are joined, then the
  /// result with the third, and so on.
  func isComposed(at site: Site) -> Bool { site.inputs.count != 2 }

  func runs(at site: Site) -> Bool {
    guard site.isFloating else { return false }
    return isComposed(at: site) ? partsRun(at: site) : letters(at: site) != nil
  }

  func isDifferentiable(at site: Site) -> Bool {
    isComposed(at: site) ? partsAreDifferentiable(at: site) : true
  }

  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    let values = inputs.compactMap(\.self)
    let ranks = values.indices.map { site.rank($0) }
    guard let letters = try? EinsumEquation(equation).spelled(ranks: ranks) else {
      preconditionFailure("Shapes were inferred from the equation.")
    }
    return [values.count == 1 ? letters.sum(values[0], in: net) : letters.joined(values, in: net)]
  }

  /// The letters of a sum of two operands.
  private func letters(at site: Site) -> EinsumEquation? {
    guard site.inputs.count == 2 else { return nil }
    return try? EinsumEquation(equation).spelled(ranks: [site.rank(0), site.rank(1)])
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
