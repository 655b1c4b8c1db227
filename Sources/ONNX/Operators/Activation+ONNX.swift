import RLANetworks
import RLASymbolic

extension ImportRule {
  static let activations =
    plain.map { function in
      // All nodes of a type share the operator, which is larger than a node.
      let shared: any Operator = Activation(function.stored(.fresh))
      return ImportRule(function.kind) { node throws(ONNXFailure) in
        node.node.isInPlace
          ? try node.activation(function.stored(.inPlace))
          : try node.apply(shared, to: [try node.input(0, "X")])
      }
    } + [
      row("LeakyRelu", ["alpha": 0.01]) { .leakyReLU($0[0]) },
      row("Elu", ["alpha": 1]) { .elu($0[0]) },
      row("Celu", ["alpha": 1]) { .celu($0[0]) },
      row("Selu", ["alpha": 1.67326319217681884765625, "gamma": 1.05070102214813232421875]) {
        .selu(alpha: $0[0], scale: $0[1])
      },
      row("HardSigmoid", ["alpha": 0.2, "beta": 0.5]) { .hardSigmoid($0[0], $0[1]) },
      ImportRule(["Gelu"]) { node throws(ONNXFailure) in
        try node.activation(
          try node.choice("approximate", default: "none", ["none": .gelu, "tanh": .geluTanh]))
      },
      ImportRule(["Swish"]) { node throws(ONNXFailure) in
        let slope = try node.float("alpha", default: 1)
        return try node.activation(slope == 1 ? .silu : .swish(slope))
      },
      ImportRule(["com.microsoft.QuickGelu"]) { node throws(ONNXFailure) in
        let slope = try node.float("alpha", default: 1.702)
        return try node.activation(slope == 1 ? .silu : .swish(slope))
      },
      row("ThresholdedRelu", ["alpha": 1]) { .thresholdedReLU($0[0]) },
      row("Shrink", ["lambd": 0.5, "bias": 0]) { .shrink($0[0], $0[1]) },
      ImportRule(["com.microsoft.Gelu"]) { node throws(ONNXFailure) in
        try node.activation(.gelu)
      },
      ImportRule(["com.microsoft.BiasGelu", "com.microsoft.FastGelu"]) {
        node throws(ONNXFailure) in
        let function = node.node.type == "FastGelu" ? ElementFunction.geluTanh : .gelu
        guard let bias = node.optional(1) else { return try node.activation(function) }
        return try node.apply(BiasActivation(function), to: [try node.input(0, "X"), bias])
      },
      ImportRule(["Clip"]) { node throws(ONNXFailure) in try node.clipped() },
      ImportRule(["PRelu"]) { node throws(ONNXFailure) in try node.parametricReLU() },
    ]

  /// Functions without attributes.
  private static let plain: [ElementFunction] = [
    .relu, .sigmoid, .tanh, .hardSwish, .mish, .softplus, .softsign, .exponential, .logarithm,
    .squareRoot, .reciprocal, .erf, .absolute, .negation, .sign, .floor, .ceiling, .round, .sine,
    .cosine, .tangent, .arcSine, .arcCosine, .arcTangent, .hyperbolicSine, .hyperbolicCosine,
    .areaSine, .areaCosine, .areaTangent,
  ]

  /// A function whose parameters are attributes, with their defaults.
  private static func row(
    _ type: String, _ parameters: KeyValuePairs<String, Double>,
    _ function: @escaping @Sendable ([Double]) -> ElementFunction
  ) -> ImportRule {
    let parameters = parameters.map { ($0.key, $0.value) }
    return ImportRule([type]) { node throws(ONNXFailure) in
      var values: [Double] = []
      for (name, standard) in parameters { values.append(try node.float(name, default: standard)) }
      return try node.activation(function(values))
    }
  }
}

extension NodeImport {
  fileprivate func activation(_ function: ElementFunction) throws(ONNXFailure) -> [ImportedValue] {
    try apply(Activation(function), to: [try input(0, "X")])
  }

  /// The function of a fused node after its product, as the attribute `activation` names it; nil for
  /// one that has no rule.
  func fusedFunction() throws(ONNXFailure) -> ElementFunction? {
    let parameters = try floats("activation_params") ?? []
    switch try string("activation", default: "") {
    case "Relu": return ElementFunction.relu.stored(.fresh)
    case "Sigmoid": return .sigmoid
    case "Tanh": return .tanh
    case "LeakyRelu":
      let slope = try float("leaky_relu_alpha", default: 0.01)
      return .leakyReLU(parameters.first ?? slope)
    case "HardSigmoid" where parameters.count == 2:
      return .hardSigmoid(parameters[0], parameters[1])
    case "Clip" where parameters.count == 2: return .clip(parameters[0], parameters[1])
    default: return nil
    }
  }

  /// The bounds are attributes up to version 6 and inputs since version 11; of whole numbers they are
  /// the operands of comparisons.
  fileprivate func clipped() throws(ONNXFailure) -> [ImportedValue] {
    var lower = try float("min", default: -.infinity)
    var upper = try float("max", default: .infinity)
    var result = [try input(0, "X")]
    for (position, function) in [(1, BinaryFunction.maximum), (2, .minimum)] {
      guard let bound = optional(position) else { continue }
      guard let number = realNumber(position), fact(0)?.type.isFloating != false else {
        result = try apply(Arithmetic(function), to: [result[0], bound])
        continue
      }
      if position == 1 { lower = number } else { upper = number }
    }
    if lower == -.infinity, upper == .infinity { return result }
    let storage = node.isInPlace ? Storage.inPlace : .fresh
    if lower == 0, upper == .infinity {
      return try apply(Activation(.relu.stored(storage)), to: result)
    }
    let function = lower == 0 && upper == 6 ? ElementFunction.relu6 : .clip(lower, upper)
    return try apply(Activation(function.stored(storage)), to: result)
  }

  /// Slopes of one number, or of one for each channel, are a layer; others are factors of the
  /// negative part.
  fileprivate func parametricReLU() throws(ONNXFailure) -> [ImportedValue]? {
    let x = try input(0, "X")
    guard let slopes = stored(1), let count = slopes.fact.shape.elements.value,
      slopes.fact.shape.haveOnePerChannel(of: fact(0)?.shape)
    else {
      let positive = try apply(Activation(.relu.stored(.fresh)), to: [x])
      let negative = try apply(Arithmetic(.subtract), to: [x, positive[0]])
      let scaled = try apply(
        Arithmetic(.multiply), to: [negative[0], try input(1, "slope")])
      return try apply(Arithmetic(.add), to: [positive[0], scaled[0]])
    }
    return try layer(ParametricReLU(slopes: Dim(count)), [slopes], to: [x])
  }
}

extension Shape {
  /// Whether slopes of this shape, broadcast to a map, are one number or one for each channel.
  fileprivate func haveOnePerChannel(of map: Shape?) -> Bool {
    guard let axis = dims.lastIndex(where: { $0 != 1 }) else { return true }
    if dims.filter({ $0 != 1 }).count > 1 { return false }
    guard let map, map.rank > 1 else { return true }
    return rank - axis == map.rank - 1 || rank == 1 && map.rank == 2
  }
}
