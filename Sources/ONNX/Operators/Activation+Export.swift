import RLANetworks
import RLASymbolic

extension Activation: ONNXExportable {
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    guard let form = ActivationForm.forms[function.kind] else { throw site.failure(.noForm) }
    form.write(site, function.parameters)
  }
}

extension ParametricReLU: ONNXExportable {
  /// One slope for each channel needs an axis for each one behind the channels.
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    guard let rank = site.inputFacts[0]?.shape.rank, let count = slopes.value else {
      throw site.failure(.openSize)
    }
    var slope = site.weights[0]
    if count > 1, rank > 2 {
      let shape = [count] + [Int](repeating: 1, count: rank - 2)
      slope = site.step("Reshape", [slope, site.vector(shape)])
    }
    site.node("PRelu", [site.inputs[0], slope])
  }
}

extension BiasActivation: ONNXExportable {
  func export(_ site: ExportSite) throws(ONNXExportFailure) {
    guard let form = ActivationForm.forms[function.kind] else { throw site.failure(.noForm) }
    form.write(site, function.parameters, of: site.step("Add", site.inputs))
  }
}

/// How a function of elements is written: one row of a table.
private struct ActivationForm: Sendable {
  /// Adds the nodes, given the parameters of the function and the name of the argument.
  let body: @Sendable (_ site: ExportSite, _ parameters: [Double], _ x: String) -> Void

  func write(_ site: ExportSite, _ parameters: [Double], of x: String? = nil) {
    body(site, parameters, x ?? site.inputs[0])
  }

  /// A node with the parameters of the function as attributes.
  static func attributes(_ type: String, _ names: String...) -> ActivationForm {
    ActivationForm { site, parameters, x in
      site.node(type, [x], zip(names, parameters).map { .float($0, $1) })
    }
  }

  /// A node since a version, and before it several.
  static func since(
    _ version: Int, _ type: String, _ attributes: [ONNXAttribute] = [],
    else spelled: @escaping @Sendable (ExportSite, String) -> Void
  ) -> ActivationForm {
    ActivationForm { site, _, x in
      if site.opset >= version { site.node(type, [x], attributes) } else { spelled(site, x) }
    }
  }

  private static let clip = ActivationForm { site, parameters, x in
    site.node("Clip", [x, site.number(parameters[0]), site.number(parameters[1])])
  }

  static let forms: [OperatorKind: ActivationForm] = [
    .relu6: clip, .clip: clip,
    .rsub: ActivationForm { site, parameters, x in
      site.node("Sub", [site.number(parameters[0]), x])
    },
    .leakyReLU: attributes("LeakyRelu", "alpha"), .elu: attributes("Elu", "alpha"),
    .celu: attributes("Celu", "alpha"), .selu: attributes("Selu", "alpha", "gamma"),
    .hardSigmoid: attributes("HardSigmoid", "alpha", "beta"),
    .thresholdedReLU: attributes("ThresholdedRelu", "alpha"),
    .shrink: attributes("Shrink", "lambd", "bias"),
    .silu: ActivationForm { site, _, x in site.node("Mul", [x, site.step("Sigmoid", [x])]) },
    .swish: ActivationForm { site, parameters, x in
      let scaled = site.step("Mul", [x, site.number(parameters[0])])
      site.node("Mul", [x, site.step("Sigmoid", [scaled])])
    },
    .hardSwish: since(14, "HardSwish") { site, x in
      let gate = [ONNXAttribute.float("alpha", 1.0 / 6), .float("beta", 0.5)]
      site.node("Mul", [x, site.step("HardSigmoid", [x], gate)])
    },
    .mish: since(18, "Mish") { site, x in
      site.node("Mul", [x, site.step("Tanh", [site.step("Softplus", [x])])])
    },
    .gelu: since(20, "Gelu") { site, x in
      let scaled = site.step("Div", [x, site.number(2.0.squareRoot())])
      let sum = site.step("Add", [site.step("Erf", [scaled]), site.number(1)])
      site.node("Mul", [site.step("Mul", [x, sum]), site.number(0.5)])
    },
    .geluTanh: since(20, "Gelu", [.string("approximate", "tanh")]) { site, x in
      let cube = site.step("Pow", [x, site.number(3)])
      let term = site.step("Mul", [cube, site.number(0.044715)])
      let scale = site.number((2 / Double.pi).squareRoot())
      let angle = site.step("Mul", [site.step("Add", [x, term]), scale])
      let sum = site.step("Add", [site.step("Tanh", [angle]), site.number(1)])
      site.node("Mul", [site.step("Mul", [x, sum]), site.number(0.5)])
    },
  ].merging(plain) { first, _ in first }

  /// Functions whose node has their name and no attributes.
  private static let plain: [OperatorKind: ActivationForm] = Dictionary(
    uniqueKeysWithValues: [
      OperatorKind.relu, .sigmoid, .tanh, .softplus, .softsign, .exponential, .logarithm,
      .squareRoot, .reciprocal, .erf, .absolute, .negation, .sign, .floor, .ceiling, .round,
      .sine, .cosine, .tangent, .arcSine, .arcCosine, .arcTangent, .hyperbolicSine,
      .hyperbolicCosine, .areaSine, .areaCosine, .areaTangent,
    ].map { kind in (kind, ActivationForm { site, _, x in site.node(kind.onnx[0], [x]) }) })
}
