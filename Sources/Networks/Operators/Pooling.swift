import RLASymbolic

/// How a pooling reduces a window to one element: one row of the table of poolings.
public struct PoolFunction: Hashable, Sendable {
  public let kind: OperatorKind
  public let globalKind: OperatorKind
  /// The PyTorch names for windows over one, two and three axes.
  let names: [TorchNames]
  let globalNames: [TorchNames]
  /// The labels in drawings: after the window, and for global pooling.
  let title: String
  let globalTitle: String
  /// Scalar operations for a window of k elements.
  let cost: @Sendable (_ k: Int) -> ElementCost
  /// Scalar operations of a global pooling of n elements to m.
  let globalCost: @Sendable (_ n: Dim, _ m: Dim) -> Work
  public let savedTensors: SavedTensors
  public let globalSavedTensors: SavedTensors

  public static func == (left: Self, right: Self) -> Bool { left.kind == right.kind }

  public func hash(into hasher: inout Hasher) { hasher.combine(kind) }

  /// The largest element.
  public static let maximum = PoolFunction(
    kind: .maxPooling, globalKind: .globalMaxPooling,
    names: windowNames("MaxPool", "max_pool", "max_pool1d_with_indices", "_with_indices"),
    globalNames: globalNames("AdaptiveMaxPool", "adaptive_max_pool"),
    title: "max pool", globalTitle: "global max pool",
    cost: { ElementCost(comparisons: $0 - 1) },
    globalCost: { Work(inputElements: $0, outputElements: $1, comparisons: $0 - $1) },
    savedTensors: .inputsAndIndices, globalSavedTensors: .inputsAndIndices)

  /// The mean; `Pooling.countsPadding` says whether padding counts as elements.
  public static let average = PoolFunction(
    kind: .averagePooling, globalKind: .globalAveragePooling,
    names: windowNames("AvgPool", "avg_pool", "avg_pool1d", ""),
    globalNames: globalNames("AdaptiveAvgPool", "adaptive_avg_pool"),
    title: "avg pool", globalTitle: "GAP",
    cost: { ElementCost(additions: $0 - 1, multiplications: 1) },
    globalCost: { Work(inputElements: $0, outputElements: $1, additions: $0 - $1, divisions: $1) },
    savedTensors: .inputs, globalSavedTensors: .nothing)

  /// The root of the sum of squares.
  public static let l2 = PoolFunction(
    kind: .lpPooling, globalKind: .globalLpPooling,
    names: windowNames("LPPool", "lp_pool", "lp_pool1d", ""),
    globalNames: globalNames("LPPool", "lp_pool"),
    title: "L2 pool", globalTitle: "global L2 pool",
    cost: { ElementCost(additions: $0 - 1, multiplications: $0, divisions: 1) },
    globalCost: {
      Work(
        inputElements: $0, outputElements: $1, additions: $0 - $1, multiplications: $0,
        divisions: $1)
    },
    savedTensors: .inputs, globalSavedTensors: .inputs)

  /// Every row.
  public static let all: [PoolFunction] = [.maximum, .average, .l2]

  private static func windowNames(
    _ module: String, _ function: String, _ line: String, _ suffix: String
  ) -> [TorchNames] {
    (1...3).map { axes in
      let name = "\(function)\(axes)d"
      return TorchNames(
        module: "\(module)\(axes)d", function: "F.\(name)",
        aten: name, axes == 1 ? line : name + suffix)
    }
  }

  private static func globalNames(_ module: String, _ function: String) -> [TorchNames] {
    (1...3).map { axes in
      TorchNames(
        module: "\(module)\(axes)d", function: "F.\(function)\(axes)d",
        aten: "\(function)\(axes)d")
    }
  }
}

/// One element for each window: the largest, the mean, a norm.
///
/// Shapes: N×C×spatial → N×C×spatial' with the output size of `Window` along one to three axes.
public struct Pooling: Operator {
  public let function: PoolFunction
  /// One window for each spatial axis.
  public let windows: [Window]
  /// Whether the divisor of a mean includes the padding under its window.
  ///
  /// This is `count_include_pad`, on by default in PyTorch and off in ONNX. Positions beyond the
  /// padding, which rounding up allows, never count.
  public let countsPadding: Bool
  /// Whether the published code gives a number for each axis of the kernel, and not one for all.
  ///
  /// It changes nothing but what a tool reads as the kernel.
  public let hasTupleKernel: Bool
  /// Whether the places of maxima count the first spatial axis fastest, not the last one.
  public let placesByColumns: Bool

  public init(
    _ function: PoolFunction, windows: [Window], countsPadding: Bool = true,
    hasTupleKernel: Bool = false, placesByColumns: Bool = false
  ) {
    precondition((1...3).contains(windows.count), "A pooling has one to three spatial axes.")
    self.function = function
    self.windows = windows
    self.countsPadding = countsPadding
    self.placesByColumns = placesByColumns
    self.hasTupleKernel =
      hasTupleKernel || windows.contains { $0.kernel != windows[0].kernel }
  }

  /// The maximum over windows of height and width.
  public static func max(_ window: Window) -> Pooling {
    Pooling(.maximum, windows: [window, window])
  }

  /// The mean over windows of height and width.
  public static func average(_ window: Window, hasTupleKernel: Bool = false) -> Pooling {
    Pooling(.average, windows: [window, window], hasTupleKernel: hasTupleKernel)
  }

  public var kind: OperatorKind { function.kind }

  public var torch: TorchNames { function.names[windows.count - 1] }

  public var title: String { "\(windows.title) \(function.title)" }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    let sizes = try Window.outputSizes(windows, of: input.shape, &requirements)
    let shape = Shape([input.shape.batch, input.shape.channels] + sizes)
    // Whoever wants them gets the places of the largest elements too.
    return function == .maximum
      ? [Fact(input.type, shape), Fact(.int64, shape)] : [Fact(input.type, shape)]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    let m = outputs[0].shape.elements
    let area = windows.reduce(1) { $0 * $1.kernel }
    var work = Work(
      function.cost(area), times: m, inputElements: inputs.shape().elements, outputElements: m)
    work[.kernelNumbers] = m * Dim(hasTupleKernel ? area : windows[0].kernel)
    return work
  }

  public var storage: Storage { .fresh }

  public var savedTensors: SavedTensors { function.savedTensors }
}

/// Reduces all positions of each channel to one element.
///
/// Shapes: N×C×spatial → N×C×1×…×1.
public struct GlobalPooling: Operator {
  public let function: PoolFunction
  /// Spatial axes.
  public let axes: Int

  /// Whether nothing reads the result: hooks see the call all the same, and traces leave it out.
  public let isUnread: Bool

  public init(_ function: PoolFunction, axes: Int = 2, isUnread: Bool = false) {
    precondition((1...3).contains(axes), "A pooling has one to three spatial axes.")
    self.function = function
    self.axes = axes
    self.isUnread = isUnread
  }

  /// The mean over height and width.
  public static let average = GlobalPooling(.average)

  public var kind: OperatorKind { function.globalKind }

  public var torch: TorchNames {
    isUnread ? Self.unreadNames : function.globalNames[axes - 1]
  }

  private static let unreadNames = TorchNames(
    module: "AdaptiveAvgPool2d", function: "F.adaptive_avg_pool2d",
    aten: "adaptive_avg_pool2d(unread)")

  public var title: String { function.globalTitle }

  public var weights: [Weight] { [] }

  public func outputs(
    of inputs: Operands, requiring requirements: inout Requirements
  ) throws(ShapeMismatch) -> [Fact] {
    let input = inputs[0]
    try input.shape.require(rank: axes + 2)
    let ones = [Dim](repeating: 1, count: axes)
    return [Fact(input.type, Shape([input.shape.batch, input.shape.channels] + ones))]
  }

  public func work(on inputs: Operands, outputs: Results) -> Work {
    function.globalCost(inputs.shape().elements, outputs[0].shape.elements)
  }

  public var storage: Storage { .fresh }

  /// The gradient of a mean is uniform, so only the input's shape is needed.
  public var savedTensors: SavedTensors { function.globalSavedTensors }
}

extension OperatorKind {
  public static let maxPooling = OperatorKind(
    "MaxPooling", .pooling, onnx: ["MaxPool"],
    outputs: [Port("Y"), Port("Indices", .optional)])
  public static let averagePooling = OperatorKind("AveragePooling", .pooling, onnx: ["AveragePool"])
  public static let lpPooling = OperatorKind("LpPooling", .pooling, onnx: ["LpPool"])
  public static let globalMaxPooling = OperatorKind(
    "GlobalMaxPooling", .pooling, onnx: ["GlobalMaxPool"])
  public static let globalAveragePooling = OperatorKind(
    "GlobalAveragePooling", .pooling, onnx: ["GlobalAveragePool"])
  public static let globalLpPooling = OperatorKind(
    "GlobalLpPooling", .pooling, onnx: ["GlobalLpPool"])
}
