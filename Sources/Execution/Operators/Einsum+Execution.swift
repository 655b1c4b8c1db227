import RLANetworks

extension Einsum: Executable {
  var runsOnMapsOnly: Bool { false }

  func runs(at site: Site) -> Bool { letters != nil && site.isFloating }

  private var letters: EinsumEquation? { try? EinsumEquation(equation) }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    guard let letters else { preconditionFailure("A plan refuses an equation without a sum.") }
    let (left, right) = (site.sizes(0), site.sizes(1))
    let all = letters.left + letters.right.filter { !letters.left.contains($0) }
    let axes = all.map { letter in
      let (inLeft, inRight) = (
        letters.left.firstIndex(of: letter), letters.right.firstIndex(of: letter)
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
      left.contains(letter) ? (right.contains(letter) ? 0 : 1) : 2
    }
    return output.indices.sorted {
      (group(output[$0]), $0) < (group(output[$1]), $1)
    }
  }
}
