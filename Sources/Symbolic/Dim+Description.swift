extension Dim: CustomStringConvertible {
  /// Terms in a fixed order, highest degree first and the constant last: `2·N·⌊(H + 1)/2⌋ − 3`.
  public var description: String { written(in: .text) }
}

extension Monomial: CustomStringConvertible {
  var description: String { written(in: .text) }
}
