import CRLAVectors

/// A function of one element with its parameters, by its number in the loops in C.
package struct ElementLoop: Hashable, Sendable {
  /// What the derivative is computed from.
  package enum Source: Hashable, Sendable {
    case result
    case argument
    /// The derivative depends on neither.
    case nothing
  }

  private let number: Int
  private let p: Float
  private let q: Float
  /// What the backward pass reads.
  package let source: Source

  /// The loop with a name in Sources/CVectors/loops/elements.h; nil where there is none.
  ///
  /// `parameters` are in the order of the formula, at most two.
  package init?(named name: String, parameters: [Double] = [], source: Source) {
    precondition(parameters.count <= 2, "A loop takes two parameters.")
    guard let number = Self.numbers[name] else { return nil }
    self.number = number
    self.source = source
    p = parameters.isEmpty ? 0 : Float(parameters[0])
    q = parameters.count < 2 ? 0 : Float(parameters[1])
  }

  private init(number: Int) {
    (self.number, p, q, source) = (number, 0, 0, .nothing)
  }

  private static let numbers = Dictionary(
    uniqueKeysWithValues: (0..<vec_element_count()).map {
      (String(cString: vec_element($0).pointee.name), $0)
    })

  /// `f(x) = x`, the first row of the table.
  package static let identity = ElementLoop(number: 0)

  /// Whether epilogues can apply the function; norms can where the source is not the argument.
  package var isFused: Bool { vec_element(number).pointee.is_fused != 0 }

  /// Whether there is a derivative that can be computed from the source.
  package var isDifferentiable: Bool {
    switch vec_element(number).pointee.source {
    case vec_of_either: true
    case vec_of_result: source == .result
    default: source == .argument
    }
  }

  /// Whether the derivative can be computed from the argument as well as from the result.
  package var isEitherSource: Bool { vec_element(number).pointee.source == vec_of_either }

  var function: vec_function { vec_function(number: number, p: p, q: q) }
}
