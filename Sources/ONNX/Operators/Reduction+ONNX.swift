import RLANetworks
import RLASymbolic

extension ImportRule {
  static let reductions =
    ReductionFunction.all.map { function in
      ImportRule(function.kind) { node throws(ONNXFailure) in
        // The axes became an input in version 18, but for sums in version 13.
        let changed = function == .sum ? 13 : 18
        let axes =
          node.version < changed ? try node.ints("axes") : try node.wholeNumbers(1, "axes")
        let isEmpty = axes?.isEmpty ?? true
        if isEmpty, try node.flag("noop_with_empty_axes", default: false) {
          return try node.unchanged()
        }
        return try node.apply(
          Reduction(
            function, over: isEmpty ? nil : axes,
            keepingAxes: try node.flag("keepdims", default: true)),
          to: [try node.input(0, "data")])
      }
    }
    + ArgFunction.all.map { function in
      ImportRule(function.kind) { node throws(ONNXFailure) in
        try node.apply(
          ArgExtreme(
            function, axis: try node.int("axis", default: 0),
            keepingAxis: try node.flag("keepdims", default: true),
            choosingLast: try node.flag("select_last_index", default: false)),
          to: [try node.input(0, "data")])
      }
    } + [
      ImportRule(TopK.kind) { node throws(ONNXFailure) in
        let axis = try node.int("axis", default: -1)
        let x = try node.input(0, "X")
        if let count = try node.int("k") {
          return try node.apply(TopK(Dim(count), axis: axis), to: [x], outputs: 2)
        }
        let topK = TopK(
          axis: axis, largest: try node.flag("largest", default: true),
          sorted: try node.flag("sorted", default: true))
        return try node.apply(topK, to: [x, try node.input(1, "K")], outputs: 2)
      },
      ImportRule(CumulativeSum.kind) { node throws(ONNXFailure) in
        try node.apply(
          CumulativeSum(
            exclusive: try node.flag("exclusive", default: false),
            reversed: try node.flag("reverse", default: false)),
          to: [try node.input(0, "x"), try node.input(1, "axis")])
      },
    ]
}
