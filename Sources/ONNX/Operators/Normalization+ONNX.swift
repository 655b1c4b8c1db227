import RLANetworks
import RLASymbolic

extension ImportRule {
  static let norms = [
    ImportRule(BatchNormalization.kind) { node throws(ONNXFailure) in try node.batchNorm() },
    ImportRule(["LayerNormalization", "com.microsoft.LayerNormalization"]) {
      node throws(ONNXFailure) in
      let layer = try node.rowNorm(
        { LayerNormalization($0, epsilon: $1, bias: $2) }, hasBias: node.optional(2) != nil)
      if let layer { return layer }
      return try node.composedRowNorm { LayerNormalization($0, epsilon: $1, affine: false) }
    },
    ImportRule(["RMSNormalization", "SimplifiedLayerNormalization"]) {
      node throws(ONNXFailure) in
      let layer = try node.rowNorm(
        { shape, epsilon, _ in RMSNormalization(shape, epsilon: epsilon) }, hasBias: false)
      if let layer { return layer }
      return try node.composedRowNorm { RMSNormalization($0, epsilon: $1, affine: false) }
    },
    ImportRule(InstanceNormalization.kind) { node throws(ONNXFailure) in
      try node.instanceNorm()
    },
    ImportRule(GroupNormalization.kind) { node throws(ONNXFailure) in try node.groupNorm() },
    ImportRule(LocalResponseNormalization.kind) { node throws(ONNXFailure) in
      try node.apply(
        LocalResponseNormalization(
          size: try node.positive("size"), alpha: try node.float("alpha", default: 1e-4),
          beta: try node.float("beta", default: 0.75),
          offset: try node.float("bias", default: 1)),
        to: [try node.input(0, "X")])
    },
    ImportRule(LpNormalization.kind) { node throws(ONNXFailure) in
      let norm: LpNormalization.Norm =
        try node.int("p", default: 2) == 1 ? .sumOfMagnitudes : .euclidean
      return try node.apply(
        LpNormalization(norm, axis: try node.int("axis", default: -1)),
        to: [try node.input(0, "input")])
    },
    ImportRule(MeanVarianceNormalization.kind) { node throws(ONNXFailure) in
      try node.apply(
        MeanVarianceNormalization(over: try node.ints("axes") ?? [0, 2, 3]),
        to: [try node.input(0, "X")])
    },
    ImportRule(Hardmax.kind) { node throws(ONNXFailure) in
      try node.alongAxis { Hardmax(axis: $0) }
    },
    ImportRule(Softmax.kind) { node throws(ONNXFailure) in
      try node.alongAxis { Softmax(axis: $0) }
    },
    ImportRule(LogSoftmax.kind) { node throws(ONNXFailure) in
      try node.alongAxis { LogSoftmax(axis: $0) }
    },
  ]
}

extension NodeImport {
  /// The inputs in these positions, if the model stores them all.
  fileprivate func weights(_ positions: [Int]) -> [StoredTensor]? {
    let tensors = positions.compactMap(stored)
    return tensors.count == positions.count ? tensors : nil
  }

  /// Running statistics are buffers, and ONNX does not count batches.
  fileprivate func batchNorm() throws(ONNXFailure) -> [ImportedValue]? {
    let x = try input(0, "X")
    let axes = try rank(0, "X") - 2
    guard (0...3).contains(axes), let weights = weights([1, 2, 3, 4]),
      let channels = weights[0].fact.shape.dims.last,
      weights.allSatisfy({ $0.fact.shape == [channels] }),
      node.outputs.dropFirst().allSatisfy(\.isEmpty), try !flag("training_mode", default: false)
    else { return try composedBatchNorm() }
    let norm = BatchNormalization(
      channels, axes: axes, epsilon: try float("epsilon", default: 1e-5))
    return try layer(norm, weights + [nil], to: [x])
  }

  /// A norm over the last axes.
  fileprivate func rowNorm(
    _ norm: (Shape, Double, Bool) -> any Operator, hasBias: Bool
  ) throws(ONNXFailure) -> [ImportedValue]? {
    let x = try input(0, "X")
    let given = try int("axis", default: -1)
    let axis = given < 0 ? given : given - (try rank(0, "X"))
    guard axis < 0, let weights = weights(hasBias ? [1, 2] : [1]),
      weights.allSatisfy({ axis + $0.fact.shape.rank == 0 })
    else { return nil }
    let norm = norm(weights[0].fact.shape, try float("epsilon", default: 1e-5), hasBias)
    return try layer(
      norm, weights, to: [x],
      outputs: max(1, node.outputs.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 1))
  }

  fileprivate func instanceNorm() throws(ONNXFailure) -> [ImportedValue]? {
    let x = try input(0, "input")
    let axes = try rank(0, "input") - 2
    guard (1...3).contains(axes), let weights = weights([1, 2]),
      let channels = weights[0].fact.shape.dims.last
    else { return try composedInstanceNorm() }
    // ONNX always wants a scale and a shift, so exporters write ones and zeros as constants.
    let isAffine = weights.contains(where: \.isInitializer)
    let norm = InstanceNormalization(
      channels, axes: axes, epsilon: try float("epsilon", default: 1e-5), affine: isAffine)
    return isAffine ? try layer(norm, weights, to: [x]) : try apply(norm, to: [x])
  }

  /// Scale and bias have a number for each channel since version 21 and for each group before.
  fileprivate func groupNorm() throws(ONNXFailure) -> [ImportedValue]? {
    let shape = try shape(0, "X")
    guard let groups = try int("num_groups") else {
      throw failure(.missingAttribute("num_groups"))
    }
    guard shape.rank >= 2, groups > 0, shape.channels.exactQuotient(by: Dim(groups)) != nil,
      let weights = weights([1, 2]), weights[0].fact.shape == [shape.channels]
    else { return nil }
    let norm = GroupNormalization(
      shape.channels, groups: Dim(groups), epsilon: try float("epsilon", default: 1e-5))
    return try layer(norm, weights, to: [try input(0, "X")])
  }

  /// Applies an operator along the axis that the node names.
  ///
  /// Before version 13 the axis was 1 by default, and all axes from it on were one.
  fileprivate func alongAxis(_ function: (Int) -> any Operator) throws(ONNXFailure)
    -> [ImportedValue]
  {
    let x = try input(0, "input")
    let given = try int("axis", default: version < 13 ? 1 : -1)
    if version >= 13 { return try apply(function(given), to: [x]) }
    let shape = try shape(0, "input")
    let axis = try axis(given, rank: shape.rank)
    if shape.dims.dropFirst(axis + 1).allSatisfy({ $0 == 1 }) {
      return try apply(function(axis), to: [x])
    }
    let sizes = try apply(ShapeOf(), to: [x])
    let rows = try apply(
      Reshape(to: Reshape.Extent.matrix(before: axis, rank: shape.rank), title: "flatten"), to: [x])
    let result = try apply(function(1), to: rows)
    return try apply(Reshape(to: nil), to: result + sizes)
  }
}
