public import RLASymbolic

/// What one application of an operator costs: a tally of quantities, before any convention.
///
/// Counts include the batch. Tallies add up over applications, so conventions can be applied to
/// sums.
public struct Work: Hashable, Sendable {
  /// By the number of the quantity.
  private var lines: [Dim]

  public static let none = Work()

  private init() {
    lines = [Dim](repeating: 0, count: Quantity.allCases.count)
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
    get { lines[quantity.rawValue] }
    set { lines[quantity.rawValue] = newValue }
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

  private mutating func add(_ other: Work, times factor: Int) {
    // One check of ownership serves all lines.
    lines.withUnsafeMutableBufferPointer { lines in
      for index in lines.indices { lines[index].add(other.lines[index], times: factor) }
    }
  }

  /// The tally of as many applications.
  public func repeated(_ times: Dim) -> Work {
    var product = self
    for index in lines.indices { product.lines[index] *= times }
    return product
  }
}
