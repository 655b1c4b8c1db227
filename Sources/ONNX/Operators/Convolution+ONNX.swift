import RLANetworks
import RLASymbolic

extension ImportRule {
  static let convolutions = [
    ImportRule(["Conv"]) { node throws(ONNXFailure) in
      try node.convolution(filter: 1, bias: 2)
    },
    ImportRule(["com.microsoft.FusedConv"]) { node throws(ONNXFailure) in
      guard let function = try node.fusedFunction() else { return nil }
      guard let addend = node.optional(3) else {
        return try node.convolution(filter: 1, bias: 2) { Fused($0, function) }
      }
      // The addend of the fourth input joins before the function.
      let product = try node.convolution(filter: 1, bias: 2)
      let sum = try node.apply(
        Arithmetic(.add), to: [product[0], addend], callStyle: .operator)
      return try node.apply(Activation(function), to: sum)
    },
    ImportRule(["ConvInteger"]) { node throws(ONNXFailure) in
      try node.convolution(filter: 1, bias: nil, parameters: [nil, 2, nil, 3, nil, nil]) {
        Quantized($0, .sums)
      }
    },
    ImportRule(["QLinearConv", "com.microsoft.QLinearConv"]) { node throws(ONNXFailure) in
      let result = node.quantizedResult(zeroPoint: 7)
      return try node.convolution(filter: 3, bias: 8, parameters: [1, 2, 4, 5, 6, 7]) {
        Quantized($0, result)
      }
    },
    ImportRule(DeformableConvolution.kind) { node throws(ONNXFailure) in
      let shape = try FilterShape(node, input: 1)
      if shape.kernel.count != 2 { return nil }
      let windows = try WindowAttributes(node, axes: 2).windows(shape.kernel)
      return try node.apply(
        DeformableConvolution(
          windows, groups: try node.groups(dividing: shape.first),
          offsetGroups: try node.positive("offset_group", default: 1)),
        to: node.inputs)
    },
    ImportRule(["ConvTranspose"]) { node throws(ONNXFailure) in
      try node.transposedConvolution()
    },
  ]
}

extension NodeImport {
  /// A convolution with the filter and the bias in the given inputs, and scales and zero points in
  /// others.
  fileprivate func convolution(
    filter: Int, bias: Int?, parameters: [Int?] = [],
    as form: (Convolution) -> any Operator = { $0 }
  ) throws(ONNXFailure) -> [ImportedValue] {
    let shape = try FilterShape(self, input: filter)
    let groups = try groups(dividing: shape.first)
    let windows = try WindowAttributes(self, axes: shape.kernel.count).windows(shape.kernel)
    let convolution = Convolution(
      shape.second * Dim(groups), shape.first, windows: windows, groups: Dim(groups),
      bias: bias.flatMap(optional) != nil)
    return try product(form(convolution), filter, bias, parameters)
  }

  fileprivate func transposedConvolution() throws(ONNXFailure) -> [ImportedValue] {
    let shape = try FilterShape(self, input: 1)
    let groups = try groups(dividing: shape.first)
    let axes = shape.kernel.count
    let attributes = try WindowAttributes(self, axes: axes)
    var windows = attributes.windows(shape.kernel)
    var added = try ints("output_padding") ?? [Int](repeating: 0, count: axes)
    guard added.count == axes, added.allSatisfy({ $0 >= 0 }) else {
      throw failure(
        .attributeValue(
          "output_padding", found: "\(added)", expected: "\(axes) numbers of at least 0"))
    }
    if let wanted = try ints("output_shape") {
      windows = try self.windows(windows, over: try self.shape(0, "X"), &added, making: wanted)
    }
    return try product(
      TransposedConvolution(
        shape.first, shape.second * Dim(groups), windows: windows, outputPadding: added,
        groups: Dim(groups), bias: optional(2) != nil),
      1, 2)
  }

  fileprivate func groups(dividing channels: Dim) throws(ONNXFailure) -> Int {
    let groups = try int("group", default: 1)
    guard groups > 0, channels.exactQuotient(by: Dim(groups)) != nil else {
      throw failure(
        .attributeValue("group", found: "\(groups)", expected: "a divisor of \(channels)"))
    }
    return groups
  }

  /// A layer where the model stores the weights, else a function that reads them.
  private func product(
    _ function: any Operator, _ filter: Int, _ bias: Int?, _ parameters: [Int?] = []
  ) throws(ONNXFailure) -> [ImportedValue] {
    let positions = [filter] + (bias.map { [$0] } ?? []).filter { optional($0) != nil }
    let tensors = positions.map(stored)
    if tensors.allSatisfy({ $0?.isFromFile == true }) {
      return try layer(function, tensors, to: [try input(0, "X")] + self.parameters(parameters))
    }
    return try apply(
      FunctionalForm(function),
      to: [try input(0, "X")] + parameters.map { $0.flatMap(optional) } + positions.map(optional))
  }

  /// Windows with the padding that gives the wanted sizes.
  ///
  /// The odd element goes to the end, as ONNX Runtime has it, unless `auto_pad` is SAME_LOWER.
  private func windows(
    _ windows: [Window], over input: Shape, _ added: inout [Int], making wanted: [Int]
  ) throws(ONNXFailure) -> [Window] {
    let sizes = input.dims.dropFirst(2).compactMap(\.value)
    let wanted = Array(wanted.suffix(windows.count))
    guard sizes.count == windows.count, wanted.count == windows.count else {
      throw failure(.openInput(0, name: "X"))
    }
    var result: [Window] = []
    for (axis, window) in windows.enumerated() {
      let whole = (sizes[axis] - 1) * window.stride + added[axis] + window.extent
      let surplus = whole - wanted[axis]
      let total = max(surplus, 0)
      // Sizes beyond the whole result are zeros at the end.
      added[axis] -= min(surplus, 0)
      let before = window.padding == .sameLower ? total - total / 2 : total / 2
      result.append(
        Window(
          window.kernel, stride: window.stride,
          padding: .fixed(before: before, after: total - before), dilation: window.dilation))
    }
    return result
  }
}
