import CRLAVectors

/// A function of two elements, by its number in the loops in C.
package struct PairLoop: Hashable, Sendable {
  let number: Int

  /// The loop with a name in Sources/CVectors/loops/pairs.h; nil where there is none.
  package init?(named name: String) {
    guard let number = Self.numbers[name] else { return nil }
    self.number = number
  }

  private static let numbers = Dictionary(
    uniqueKeysWithValues: (0..<vec_pair_count()).map {
      (String(cString: vec_pair($0).pointee.name), $0)
    })

  /// Whether the result is a truth value, in a byte.
  package var isPredicate: Bool { vec_pair(number).pointee.is_predicate != 0 }

  /// The gradient of the left operand and that of the right one.
  package var gradients: [GradientLoop] {
    let row = vec_pair(number).pointee
    return [GradientLoop(number: row.left), GradientLoop(number: row.right)]
  }
}

/// The gradient of a function of two elements with respect to one of them.
package struct GradientLoop: Hashable, Sendable {
  let number: Int

  init(number: Int) { self.number = number }

  /// The loop with a name in Sources/CVectors/loops/pairs.h; nil where there is none.
  init?(named name: String) {
    let number = (0..<vec_gradient_count()).first { String(cString: vec_gradient($0)) == name }
    guard let number else { return nil }
    self.number = number
  }

  /// The derivative where it is 1 or −1 everywhere; nil where it depends on the operands.
  package var constant: Double? {
    switch String(cString: vec_gradient(number)) {
    case "pass": 1
    case "negate": -1
    default: nil
    }
  }
}
