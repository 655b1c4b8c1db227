import RLASymbolic

/// A truth value for every element: one row of the table of tests.
public struct TestFunction: Hashable, Sendable {
  public let kind: OperatorKind
  public let torch: TorchNames
  /// The label in drawings.
  public let title: String
  public let cost: ElementCost
  /// The results for known whole numbers; nil where symbols do not decide one.
  fileprivate let holds: @Sendable (Dim) -> Bool?

  private init(
    _ kind: OperatorKind, _ name: String, _ title: String, comparisons: Int = 1,
    holds: @escaping @Sendable (Dim) -> Bool?
  ) {
    self.kind = kind
    torch = TorchNames(function: "torch.\(name)", aten: name)
    self.title = title
    cost = ElementCost(comparisons: comparisons)
    self.holds = holds
  }

  public static let not = Self(.not, "logical_not", "not") { $0.isEqual(to: 0) }
  public static let isNaN = Self(.isNaN, "isnan", "is NaN") { _ in false }
  /// Either infinity, each by a comparison.
  public static let isInfinite = Self(.isInfinite, "isinf", "is infinite", comparisons: 2) { _ in
    false
  }

  /// Every row.
  public static let all: [TestFunction] = [.not, .isNaN, .isInfinite]

  public static func == (left: Self, right: Self) -> Bool { left.kind == right.kind }

  public func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

/// A test of every element.
///
/// Shapes: any → the same, truth values.
public struct ElementTest: Operator {
  public let function: TestFunction

  public init(_ function: TestFunction) {
    self.function = function
  }

  public var kind: OperatorKind { function.kind }

  public var torch: TorchNames { function.torch }

  public var title: String { function.title }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    [Fact(.bool, inputs.shape(), elements: inputs[0].elements.flatMap(elements))]
  }

  private func elements(_ arguments: [Dim]) -> [Dim]? {
    let results = arguments.map(function.holds)
    return results.contains(nil) ? nil : results.compactMap { $0.map { $0 ? 1 : 0 } }
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let n = inputs.shape().elements
    return Work(function.cost, times: n, inputElements: n, outputElements: n)
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { .nothing }
}

extension OperatorKind {
  public static let not = OperatorKind("Not", .arithmetic, onnx: ["Not"])
  public static let isNaN = OperatorKind("IsNaN", .arithmetic, onnx: ["IsNaN"])
  public static let isInfinite = OperatorKind("IsInf", .arithmetic, onnx: ["IsInf"])
}
