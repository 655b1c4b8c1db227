/// Several dimensions, compiled for evaluation together at many points.
///
/// Each floor quotient and each product is computed once per point, no matter how many dimensions
/// contain it.
package struct CompiledForms: Sendable {
  /// The order of the coordinates of a point.
  package let symbols: [Symbol]
  /// What is computed once per point, each step from slots before its own: slot s is the
  /// coordinate with that number, and the slots after the coordinates are those of the operations.
  package private(set) var operations: [Operation] = []
  /// The dimensions, of which an overflowed one says nothing.
  private var outputs: [Sum] = []
  private var slots: [Key: Int] = [:]
  private let isOverflowed: [Bool]

  /// A step whose value several dimensions may use.
  package enum Operation: Sendable {
    /// The product of the values in two or more slots.
    case product(slots: [Int])
    /// `⌊sum / divisor⌋`
    case quotient(Sum, divisor: Int)
  }

  /// A number and multiples of the values in slots.
  package struct Sum: Sendable {
    package let constant: Int
    package let terms: [(coefficient: Int, slot: Int)]
  }

  /// The dimensions as sums, in their order; nil for an overflowed one.
  package var sums: [Sum?] { zip(outputs, isOverflowed).map { $1 ? nil : $0 } }

  private enum Key: Hashable, Sendable {
    case atom(Atom)
    case product(Monomial)
  }

  /// - Parameters:
  ///   - dims: The dimensions; an overflowed one has no value at any point.
  ///   - symbols: All symbols that occur.
  package init(_ dims: [Dim], over symbols: [Symbol]) {
    self.symbols = symbols
    isOverflowed = dims.map(\.isOverflowed)
    for (index, symbol) in symbols.enumerated() { slots[.atom(.symbol(symbol))] = index }
    for dim in dims {
      precondition(dim.symbols.isSubset(of: symbols), "A symbol has no coordinate.")
      outputs.append(sum(of: dim))
    }
    slots = [:]
  }

  /// Evaluates all dimensions at a point.
  ///
  /// - Parameter point: One number for each of `symbols`.
  /// - Returns: The values in the order of the dimensions; nil where a step leaves the 64-bit range.
  /// - Complexity: Linear in the number of distinct quotients, products and terms.
  package func values(at point: [Int]) -> [Int?] {
    precondition(point.count == symbols.count, "A point needs one number for each symbol.")
    var values: [Int?] = point
    values.reserveCapacity(point.count + operations.count)
    for operation in operations {
      switch operation {
      case .product(let slots): values.append(Self.product(slots, values))
      case .quotient(let sum, let divisor):
        values.append(Self.value(of: sum, values).map { Dim.floorQuotient($0, divisor) })
      }
    }
    return outputs.indices.map {
      isOverflowed[$0] ? nil : Self.value(of: outputs[$0], values)
    }
  }

  private static func product(_ slots: [Int], _ values: [Int?]) -> Int? {
    var product = 1
    for slot in slots {
      guard let value = values[slot] else { return nil }
      let (next, overflow) = product.multipliedReportingOverflow(by: value)
      if overflow { return nil }
      product = next
    }
    return product
  }

  private static func value(of sum: Sum, _ values: [Int?]) -> Int? {
    var total = sum.constant
    for (coefficient, slot) in sum.terms {
      guard let value = values[slot] else { return nil }
      let (product, overflow) = coefficient.multipliedReportingOverflow(by: value)
      let (next, overflows) = total.addingReportingOverflow(product)
      if overflow || overflows { return nil }
      total = next
    }
    return total
  }

  private mutating func sum(of dim: Dim) -> Sum {
    var terms: [(coefficient: Int, slot: Int)] = []
    for term in dim.terms {
      terms.append((term.coefficient, slot(of: term.monomial)))
    }
    return Sum(constant: dim.constant, terms: terms)
  }

  private mutating func slot(of monomial: Monomial) -> Int {
    if let atom = monomial.soleAtom { return slot(of: atom) }
    if let known = slots[.product(monomial)] { return known }
    var factors: [Int] = []
    for factor in monomial.factors {
      let base = slot(of: factor.atom)
      factors += Array(repeating: base, count: factor.exponent)
    }
    return append(.product(slots: factors), as: .product(monomial))
  }

  private mutating func slot(of atom: Atom) -> Int {
    if let known = slots[.atom(atom)] { return known }
    guard case .quotient(let numerator, let divisor) = atom else {
      preconditionFailure("Every symbol has a slot.")
    }
    return append(.quotient(sum(of: numerator), divisor: divisor), as: .atom(atom))
  }

  private mutating func append(_ operation: Operation, as key: Key) -> Int {
    operations.append(operation)
    let slot = symbols.count + operations.count - 1
    slots[key] = slot
    return slot
  }
}
