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
        return try node.pooling(.average, parameters: [1, 2, 3, 4]) { Quantized($0, result) }
      },
      ImportRule(["com.microsoft.QLinearGlobalAveragePool"]) { node throws(ONNXFailure) in
        let axes = try node.rank(0, "X") - 2
        guard (1...3).contains(axes), try !node.flag("channels_last", default: false) else {
          return nil
        }
        return try node.apply(
          Quantized(
            GlobalPooling(.average, axes: axes), node.quantizedResult(zeroPoint: 4)),
          to: [try node.input(0, "X")] + node.parameters([1, 2, 3, 4]))
      },
    ]
}

extension NodeImport {
  fileprivate func pooling(
    _ function: PoolFunction, parameters: [Int] = [],
    as form: (Pooling) -> any Operator = { $0 }
  ) throws(ONNXFailure) -> [ImportedValue]? {
    guard let count = try ints("kernel_shape")?.count else {
      throw failure(.missingAttribute("kernel_shape"))
    }
    guard (1...3).contains(count),
      let kernel = try WindowAttributes.positive(self, "kernel_shape", count)
    else { return nil }
    let windows = try WindowAttributes(self, axes: count).windows(kernel)
    let degree = try int("p", default: 2)
    if function == .l2, degree != 2 { return try norms(of: degree, windows) }
    let pooling = Pooling(
      function, windows: windows, countsPadding: try flag("count_include_pad", default: false),
      placesByColumns: try flag("storage_order", default: false))
    return try apply(
      form(pooling), to: [try input(0, "X")] + self.parameters(parameters),
      outputs: function == .maximum ? node.outputs.count : 1)
  }

  /// Norms other than the second, of whole windows: `(Σ|x|ᵖ)^(1/p)`, where a sum is a mean times the
  /// elements of a window.
  private func norms(
    of degree: Int, _ windows: [Window]
  ) throws(ONNXFailure) -> [ImportedValue]? {
    guard degree > 0, windows.allSatisfy({ $0.rounding == .down }) else { return nil }
    let magnitudes = try apply(Activation(.absolute), to: [try input(0, "X")])
    let powers = try apply(
      Arithmetic(.power), to: magnitudes + [known(degree)])
    let means = try apply(
      Pooling(.average, windows: windows, countsPadding: true), to: powers)
    let count = windows.reduce(1) { $0 * $1.kernel }
    let sums = try apply(Arithmetic(.multiply), to: means + [known(count)])
    if degree == 1 { return sums }
    let logarithms = try apply(Activation(.logarithm), to: sums)
    let parts = try apply(Arithmetic(.divide), to: logarithms + [known(degree)])
    return try apply(Activation(.exponential), to: parts)
  }
}
