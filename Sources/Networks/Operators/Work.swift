public import RLASymbolic

/// What one application of an operator costs: a tally of quantities, before any convention.
///
/// Counts include the batch. Tallies add up over applications, so conventions can be applied to
/// sums.
public struct Work: Hashable, Sendable {
  /// By the number of the quantity, where all of them are numbers; else empty.
  private var numbers: [Int]
  /// The same where some have symbols or left the 64-bit range; else empty.
  ///
  /// Most networks have numbers only, which take a quarter of the time and memory.
  private var lines: [Dim] = []

  public static let none = Work()

  private init() {
    numbers = [Int](repeating: 0, count: Quantity.count)
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
    self[.scaledElements] = scaledElements
    self[.parametersPerImage] = parametersPerImage
    self[.additions] = additions
    self[.multiplications] = multiplications
    self[.divisions] = divisions
    self[.comparisons] = comparisons
    self[.exponentials] = exponentials
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

  private subscript(line index: Int) -> Dim { lines.isEmpty ? Dim(numbers[index]) : lines[index] }

  /// Makes room for lines that are no numbers.
  private mutating func spellOut() {
    if !lines.isEmpty { return }
    lines = numbers.map { Dim($0) }
    numbers = []
  }

  private mutating func add(_ other: Work, times factor: Int) {
    var index = 0
    if lines.isEmpty, other.lines.isEmpty {
      index = addNumbers(of: other, times: factor)
      if index == numbers.count { return }
    }
    spellOut()
    while index < lines.count {
      lines[index].add(other[line: index], times: factor)
      index += 1
    }
  }

  /// Adds lines that are numbers.
  ///
  /// - Returns: The first line whose sum leaves the 64-bit range; the number of lines where none does.
  private mutating func addNumbers(of other: Work, times factor: Int) -> Int {
    // One check of ownership serves all lines.
    numbers.withUnsafeMutableBufferPointer { numbers in
      for index in numbers.indices {
        let (product, leaves) = other.numbers[index].multipliedReportingOverflow(by: factor)
        let (sum, overflow) = numbers[index].addingReportingOverflow(product)
        if leaves || overflow { return index }
        numbers[index] = sum
      }
      return numbers.count
    }
  }
}

extension Work {
  public static func == (left: Work, right: Work) -> Bool {
    if left.lines.isEmpty, right.lines.isEmpty { return left.numbers == right.numbers }
    return (0..<Quantity.count).allSatisfy { left[line: $0] == right[line: $0] }
  }

  public func hash(into hasher: inout Hasher) {
    for index in 0..<Quantity.count { hasher.combine(self[line: index]) }
  }
}
