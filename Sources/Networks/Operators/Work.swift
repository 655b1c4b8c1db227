public import RLASymbolic

/// What one application of an operator costs: a tally of quantities, before any convention.
///
/// Counts include the batch. Tallies add up over applications, so conventions can be applied to
/// sums.
public struct Work: Hashable, Sendable {
  /// By the number of the quantity, where all of them are numbers.
  private var numbers = InlineArray<30, Int>(repeating: 0)
  /// The same where some have symbols or left the 64-bit range; else empty.
  ///
  /// Most networks have numbers only, for which nothing has to be allocated.
  private var lines: [Dim] = []

  public static let none = Work()

  private init() {
    precondition(numbers.count == Quantity.count, "Every quantity has a line.")
  }

  /// The tally of an operator that multiplies no matrices; each argument is the quantity of that
  /// name.
  public init(
    inputElements: Dim, outputElements: Dim, scaledElements: Dim = 0,
    parametersPerImage: Dim = 0, additions: Dim = 0, multiplications: Dim = 0, divisions: Dim = 0,
    comparisons: Dim = 0,
    exponentials: Dim = 0
  ) {
    self.init()
    self[.inputElements] = inputElements
    self[.outputElements] = outputElements
    // Most of the others stay 0.
    if !scaledElements.isZero { self[.scaledElements] = scaledElements }
    if !parametersPerImage.isZero { self[.parametersPerImage] = parametersPerImage }
    if !additions.isZero { self[.additions] = additions }
    if !multiplications.isZero { self[.multiplications] = multiplications }
    if !divisions.isZero { self[.divisions] = divisions }
    if !comparisons.isZero { self[.comparisons] = comparisons }
    if !exponentials.isZero { self[.exponentials] = exponentials }
  }

  /// The tally of a matrix product, whose two gradients cost as much as the product itself.
  init(
    product multiplyAdds: Dim, biasAdditions: Dim, groups: Dim, parametersPerImage: Dim,
    input: Shape, output: Shape
  ) {
    self.init(
      inputElements: input.elements, outputElements: output.elements,
      parametersPerImage: parametersPerImage)
    self[.multiplyAdds] = multiplyAdds
    self[.multiplyAddsAtOutputs] = multiplyAdds
    self[.multiplyAddsByFilter] = multiplyAdds
    self[.biasAdditions] = biasAdditions
    self[.inputGradient] = multiplyAdds
    self[.weightGradient] = multiplyAdds
    self[.weightGradientTimesGroups] = multiplyAdds * groups
  }

  public subscript(quantity: Quantity) -> Dim {
    get { self[line: quantity.rawValue] }
    set {
      if lines.isEmpty, let number = newValue.value {
        numbers[quantity.rawValue] = number
      } else {
        spellOut()
        lines[quantity.rawValue] = newValue
      }
    }
  }

  /// Notes the volume of the first result: its elements, where it has axes.
  package mutating func noteVolume(of result: Fact?) {
    if let result, result.shape.rank > 0 { self[.volume] = self[.outputElements] }
  }

  /// Operations outside of products, each as one.
  public var scalarOperations: Dim {
    let scalars: [Quantity] = [
      .biasAdditions, .additions, .multiplications, .divisions, .comparisons, .exponentials,
    ]
    return scalars.reduce(0) { $0 + self[$1] }
  }

  public static func += (left: inout Work, right: Work) { left.add(right, times: 1) }

  public static func - (left: Work, right: Work) -> Work {
    var difference = left
    difference.add(right, times: -1)
    return difference
  }

  /// The tally of as many applications.
  public func repeated(_ times: Dim) -> Work {
    var product = self
    product.spellOut()
    for index in product.lines.indices { product.lines[index] *= times }
    return product
  }

  // MARK: - Lines

  private subscript(line index: Int) -> Dim {
    lines.isEmpty ? Dim(numbers.span[index]) : lines[index]
  }

  /// Makes room for lines that are no numbers.
  private mutating func spellOut() {
    if !lines.isEmpty { return }
    lines = numbers.indices.map { self[line: $0] }
  }

  private mutating func add(_ other: Work, times factor: Int) {
    var index = 0
    if lines.isEmpty, other.lines.isEmpty {
      if factor == 1, addNumbers(of: other) { return }
      index = addNumbers(of: other, times: factor)
      if index == numbers.count { return }
    }
    spellOut()
    while index < lines.count {
      lines[index].add(other[line: index], times: factor)
      index += 1
    }
  }

  /// Adds lines that are numbers, all or none.
  ///
  /// - Returns: Whether all sums are in the 64-bit range.
  private mutating func addNumbers(of other: Work) -> Bool {
    // A sum that leaves it has another sign than both of its parts, which one check finds for all.
    let (old, added) = (numbers, other.numbers)
    var signs = 0
    for index in numbers.indices {
      let sum = old.span[index] &+ added.span[index]
      signs |= (sum ^ old.span[index]) & (sum ^ added.span[index])
      numbers[index] = sum
    }
    if signs < 0 { numbers = old }
    return signs >= 0
  }

  /// Adds multiples of lines that are numbers.
  ///
  /// - Returns: The first line whose sum leaves the 64-bit range; the number of lines where none does.
  private mutating func addNumbers(of other: Work, times factor: Int) -> Int {
    // A subscript of what is only read would copy all lines each time.
    let added = other.numbers.span
    var sums = numbers.mutableSpan
    for index in sums.indices {
      let (product, leaves) = added[index].multipliedReportingOverflow(by: factor)
      let (sum, overflow) = sums[index].addingReportingOverflow(product)
      if leaves || overflow { return index }
      sums[index] = sum
    }
    return sums.count
  }
}

extension Work {
  public static func == (left: Work, right: Work) -> Bool {
    if left.lines.isEmpty, right.lines.isEmpty {
      return left.numbers.indices.allSatisfy { left.numbers.span[$0] == right.numbers.span[$0] }
    }
    return left.numbers.indices.allSatisfy { left[line: $0] == right[line: $0] }
  }

  public func hash(into hasher: inout Hasher) {
    for index in numbers.indices { hasher.combine(self[line: index]) }
  }
}
