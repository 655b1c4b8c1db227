import RLANetworks
import RLASymbolic

extension ImportRule {
  static let selections = [
    ImportRule(["Compress"]) { node throws(ONNXFailure) in
      try node.apply(
        ElementSelection(.compress, axis: try node.int("axis")),
        to: [try node.input(0, "input"), try node.input(1, "condition")])
    },
    ImportRule(["Unique"]) { node throws(ONNXFailure) in
      try node.apply(
        ElementSelection(.unique, axis: try node.int("axis")), to: [try node.input(0, "X")],
        outputs: 4)
    },
    ImportRule(SequenceReversal.kind) { node throws(ONNXFailure) in
      try node.apply(SequenceReversal(), to: node.inputs)
    },
    ImportRule(RegionPooling.kind) { node throws(ONNXFailure) in
      let height = try node.positive("output_height", default: 1)
      let width = try node.positive("output_width", default: 1)
      let samples = max(try node.int("sampling_ratio", default: 0), 0)
      return try node.apply(
        RegionPooling(height: height, width: width, samples: min(samples, 1 << 15)),
        to: node.inputs)
    },
    ImportRule(ShortTimeFourierTransform.kind) { node throws(ONNXFailure) in
      try node.apply(
        ShortTimeFourierTransform(oneSided: try node.flag("onesided", default: true)),
        to: node.inputs)
    },
    ImportRule(PackedMatMul.kind) { node throws(ONNXFailure) in
      let (k, n) = (try node.positive("K"), try node.positive("N"))
      return try node.apply(PackedMatMul(k, n), to: node.inputs)
    },
    ImportRule(["RandomNormal", "RandomUniform"]) { node throws(ONNXFailure) in
      guard let sizes = try node.ints("shape") else {
        throw node.failure(.missingAttribute("shape"))
      }
      return try node.apply(
        RandomTensor(Shape(sizes.map { Dim(max(0, $0)) }), try node.randomType()), to: [])
    },
    ImportRule(["RandomNormalLike", "RandomUniformLike", "Bernoulli"]) {
      node throws(ONNXFailure) in
      try node.apply(
        RandomTensor(nil, try node.randomType()), to: [try node.input(0, "input")])
    },
  ]
}

extension NodeImport {
  /// A positive number; required where there is no default.
  func positive(_ name: String, default number: Int? = nil) throws(ONNXFailure) -> Int {
    guard let found = try int(name) ?? number else { throw failure(.missingAttribute(name)) }
    guard (1...Int(Int32.max)).contains(found) else {
      throw failure(
        .attributeValue(name, found: "\(found)", expected: "a positive number"))
    }
    return found
  }

  /// The type of random numbers; that of the input where no attribute has it.
  fileprivate func randomType() throws(ONNXFailure) -> ElementType {
    if let number = try int("dtype") { return try ONNXType.element(number, of: node.place) }
    return fact(0)?.type ?? .float32
  }
}
