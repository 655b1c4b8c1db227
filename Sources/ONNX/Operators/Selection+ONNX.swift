import RLANetworks
import RLASymbolic

extension ImportRule {
  static let selections = [
    ImportRule(Compress.kind) { node throws(ONNXFailure) in
      try node.apply(
        Compress(axis: try node.int("axis")),
        to: [try node.input(0, "input"), try node.input(1, "condition")])
    },
    ImportRule(Unique.kind) { node throws(ONNXFailure) in
      try node.apply(
        Unique(axis: try node.int("axis"), sorted: try node.flag("sorted", default: true)),
        to: [try node.input(0, "X")], outputs: 4)
    },
    ImportRule(ReverseSequence.kind) { node throws(ONNXFailure) in
      let axis = try node.int("batch_axis", default: 1)
      if axis != 0 && axis != 1 { return nil }
      return try node.apply(ReverseSequence(batchAxis: axis), to: node.inputs)
    },
    ImportRule(RegionAlign.kind) { node throws(ONNXFailure) in
      let samples = try node.int("sampling_ratio", default: 0)
      return try node.apply(
        RegionAlign(
          height: try node.positive("output_height", default: 1),
          width: try node.positive("output_width", default: 1),
          samples: samples > 0 ? min(samples, Int(Int16.max)) : nil,
          try node.choice("mode", default: "avg", ["avg": .mean, "max": .maximum]),
          scale: try node.float("spatial_scale", default: 1),
          // Version 16 introduced the shift, and with it the attribute.
          shiftsByHalf: try node.choice(
            "coordinate_transformation_mode",
            default: node.version < 16 ? "output_half_pixel" : "half_pixel",
            ["half_pixel": true, "output_half_pixel": false])),
        to: node.inputs)
    },
    ImportRule(MaxUnpooling.kind) { node throws(ONNXFailure) in
      guard let count = try node.ints("kernel_shape")?.count, (1...3).contains(count),
        let kernel = try WindowAttributes.positive(node, "kernel_shape", count)
      else { return nil }
      let windows = try WindowAttributes(node, axes: kernel.count).windows(kernel)
      return try node.apply(MaxUnpooling(windows), to: node.inputs)
    },
    ImportRule(FourierTransform.kind) { node throws(ONNXFailure) in
      // The axis was an attribute before version 20, counted from the batch.
      let axis = try node.int("axis", default: node.version < 20 ? 1 : -2)
      return try node.apply(
        FourierTransform(
          axis: axis, oneSided: try node.flag("onesided", default: false),
          inverse: try node.flag("inverse", default: false)),
        to: node.inputs)
    },
    ImportRule(ShortTimeFourierTransform.kind) { node throws(ONNXFailure) in
      try node.apply(
        ShortTimeFourierTransform(oneSided: try node.flag("onesided", default: true)),
        to: node.inputs)
    },
    random(["RandomNormal", "RandomNormalLike"], .normal),
    random(["RandomUniform", "RandomUniformLike"], .uniform),
  ]

  private static func random(
    _ types: [String], _ distribution: RandomNumbers.Distribution
  ) -> ImportRule {
    ImportRule(types) { node throws(ONNXFailure) in
      let sizes = try node.ints("shape").map { Shape($0.map { Dim(max(0, $0)) }) }
      var type: ElementType?
      if let number = try node.int("dtype") {
        type = try ONNXType.element(number, of: node.node.place)
      }
      if sizes == nil { _ = try node.input(0, "input") }
      let start = try node.float(distribution == .normal ? "mean" : "low", default: 0)
      let spread =
        distribution == .normal
        ? try node.float("scale", default: 1) : try node.float("high", default: 1) - start
      return try node.apply(
        RandomNumbers(distribution, sizes, type: type, start: start, spread: spread),
        to: node.inputs)
    }
  }
}

extension NodeImport {
  /// A positive number; required where there is no default.
  func positive(_ name: String, default number: Int? = nil) throws(ONNXFailure) -> Int {
    guard let found = try int(name) ?? number else { throw failure(.missingAttribute(name)) }
    guard (1...Int(Int32.max)).contains(found) else {
      throw failure(.attributeValue(name, found: "\(found)", expected: "a positive number"))
    }
    return found
  }
}

extension NodeImport {
  /// The results of a function that this program wrote for one operator of its own; nil for any other
  /// node.
  ///
  /// Regions are an input of the file; the operator makes its own, so it does not read them.
  func exported() throws(ONNXFailure) -> [ImportedValue]? {
    guard node.notes[RoIAlign.operatorKey] == RoIAlign.kind.name,
      let operation = RoIAlign(notes: node.notes), operation.strides.count == inputs.count - 1
    else { return nil }
    return try apply(operation, to: Array(inputs.dropFirst()), callStyle: .subclass)
  }
}
