import RLANetworks
import RLASymbolic

extension ImportRule {
  static let poolings =
    PoolFunction.all.flatMap { function in
      [
        ImportRule(function.kind) { node throws(ONNXFailure) in try node.pooling(function) },
        ImportRule(function.globalKind) { node throws(ONNXFailure) in
          let axes = try node.rank(0, "X") - 2
          guard (1...3).contains(axes) else { return nil }
          return try node.apply(GlobalPooling(function, axes: axes), to: [try node.input(0, "X")])
        },
      ]
    } + [
      ImportRule(["com.microsoft.QLinearAveragePool"]) { node throws(ONNXFailure) in
        if try node.flag("channels_last", default: false) { return nil }
        let result = node.quantizedResult(zeroPoint: 4)
        return try node.pooling(.average) { Quantized($0, result) }
      },
      ImportRule(["com.microsoft.QLinearGlobalAveragePool"]) { node throws(ONNXFailure) in
        let axes = try node.rank(0, "X") - 2
        guard (1...3).contains(axes), try !node.flag("channels_last", default: false) else {
          return nil
        }
        return try node.apply(
          Quantized(
            GlobalPooling(.average, axes: axes), node.quantizedResult(zeroPoint: 4)),
          to: [try node.input(0, "X")])
      },
    ]
}

extension NodeImport {
  fileprivate func pooling(
    _ function: PoolFunction, as form: (Pooling) -> any Operator = { $0 }
  ) throws(ONNXFailure) -> [ImportedValue]? {
    guard let count = try ints("kernel_shape")?.count else {
      throw failure(.missingAttribute("kernel_shape"))
    }
    guard (1...3).contains(count),
      let kernel = try WindowAttributes.positive(self, "kernel_shape", count)
    else { return nil }
    // Norms other than the second are none of these poolings.
    if function == .l2, try int("p", default: 2) != 2 { return nil }
    let pooling = Pooling(
      function, windows: try WindowAttributes(self, axes: count).windows(kernel),
      countsPadding: try flag("count_include_pad", default: false))
    return try apply(
      form(pooling), to: [try input(0, "X")], outputs: function == .maximum ? node.outputs.count : 1
    )
  }
}
