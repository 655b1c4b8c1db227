import RLANetworks

extension ImportRule {
  static let scatters = [
    ImportRule(Gather.kind) { node throws(ONNXFailure) in
      try node.apply(
        Gather(axis: try node.int("axis", default: 0)),
        to: [try node.input(0, "data"), try node.input(1, "indices")])
    },
    ImportRule(GatherElements.kind) { node throws(ONNXFailure) in
      try node.apply(
        GatherElements(axis: try node.int("axis", default: 0)),
        to: [try node.input(0, "data"), try node.input(1, "indices")])
    },
    ImportRule(GatherND.kind) { node throws(ONNXFailure) in
      let axes = try node.int("batch_dims", default: 0)
      guard axes >= 0 else {
        throw node.failure(
          .attributeValue("batch_dims", found: "\(axes)", expected: "a number of at least 0"))
      }
      return try node.apply(
        GatherND(batchAxes: axes), to: [try node.input(0, "data"), try node.input(1, "indices")])
    },
    ImportRule(ScatterND.kind) { node throws(ONNXFailure) in
      try node.scattered(ScatterND(try node.reduction()))
    },
    ImportRule(ScatterElements.kind) { node throws(ONNXFailure) in
      try node.scattered(
        ScatterElements(axis: try node.int("axis", default: 0), try node.reduction()))
    },
    ImportRule(OneHot.kind) { node throws(ONNXFailure) in
      var indices = try node.input(0, "indices")
      if let type = node.fact(0)?.type, type != .int64, type != .int32 {
        indices = try node.apply(Cast(to: .int64), to: [indices])[0]
      }
      return try node.apply(
        OneHot(axis: try node.int("axis", default: -1)),
        to: [
          indices, try node.input(1, "depth"), try node.input(2, "values"),
        ])
    },
    ImportRule(NonZero.kind) { node throws(ONNXFailure) in
      try node.apply(NonZero(), to: [try node.input(0, "X")])
    },
    ImportRule(NonMaxSuppression.kind) { node throws(ONNXFailure) in
      try node.apply(
        NonMaxSuppression(centers: try node.flag("center_point_box", default: false)),
        to: node.inputs)
    },
  ]
}

extension NodeImport {
  fileprivate func reduction() throws(ONNXFailure) -> ScatterReduction {
    try choice(
      "reduction", default: "none",
      ["none": .none, "add": .add, "mul": .multiply, "max": .maximum, "min": .minimum])
  }

  fileprivate func scattered(_ function: any Operator) throws(ONNXFailure) -> [ImportedValue] {
    try apply(
      function, to: [try input(0, "data"), try input(1, "indices"), try input(2, "updates")])
  }
}
