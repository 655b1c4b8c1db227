import RLANetworks
import RLASymbolic

extension ImportRule {
  static let signals = [
    window("HannWindow", .hann), window("HammingWindow", .hamming),
    window("BlackmanWindow", .blackman),
    ImportRule(MelWeights.kind) { node throws(ONNXFailure) in
      try node.apply(MelWeights(try node.type("output_datatype") ?? .float32), to: node.inputs)
    },
    ImportRule(Determinant.kind) { node throws(ONNXFailure) in
      try node.apply(Determinant(), to: [try node.input(0, "X")])
    },
    ImportRule(Bernoulli.kind) { node throws(ONNXFailure) in
      try node.apply(Bernoulli(try node.type("dtype")), to: [try node.input(0, "input")])
    },
    ImportRule(Multinomial.kind) { node throws(ONNXFailure) in
      let type = try node.type("dtype") ?? .int32
      guard type == .int32 || type == .int64 else { return nil }
      return try node.apply(
        Multinomial(samples: try node.positive("sample_size", default: 1), type),
        to: [try node.input(0, "input")])
    },
  ]

  private static func window(_ type: String, _ form: SignalWindow.Form) -> ImportRule {
    ImportRule([type]) { node throws(ONNXFailure) in
      try node.apply(
        SignalWindow(
          form, periodic: try node.flag("periodic", default: true),
          try node.type("output_datatype") ?? .float32),
        to: [try node.input(0, "size")])
    }
  }
}

extension NodeImport {
  /// The type of elements that an attribute names; nil where it is left out.
  fileprivate func type(_ name: String) throws(ONNXFailure) -> ElementType? {
    try int(name).map { number throws(ONNXFailure) in
      try ONNXType.element(number, of: node.place)
    }
  }
}
