import RLANetworks

extension Einsum: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { letters(at: site) != nil && site.isFloating }

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
