/// How a reduction turns many elements into one: one row of the table of reductions.
public struct ReductionFunction: Hashable, Sendable {
  public let kind: OperatorKind
  public let torch: TorchNames
  /// The label in drawings.
  public let title: String
  /// The name of its kernel in `ReductionLoop`.
  public let loop: String
  /// Scalar operations per element of the input.
  public let costPerInput: ElementCost
  /// Scalar operations per element of the result.
  public let costPerOutput: ElementCost
  /// Whether joining n elements takes n − 1 operations instead of n.
  public let joinsPairs: Bool
  public let savedTensors: SavedTensors

  private init(
    _ kind: OperatorKind, _ torch: TorchNames, _ title: String, loop: String,
    each: ElementCost = ElementCost(),
    result: ElementCost = ElementCost(), joinsPairs: Bool = true,
    savedTensors: SavedTensors = .nothing
  ) {
    self.kind = kind
    self.torch = torch
    self.title = title
    self.loop = loop
    costPerInput = each
    costPerOutput = result
    self.joinsPairs = joinsPairs
    self.savedTensors = savedTensors
  }

  public static let sum = Self(.sum, names("sum"), "sum", loop: "sum", each: addition)
  public static let mean = Self(
    .mean, names("mean"), "mean", loop: "mean", each: addition, result: ElementCost(divisions: 1))
  public static let maximum = Self(
    .largest, names("amax"), "max", loop: "maximum", each: comparison, savedTensors: .inputs)
  public static let minimum = Self(
    .smallest, names("amin"), "min", loop: "minimum", each: comparison, savedTensors: .inputs)
  public static let product = Self(
    .product, names("prod"), "product", loop: "product", each: ElementCost(multiplications: 1),
    savedTensors: .inputs)
  /// `Σ|x|`.
  public static let l1 = Self(
    .l1Norm, norm, "L1 norm", loop: "l1", each: ElementCost(additions: 1, comparisons: 1),
    joinsPairs: false, savedTensors: .inputs)
  /// `√Σx²`.
  public static let l2 = Self(
    .l2Norm, norm, "L2 norm", loop: "l2", each: ElementCost(additions: 1, multiplications: 1),
    result: ElementCost(divisions: 1), joinsPairs: false, savedTensors: .inputs)
  /// `Σx²`.
  public static let sumOfSquares = Self(
    .sumOfSquares, names("sum"), "sum of squares", loop: "sum_of_squares",
    each: ElementCost(additions: 1, multiplications: 1), joinsPairs: false, savedTensors: .inputs)
  /// `ln Σx`.
  public static let logSum = Self(
    .logSum, names("log"), "log-sum", loop: "log_sum", each: addition,
    result: ElementCost(exponentials: 1),
    savedTensors: .inputs)
  /// `ln Σe^x`.
  public static let logSumExp = Self(
    .logSumExp, names("logsumexp"), "log-sum-exp", loop: "log_sum_exp",
    each: ElementCost(additions: 2, comparisons: 1, exponentials: 1),
    result: ElementCost(exponentials: 1), joinsPairs: false, savedTensors: .inputs)

  /// Every row.
  public static let all: [ReductionFunction] = [
    .sum, .mean, .maximum, .minimum, .product, .l1, .l2, .sumOfSquares, .logSum, .logSumExp,
  ]

  private static let addition = ElementCost(additions: 1)
  private static let comparison = ElementCost(comparisons: 1)

  private static let norm = TorchNames(
    function: "torch.linalg.vector_norm", aten: "linalg_vector_norm")

  private static func names(_ name: String) -> TorchNames {
    TorchNames(function: "torch.\(name)", aten: name)
  }

  public static func == (left: Self, right: Self) -> Bool { left.kind == right.kind }

  public func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

extension OperatorKind {
  public static let sum = reduction("Sum", "ReduceSum")
  public static let mean = reduction("Mean", "ReduceMean")
  public static let largest = reduction("Max", "ReduceMax")
  public static let smallest = reduction("Min", "ReduceMin")
  public static let product = reduction("Product", "ReduceProd")
  public static let l1Norm = reduction("L1Norm", "ReduceL1")
  public static let l2Norm = reduction("L2Norm", "ReduceL2")
  public static let sumOfSquares = reduction("SumOfSquares", "ReduceSumSquare")
  public static let logSum = reduction("LogSum", "ReduceLogSum")
  public static let logSumExp = reduction("LogSumExp", "ReduceLogSumExp")

  private static func reduction(_ name: String, _ onnx: String) -> OperatorKind {
    OperatorKind(name, .reduction, onnx: [onnx])
  }
}
