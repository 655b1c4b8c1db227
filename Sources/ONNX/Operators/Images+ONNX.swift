import RLANetworks
import RLASymbolic

extension ImportRule {
  static let images = [
    ImportRule(AffineGrid.kind) { node throws(ONNXFailure) in
      try node.apply(
        AffineGrid(alignsCorners: try node.flag("align_corners", default: false)),
        to: [try node.input(0, "theta"), try node.input(1, "size")])
    },
    ImportRule(CenterCropPad.kind) { node throws(ONNXFailure) in
      try node.apply(
        CenterCropPad(axes: try node.ints("axes")),
        to: [try node.input(0, "input_data"), try node.input(1, "shape")])
    },
    ImportRule(ColumnsToImage.kind) { node throws(ONNXFailure) in
      try node.apply(
        ColumnsToImage(try node.steps()),
        to: [
          try node.input(0, "input"), try node.input(1, "image_shape"),
          try node.input(2, "block_shape"),
        ])
    },
    ImportRule(TensorScatter.kind) { node throws(ONNXFailure) in
      try node.apply(
        TensorScatter(
          axis: try node.int("axis", default: -2),
          circular: try node.choice(
            "mode", default: "linear", ["linear": false, "circular": true])),
        to: node.inputs)
    },
  ]
}

extension NodeImport {
  /// How blocks of an image follow each other; nil where no attribute says.
  fileprivate func steps() throws(ONNXFailure) -> [ColumnsToImage.Step]? {
    let (strides, dilations) = (try numbers("strides", from: 1), try numbers("dilations", from: 1))
    let pads = try numbers("pads", from: 0)
    guard let count = strides?.count ?? dilations?.count ?? pads.map({ $0.count / 2 }) else {
      return nil
    }
    for (name, found, expected) in [
      ("strides", strides, count), ("dilations", dilations, count), ("pads", pads, 2 * count),
    ] {
      guard let found, found.count != expected else { continue }
      throw failure(
        .attributeValue(name, found: "\(found)", expected: "a list of \(expected) numbers"))
    }
    return (0..<count).map { axis in
      ColumnsToImage.Step(
        stride: strides?[axis] ?? 1, dilation: dilations?[axis] ?? 1, before: pads?[axis] ?? 0,
        after: pads?[count + axis] ?? 0)
    }
  }

  /// A list of numbers that are not below the first one and have 16 bits.
  private func numbers(_ name: String, from first: Int) throws(ONNXFailure) -> [Int]? {
    let list = try ints(name)
    let limits = first...Int(Int16.max)
    if let list, let number = list.first(where: { !limits.contains($0) }) {
      throw failure(
        .attributeValue(
          name, found: "\(number)", expected: "numbers of \(first) to \(limits.upperBound)"))
    }
    return list
  }
}
