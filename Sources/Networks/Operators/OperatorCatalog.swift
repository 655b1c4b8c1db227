import RLASymbolic

/// An example of an operator with fitting inputs, for tests, tables and documents.
package struct OperatorEntry: Sendable {
  package let `operator`: any Operator
  package let inputs: Operands

  init(_ operator: any Operator, _ inputs: Fact...) {
    self.init(`operator`, Operands(inputs))
  }

  package init(_ operator: any Operator, _ inputs: Operands) {
    self.operator = `operator`
    self.inputs = inputs
  }
}

/// All operators: one line for each, with an example.
package enum OperatorCatalog {
  package static let entries: [OperatorEntry] =
    products + recurrent + activations + poolings + arithmetic + movements + pads + resizes
    + reductions + shapes + imported

  private static let products = [
    OperatorEntry(Convolution(4, 6, .same(3, stride: 2), groups: 2, bias: true), map),
    OperatorEntry(TransposedConvolution(4, 3, Window(2, stride: 2), bias: true), map),
    OperatorEntry(Linear(4, 3, bias: true), .float([2, 4])),
    OperatorEntry(MatMul(), map, .float([2, 1, 5, 3])),
    OperatorEntry(MatMul(.matrices), .float([2, 4]), .float([4, 3])),
    OperatorEntry(MatMul(.batches), .float([2, 4, 6]), .float([2, 6, 5])),
    OperatorEntry(Gemm(transposesRight: true), .float([2, 4]), .float([3, 4]), .float([3])),
    OperatorEntry(
      Gemm(alpha: 0.5, batched: true), .float([2, 4, 6]), .float([2, 6, 5]), .float([4, 1])),
    OperatorEntry(Einsum("nchw,cwk->nhk"), map, .float([4, 5, 3])),
    OperatorEntry(BatchNormalization(4), map),
    OperatorEntry(GroupNormalization(4, groups: 2), map),
    OperatorEntry(InstanceNormalization(4, affine: true), map),
    OperatorEntry(LayerNormalization([6, 5]), map),
    OperatorEntry(RMSNormalization([5]), map),
    OperatorEntry(Softmax(axis: 1), map),
    OperatorEntry(LogSoftmax(axis: 1), map),
  ]

  private static let recurrent = RecurrentCell.all.map {
    OperatorEntry(RecurrentLayers($0, 4, 3, layers: 2, bidirectional: true), .float([7, 2, 4]))
  }

  private static let activations =
    ElementFunction.all.prefix(4).map { OperatorEntry(Activation($0), map) }

  private static let poolings =
    PoolFunction.all.map { OperatorEntry(Pooling($0, windows: [window, window]), map) }
    + PoolFunction.all.map { OperatorEntry(GlobalPooling($0), map) }

  private static let arithmetic =
    BinaryFunction.all.map { OperatorEntry(Arithmetic($0), map, .float([4, 1, 1])) }
    + ElementFunction.all.dropFirst(4).map { OperatorEntry(Activation($0), map) }
    + [OperatorEntry(ParametricReLU(slopes: 4), map)]

  private static let movements = [
    OperatorEntry(Concatenation(), map, .float([2, 3, 6, 5])),
    OperatorEntry(Slice(start: 1, count: 2), map),
    OperatorEntry(Split(.equal(2)), map),
    OperatorEntry(Tile(), map, .known([1, 2, 1, 3])),
    OperatorEntry(Reshape.map, .float([2, 4])),
    OperatorEntry(Dropout(rate: 0.2), .float([2, 4])),
    OperatorEntry(NearestResize(), map, .float([2, 3, 12, 9])),
    OperatorEntry(
      RoIAlign(regions: 5, size: 7, strides: [4, 8]), map, .float([2, 4, 3, 3])),
    OperatorEntry(ZeroState(channels: 3), map),
    OperatorEntry(BareParameter("lambda", [4, 1, 1])),
  ]

  private static let pads = Pad.Mode.allCases.map {
    OperatorEntry(Pad([Pad.Margin(2, 1), Pad.Margin(-1, 0)], $0, axes: [2, 3]), map)
  }

  private static let resizes = [
    OperatorEntry(
      Resize(.scales([Resize.Scale(3, over: 2), Resize.Scale(1, over: 3)]), .linear), map),
    OperatorEntry(Resize(.sizes([7]), .linear), .float([2, 4, 9])),
    OperatorEntry(Resize(.sizes([7, 3]), .cubic), map),
  ]

  private static let reductions =
    ReductionFunction.all.map { OperatorEntry(Reduction($0, over: [2, 3]), map) }
    + ArgFunction.all.map { OperatorEntry(ArgExtreme($0, axis: 1), map) }
    + [OperatorEntry(TopK(axis: 1), map, .known([3]))]

  private static let shapes: [OperatorEntry] = [
    OperatorEntry(ShapeOf(), map),
    OperatorEntry(Gather(axis: 1), map, Fact(.int64, [3], elements: [0, 2, 1])),
    OperatorEntry(Transpose([0, 2, 3, 1]), map),
    OperatorEntry(Cast(to: .int64), map),
    OperatorEntry(Where(), Fact(.bool, [4, 1, 1]), map, map),
    OperatorEntry(Expand(), .float([4, 1, 1]), .known([2, 4, 6, 5])),
    OperatorEntry(Fill(), .known([2, 4])),
    OperatorEntry(NumberSequence(), .known(0), .known(7), .known(2)),
  ]

  private static let map = Fact.float([2, 4, 6, 5])
  private static let window = Window.same(3, stride: 2)

  /// Operators with bodies, whose examples would need whole networks.
  package static let controls: [any ControlOperator] = [If(), Loop(), Scan(states: 1)]

  /// Every kind, in the order in which tables list them.
  package static let kinds: [OperatorKind] = {
    var seen: Set<OperatorKind> = []
    let all = entries.map(\.operator.kind) + controls.map(\.kind)
    return all.filter { seen.insert($0).inserted }
  }()

  /// The index of each kind in `kinds`.
  package static let places: [OperatorKind: Int] = Dictionary(
    uniqueKeysWithValues: kinds.enumerated().map { ($1, $0) })
}
