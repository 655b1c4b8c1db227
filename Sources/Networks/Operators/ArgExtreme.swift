import RLASymbolic

/// Which extreme is sought: one row of the table of such searches.
public struct ArgFunction: Hashable, Sendable {
  public let kind: OperatorKind
  public let torch: TorchNames
  /// The label in drawings.
  public let title: String

  private init(_ kind: OperatorKind, _ name: String) {
    self.kind = kind
    torch = TorchNames(function: "torch.\(name)", aten: name)
    title = name
  }

  public static let maximum = Self(.argMax, "argmax")
  public static let minimum = Self(.argMin, "argmin")

  /// Every row.
  public static let all: [ArgFunction] = [.maximum, .minimum]

  public static func == (left: Self, right: Self) -> Bool { left.kind == right.kind }

  public func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

/// The index of the largest or the smallest element along an axis.
///
/// Shapes: any → the same without the axis, or with size 1 in its place; 64-bit integers.
public struct ArgExtreme: Operator {
  public let function: ArgFunction
  /// Counted from the end where negative.
  public let axis: Int
  /// Whether the axis stays with size 1.
  public let keepsAxis: Bool
  /// Whether the last of several equal extremes is taken instead of the first.
  public let choosesLast: Bool

  public init(
    _ function: ArgFunction, axis: Int = 0, keepingAxis: Bool = true, choosingLast: Bool = false
  ) {
    self.function = function
    self.axis = axis
    keepsAxis = keepingAxis
    choosesLast = choosingLast
  }

  public var kind: OperatorKind { function.kind }

  public var torch: TorchNames { function.torch }

  public var title: String { function.title }

  public var weights: [Weight] { [] }

  /// - Throws: `ShapeMismatch.axis` where there is no such axis, `.index` where it has no elements.
  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    var shape = inputs.shape()
    let axis = try shape.axis(self.axis)
    let size = shape.dims[axis]
    try requirements.require(.positive(size), otherwise: .index(0, size: size))
    if keepsAxis { shape.dims[axis] = 1 } else { shape.dims.remove(at: axis) }
    return [Fact(.int64, shape)]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let (n, m) = (inputs.shape().elements, outputs[0].shape.elements)
    return Work(inputElements: n, outputElements: m, comparisons: n - m)
  }

  public var storage: Storage { .fresh }

  /// An index has no gradient.
  public var savedTensors: SavedTensors { .nothing }
}

extension OperatorKind {
  public static let argMax = OperatorKind("ArgMax", .reduction, onnx: ["ArgMax"])
  public static let argMin = OperatorKind("ArgMin", .reduction, onnx: ["ArgMin"])
}
