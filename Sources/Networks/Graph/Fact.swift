public import RLASymbolic

/// What is known of a value without running the network.
public struct Fact: Hashable, Sendable {
  public var type: ElementType
  /// Sizes of any rank, in symbols or numbers.
  public var shape: Shape
  private var content = Content.open

  // Networks have up to millions of values, of which nearly all are data.
  private indirect enum Content: Hashable, Sendable {
    case open
    case known([Dim]?, reals: [Double]?, largest: Dim?)
  }

  public init(_ type: ElementType, _ shape: Shape, elements: [Dim]? = nil) {
    self.type = type
    self.shape = shape
    if let elements, elements.count <= Self.mostElements { self.elements = elements }
  }

  /// The elements of a small whole-number tensor in row-major order; nil where they are not known.
  ///
  /// Exporters write the arithmetic of shapes as ordinary nodes. It stays exact in symbols because
  /// every rule that can computes its elements too.
  public var elements: [Dim]? {
    get { if case .known(let elements, _, _) = content { elements } else { nil } }
    set { know(newValue, reals, largest) }
  }

  /// The elements of a small tensor that are known and not all whole numbers; nil for any other.
  public private(set) var reals: [Double]? {
    get { if case .known(_, let reals, _) = content { reals } else { nil } }
    set { know(elements, newValue, largest) }
  }

  /// The largest element of whole numbers that are not known one by one, as of positions along an
  /// axis of free size; nil where it is not known.
  public var largest: Dim? {
    get { if case .known(_, _, let largest) = content { largest } else { nil } }
    set { know(elements, reals, newValue) }
  }

  private mutating func know(_ elements: [Dim]?, _ reals: [Double]?, _ largest: Dim?) {
    let isOpen = elements == nil && reals == nil && largest == nil
    content = isOpen ? .open : .known(elements, reals: reals, largest: largest)
  }

  /// A tensor whose elements are these numbers, rounded to the type.
  ///
  /// Fractions are not followed in types of fewer than 32 bits.
  public init(_ type: ElementType, _ shape: Shape, numbers: [Double]?) {
    let rounded = type == .float32 ? numbers?.map { Double(Float($0)) } : numbers
    let wholes = rounded?.compactMap { Int(counted: $0) }
    let isWhole = wholes?.count == rounded?.count
    self.init(type, shape, elements: isWhole ? wholes?.map { Dim($0) } : nil)
    guard !isWhole, type == .float32 || type == .float64, let rounded,
      rounded.count <= Self.mostElements, rounded.allSatisfy(\.isFinite)
    else { return }
    reals = rounded
  }

  /// A tensor of 32-bit floating-point numbers.
  public static func float(_ shape: Shape) -> Fact { Fact(.float32, shape) }

  /// A vector of whole numbers that are known, such as the sizes of a tensor.
  public static func known(_ elements: [Dim]) -> Fact {
    Fact(.int64, [Dim(elements.count)], elements: elements)
  }

  /// A whole number that is known.
  public static func known(_ element: Dim) -> Fact { Fact(.int64, [], elements: [element]) }

  /// Larger tensors are data, not sizes; their elements are not followed.
  public static let mostElements = 4096

  /// Bytes that the value takes.
  public var bytes: Dim {
    type.bits.isMultiple(of: 8)
      ? shape.elements * Dim(type.bytes) : (shape.elements * Dim(type.bits)).ceilDivided(by: 8)
  }

  /// The only element, where the value is one known whole number.
  public var element: Dim? { elements?.count == 1 ? elements?[0] : nil }

  /// Whether sizes and elements are numbers, as far as they are known, of 64 bits.
  package var isNumeric: Bool {
    for size in shape.dims where size.value == nil { return false }
    if let elements {
      for element in elements where element.value == nil { return false }
    }
    return !shape.elements.isOverflowed
  }

  public func substituting(_ replacements: [Symbol: Dim]) -> Fact {
    var result = self
    result.shape = shape.substituting(replacements)
    result.know(
      elements?.map { $0.substituting(replacements) }, reals,
      largest?.substituting(replacements))
    return result
  }
}

/// What one application of an operator makes, as facts about consecutive values.
public struct Results: Sendable {
  private let facts: [Fact]
  private let first: Int

  public init(_ facts: [Fact], from first: Int = 0) {
    self.facts = facts
    self.first = first
  }

  public subscript(position: Int) -> Fact { facts[first + position] }
}

/// The facts that one application of an operator sees: its inputs, and what its bodies return.
///
/// The number of inputs was checked against the ports of the operator when the node was made.
public struct Operands: Sendable {
  /// By position; nil where an optional input is left out.
  public let facts: [Fact?]
  /// By body, the facts that it returns; empty for operators without bodies.
  public let bodies: [[Fact]]

  public init(_ facts: [Fact?], bodies: [[Fact]] = []) {
    self.facts = facts
    self.bodies = bodies
  }

  /// Tensors of 32-bit floating-point numbers.
  public init(_ shapes: [Shape]) {
    self.init(shapes.map { Fact.float($0) })
  }

  public var count: Int { facts.count }

  /// The fact of a required input.
  public subscript(position: Int) -> Fact {
    guard let fact = facts[position] else { preconditionFailure("A required input is present.") }
    return fact
  }

  /// The fact of an optional input; nil where it is left out.
  public func optional(_ position: Int) -> Fact? {
    position < facts.count ? facts[position] : nil
  }

  /// The shape of a required input.
  public func shape(_ position: Int = 0) -> Shape { self[position].shape }

  /// The inputs that are present.
  public var present: [Fact] { facts.compactMap(\.self) }
}
