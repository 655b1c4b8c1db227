public import RLASymbolic

/// What a pass over a network collects: assumptions, and sizes known only at run time.
public struct Requirements: Sendable {
  /// The assumptions that no rule could prove, in the order of discovery, each once.
  public private(set) var assumptions: [Assumption] = []
  private var known: Set<Assumption> = []
  /// The largest value of sizes known only at run time, where a rule states one.
  public private(set) var bounds: [Symbol: Dim] = [:]
  /// Whether aligned operands may repeat axes of size 1, as PyTorch would let them.
  public let allowsStretching: Bool
  /// The place in the network whose rule runs, by the number of the node: a path and what
  /// distinguishes it from other places with that path.
  private let place: @Sendable (Int) -> [String]
  /// The number of the node whose rule runs.
  public var node = 0

  /// - Parameters:
  ///   - allowsStretching: Whether aligned operands may repeat axes of size 1.
  ///   - place: The place in the network by number, for sizes known only at run time: a path and
  ///     what distinguishes it from other places with that path.
  public init(
    allowsStretching: Bool = false,
    place: @escaping @Sendable (Int) -> [String] = { ["node \($0)"] }
  ) {
    self.allowsStretching = allowsStretching
    self.place = place
  }

  /// A size known only at run time, as a new symbol.
  ///
  /// - Parameter name: Distinguishes several such sizes of one place.
  /// - Returns: The symbol, which may stand for 0 too.
  public func unknownSize(_ name: String = "") -> Dim { Dim(unknownSymbol(name)) }

  /// The same for a size that is at most `bound`.
  mutating func unknownSize(_ name: String = "", atMost bound: Dim) -> Dim {
    let symbol = unknownSymbol(name)
    bounds[symbol] = bound
    return Dim(symbol)
  }

  private func unknownSymbol(_ name: String) -> Symbol {
    let parts = place(node)
    return .unknown(at: parts[0], parts.dropFirst() + (name.isEmpty ? [] : [name]))
  }

  /// Adopts what is known of the sizes of a body.
  package mutating func adopt(bounds others: [Symbol: Dim]) {
    bounds.merge(others) { $1 }
  }

  /// Requires `assumption`, which is recorded where it can be neither proved nor refuted.
  ///
  /// - Throws: `mismatch` where it is refuted.
  public mutating func require(
    _ assumption: Assumption, otherwise mismatch: ShapeMismatch
  ) throws(ShapeMismatch) {
    switch assumption.verdict {
    case .proved: return
    case .refuted: throw mismatch
    case .undecided:
      let normalized = assumption.normalized
      if known.insert(normalized).inserted { assumptions.append(normalized) }
    }
  }

  /// Requires indices to be in `-size ..< size`; symbols that may be negative are not checked.
  mutating func require(
    _ indices: [Dim], in size: Dim
  ) throws(ShapeMismatch) {
    for index in indices {
      if let number = index.value, let limit = size.value {
        guard (min(-limit, 0)..<max(limit, 0)).contains(number) else {
          throw .index(index, size: size)
        }
        continue
      }
      let isFromEnd = index.value.map { $0 < 0 } ?? false
      guard isFromEnd || index.lowerBound ?? -1 >= 0 else { continue }
      let reach = isFromEnd ? Dim(-1) - index : index
      try require(.positive(size - reach), otherwise: .index(index, size: size))
    }
  }

  /// The sizes that the elements of an input give, with a new symbol for each where they are known
  /// only at run time.
  ///
  /// - Throws: `ShapeMismatch.unknownElements` where not even their number is known, as the rank of
  ///   the result then is not.
  func sizes(_ input: Fact?, _ name: String) throws(ShapeMismatch) -> [Dim] {
    if let elements = input?.elements { return elements }
    guard let input, input.shape.rank <= 1, let count = input.shape.elements.value,
      (0...Self.mostAxes).contains(count)
    else { throw .unknownElements(input: name) }
    return (0..<count).map { unknownSize("\(name)\($0)") }
  }

  /// A longer list is not one of sizes.
  private static let mostAxes = 64
}
