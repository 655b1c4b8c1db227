import RLANetworks
import RLASymbolic

extension ImportRule {
  static let movements = [
    ImportRule(["Identity", "com.microsoft.Identity"]) { node throws(ONNXFailure) in
      if let tensor = node.stored(0), let name = node.node.outputs.first {
        node.importer.context.note(node.frame.text(of: name), of: tensor)
      }
      return try node.unchanged()
    },
    ImportRule(["Dropout"]) { node throws(ONNXFailure) in
      // What training drops is random, which no network that runs is.
      let trains = node.realNumber(2).map { $0 != 0 } ?? (node.optional(2) != nil)
      if trains, node.importer.context.inlinesBodies, node.realNumber(1) != 0 { return nil }
      if node.node.outputs.count > 1 { return try node.dropoutWithMask() }
      let rate = try node.float("ratio", default: 0.5)
      return try node.apply(
        Dropout(rate: node.realNumber(1) ?? rate), to: [try node.input(0, "data")])
    },
    ImportRule(Concatenation.kind) { node throws(ONNXFailure) in
      let standard = node.version < 4 ? 1 : nil
      guard let axis = try node.int("axis") ?? standard else {
        throw node.failure(.missingAttribute("axis"))
      }
      if node.inputs.count == 1 { return try node.unchanged() }
      return try node.apply(Concatenation(axis: axis), to: node.inputs)
    },
    ImportRule(Transpose.kind) { node throws(ONNXFailure) in
      try node.apply(Transpose(try node.ints("perm")), to: [try node.input(0, "data")])
    },
    ImportRule(Expand.kind) { node throws(ONNXFailure) in
      try node.apply(Expand(), to: [try node.input(0, "input"), try node.input(1, "shape")])
    },
    ImportRule(Tile.kind) { node throws(ONNXFailure) in
      try node.apply(Tile(), to: [try node.input(0, "input"), try node.input(1, "repeats")])
    },
    ImportRule(Pad.kind) { node throws(ONNXFailure) in try node.padded() },
    ImportRule(RangeSlice.kind) { node throws(ONNXFailure) in try node.sliced() },
    ImportRule(Split.kind) { node throws(ONNXFailure) in try node.split() },
    ImportRule(PixelShuffle.kind) { node throws(ONNXFailure) in
      let order: PixelShuffle.Order = try node.choice(
        "mode", default: "DCR", ["DCR": .strided, "CRD": .consecutive])
      return try node.apply(
        PixelShuffle(block: try node.block(), order), to: [try node.input(0, "input")])
    },
    ImportRule(PixelUnshuffle.kind) { node throws(ONNXFailure) in
      try node.apply(PixelUnshuffle(block: try node.block()), to: [try node.input(0, "input")])
    },
    ImportRule(Triangle.kind) { node throws(ONNXFailure) in
      try node.apply(
        Triangle(try node.flag("upper", default: true) ? .upper : .lower), to: node.inputs)
    },
    ImportRule(GridSample.kind) { node throws(ONNXFailure) in
      let mode: GridSample.Mode = try node.choice(
        "mode", default: "linear",
        [
          "linear": .linear, "bilinear": .linear, "nearest": .nearest, "cubic": .cubic,
          "bicubic": .cubic,
        ])
      let padding: GridSample.Padding = try node.choice(
        "padding_mode", default: "zeros",
        ["zeros": .zeros, "border": .border, "reflection": .reflection])
      return try node.apply(
        GridSample(
          mode, padding, alignsCorners: try node.flag("align_corners", default: false)),
        to: [try node.input(0, "X"), try node.input(1, "grid")])
    },
  ]
}

extension NodeImport {
  /// The input, and that all of it is kept; nil where the network is not to run, which counts training.
  fileprivate func dropoutWithMask() throws(ONNXFailure) -> [ImportedValue]? {
    guard importer.context.inlinesBodies else { return nil }
    let x = try input(0, "data")
    let sizes = try apply(ShapeOf(), to: [x])
    return try apply(Dropout(rate: 0), to: [x]) + apply(Fill(.bool, 1), to: sizes)
  }

  /// Margins are attributes before version 11 and inputs since.
  fileprivate func padded() throws(ONNXFailure) -> [ImportedValue] {
    let mode: Pad.Mode = try choice(
      "mode", default: "constant",
      ["constant": .constant, "reflect": .reflect, "edge": .edge, "wrap": .wrap])
    let data = try input(0, "data")
    guard version < 11 else {
      return try apply(Pad(nil, mode), to: [data, try input(1, "pads")] + inputs.dropFirst(2))
    }
    let older = try ints("paddings")
    guard let pads = try ints("pads") ?? older, pads.count.isMultiple(of: 2) else {
      throw failure(.missingAttribute("pads"))
    }
    let count = pads.count / 2
    let margins = (0..<count).map { Pad.Margin(Dim(pads[$0]), Dim(pads[count + $0])) }
    return try apply(Pad(margins, mode, value: try float("value", default: 0)), to: [data])
  }

  /// Bounds are attributes before version 10 and inputs since.
  fileprivate func sliced() throws(ONNXFailure) -> [ImportedValue] {
    let data = try input(0, "data")
    guard version < 10 else {
      return try apply(
        RangeSlice(),
        to: [data, try input(1, "starts"), try input(2, "ends")]
          + inputs.dropFirst(3))
    }
    guard let starts = try ints("starts") else { throw failure(.missingAttribute("starts")) }
    guard let ends = try ints("ends") else { throw failure(.missingAttribute("ends")) }
    let axes = try ints("axes") ?? Array(starts.indices)
    return try apply(
      RangeSlice(),
      to: [data, vector(starts, "starts"), vector(ends, "ends"), vector(axes, "axes")])
  }

  /// Numbers of an attribute as a tensor.
  private func vector(_ numbers: [Int], _ name: String) -> ImportedValue {
    known(.known(numbers.map { Dim($0) }), name)
  }

  /// Sizes of the parts are an attribute before version 13 and an input since.
  fileprivate func split() throws(ONNXFailure) -> [ImportedValue] {
    let (data, axis, count) = (
      try input(0, "input"), try int("axis", default: 0), node.outputs.count
    )
    if count == 0 { throw failure(.outputCount(expected: 1, found: 0)) }
    if let sizes = try ints("split") {
      guard sizes.count == count else {
        throw failure(.outputCount(expected: sizes.count, found: count))
      }
      return try apply(
        Split(.sizes(sizes.map { Dim($0) }), axis: axis), to: [data], outputs: count)
    }
    if let sizes = optional(1) {
      return try apply(Split(.input, axis: axis), to: [data, sizes], outputs: count)
    }
    if let parts = try int("num_outputs") {
      guard parts >= count else { throw failure(.outputCount(expected: parts, found: count)) }
      return try apply(Split(.equal(parts), axis: axis), to: [data], outputs: count)
    }
    return try apply(Split(.even(count), axis: axis), to: [data], outputs: count)
  }

  fileprivate func block() throws(ONNXFailure) -> Int {
    let block = try positive("blocksize")
    guard block <= Int(Int16.max) else {
      throw failure(
        .attributeValue(
          "blocksize", found: "\(block)", expected: "a number of at most \(Int16.max)"))
    }
    return block
  }
}
