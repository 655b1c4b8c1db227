import RLANetworks
import RLASymbolic

extension Quantized: ComposedExecutable {
  /// Rounding passes no gradient.
  func isDifferentiable(at site: Site) -> Bool { partsRun(at: site) }

  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    compose(inputs, weights: 0, at: site, in: net)
  }

  /// The nodes where the last inputs are weights.
  func compose(_ inputs: [Value?], weights: Int, at site: Site, in net: Scope) -> [Value] {
    var owned = inputs.suffix(weights).compactMap(\.self)
    if weights == 0, !base.weights.isEmpty {
      owned = net.layer("layer", LayerWeights(weights: base.weights))(
        [], outputs: base.weights.count)
    }
    let form = QuantizedForm(
      self, inputs: Array(inputs.dropLast(weights)), weights: owned, site, net)
    switch base {
    case let convolution as Convolution: return [form.convolution(convolution)]
    case is MatMul: return [form.product()]
    case let gemm as Gemm: return [form.gemm(gemm)]
    case let sequence as RecurrentSequence:
      return Array(form.sequence(sequence).prefix(site.node.outputs.count))
    default: return [form.elementwise()]
    }
  }
}

/// An application of a quantized operator while the nodes in its place are recorded.
///
/// Products are taken of whole numbers, without their zero points, and rescaled then: sums below 2²⁴
/// are exact.
private struct QuantizedForm {
  let function: Quantized
  /// Operands and quantization parameters.
  let inputs: [Value?]
  let weights: [Value]
  let site: Site
  let net: Scope

  init(_ function: Quantized, inputs: [Value?], weights: [Value], _ site: Site, _ net: Scope) {
    self.function = function
    self.inputs = inputs
    self.weights = weights
    self.site = site
    self.net = net
  }

  // MARK: - Parameters

  /// The position of the scale of an operand, or of the result, which follows all operands.
  private func position(_ operand: Int) -> Int { function.operands + 2 * operand }

  private func scale(_ operand: Int) -> Value? { inputs.at(position(operand)) }

  /// A vector of a number for each position of an axis, so that it repeats along the others.
  private func along(_ axis: Int, of rank: Int, _ value: Value, _ sizes: [Int]) -> Value {
    guard sizes.product > 1, sizes.count == 1 else {
      return sizes.product == 1 && !sizes.isEmpty ? net.reshaped(value, []) : value
    }
    var target = [Int](repeating: 1, count: rank)
    target[axis < 0 ? axis + rank : axis] = sizes[0]
    return net.reshaped(value, target)
  }

  /// A quantization parameter as a real number that repeats along all axes but one.
  private func parameter(_ place: Int, axis: Int, rank: Int) -> Value? {
    inputs.at(place).map { value in
      let real =
        site.type(ofInput: place) == .float32 ? value : net.one(Cast(to: .float32), value)
      return along(axis, of: rank, real, site.sizes(ofInput: place) ?? [])
    }
  }

  /// An operand as real numbers without its zero point.
  private func centered(
    _ value: Value, isReal: Bool, _ operand: Int, axis: Int, rank: Int
  ) -> Value {
    let real = isReal ? value : net.one(Cast(to: .float32), value)
    guard let zero = parameter(position(operand) + 1, axis: axis, rank: rank) else { return real }
    return net.combined(.subtract, real, zero)
  }

  private func centered(_ operand: Int, axis: Int) -> Value {
    guard let value = inputs[operand] else { preconditionFailure("An operand is required.") }
    return centered(
      value, isReal: site.type(ofInput: operand) == .float32, operand, axis: axis,
      rank: site.sizes(ofInput: operand)?.count ?? 0)
  }

  // MARK: - Results

  /// The result from a product of whole numbers.
  private func result(
    _ product: Value, scales: [Value?], factor: Double = 1, bias: Value? = nil
  ) -> Value {
    if function.result == .sums { return net.one(Cast(to: .int32), product) }
    var factors = scales.compactMap(\.self)
    if factor != 1 { factors.append(net.filled(factor)) }
    let scale = factors.dropFirst().reduce(factors.first) { all, one in
      all.map { net.combined(.multiply, $0, one) }
    }
    let real = net.sum(scale.map { net.combined(.multiply, product, $0) } ?? product, bias)
    return rounded(real)
  }

  private func rounded(_ real: Value) -> Value {
    guard case .rescaled(let type) = function.result else { return real }
    let place = position(function.parameterized)
    let shared = [scale(function.parameterized), inputs.at(place + 1)].enumerated().map {
      offset, value in
      value.map { along(0, of: 1, $0, site.sizes(ofInput: place + offset) ?? []) }
    }
    return net.one(
      Quantization(to: type), real, shared[0] ?? net.filled(1), shared[1])
  }

  // MARK: - Operators

  func convolution(_ convolution: Convolution) -> Value {
    let rank = convolution.windows.count + 2
    let filter = centered(weights[0], isReal: hasRealWeights, 1, axis: 0, rank: rank)
    let plain = Convolution(
      convolution.inputChannels, convolution.outputChannels, windows: convolution.windows,
      groups: convolution.groups)
    var product = net.one(FunctionalForm(plain), centered(0, axis: 1), filter)
    if convolution.hasBias {
      let bias = hasRealWeights ? weights[1] : net.one(Cast(to: .float32), weights[1])
      let count = convolution.outputChannels.value ?? 1
      product = net.combined(.add, product, along(1, of: rank, bias, [count]))
    }
    return result(
      product,
      scales: [
        parameter(position(0), axis: 1, rank: rank), parameter(position(1), axis: 1, rank: rank),
      ])
  }

  /// Whether the weights are those of a layer, which are loaded as real numbers.
  private var hasRealWeights: Bool { site.node.layer != nil }

  func product() -> Value {
    let rank = site.sizes(0).count
    let isDynamic = function.result == .real && site.type(ofInput: 0) == .float32
    var left = isDynamic ? inputs[0] : centered(0, axis: -2)
    var leftScale = parameter(position(0), axis: -2, rank: rank)
    if isDynamic, let real = inputs[0] { (left, leftScale) = dynamic(real) }
    let product = net.one(MatMul(), left, centered(1, axis: -1))
    return result(
      product,
      scales: [
        leftScale, parameter(position(1), axis: -1, rank: site.sizes(1).count),
      ], bias: inputs.at(position(function.parameterized) + 2))
  }

  /// Real numbers as whole ones of 8 bits without their zero point, and their scale.
  private func dynamic(_ real: Value) -> (centered: Value, scale: Value) {
    let parts = net.apply(DynamicQuantization(), to: [real], outputs: 3)
    let centered = net.combined(
      .subtract, net.cast(parts[0], to: .float32), net.cast(parts[2], to: .float32))
    return (centered, parts[1])
  }

  func gemm(_ gemm: Gemm) -> Value {
    let plain = Gemm(
      transposesLeft: gemm.transposesLeft, transposesRight: gemm.transposesRight)
    let axis = gemm.transposesRight ? 0 : 1
    let product = net.one(plain, centered(0, axis: 0), centered(1, axis: axis))
    let addend = inputs.at(2).map { net.one(Cast(to: .float32), $0) }
    return result(
      net.sum(product, addend),
      scales: [
        parameter(position(0), axis: 0, rank: 2), parameter(position(1), axis: 1, rank: 2),
      ], factor: gemm.alpha)
  }

  /// The operator on real numbers.
  func elementwise() -> Value {
    let operands = (0..<function.operands).compactMap { operand -> Value? in
      guard inputs[operand] != nil else { return nil }
      let whole = centered(operand, axis: 1)
      let rank = site.sizes(ofInput: operand)?.count ?? 0
      guard let scale = parameter(position(operand), axis: 1, rank: rank) else { return whole }
      return net.combined(.multiply, whole, scale)
    }
    return rounded(net.apply(function.base, to: operands)[0])
  }

  /// An LSTM whose matrices are stored transposed.
  ///
  /// The sequences are rounded as a whole, and the hidden states before each step.
  func sequence(_ sequence: RecurrentSequence) -> [Value] {
    let sizes = sequence.weights.map { $0.shape.values ?? [] }
    let matrices = (0..<2).map { index in
      let transposed = net.reshaped(
        weights[index], [sizes[index][0], sizes[index][2], sizes[index][1]])
      let whole = net.one(
        Arithmetic(.subtract), transposed, perDirection(position(index + 1) + 1))
      let real = net.combined(.multiply, whole, perDirection(position(index + 1)))
      return net.transposed(real, [0, 2, 1])
    }
    var given = (0..<function.operands).map { inputs.at($0) as Value? }
    given[0] = given[0].map { real in
      let (centered, scale) = dynamic(real)
      return net.combined(.multiply, centered, scale)
    }
    var variation = sequence.variation
    variation.roundsState = true
    let rounding = RecurrentSequence(
      sequence.cell, sequence.inputSize, sequence.hiddenSize, directions: sequence.directions,
      batchFirst: sequence.isBatchFirst, bias: sequence.hasBias, variation)
    let read: [Value] = matrices + weights.dropFirst(2)
    return net.apply(
      FunctionalForm(rounding), to: given + read.map { $0 },
      outputs: site.node.outputs.count)
  }

  /// A parameter for each direction, or each row of its matrices, as D×1×G; 0 or 1 where it is left out.
  private func perDirection(_ place: Int) -> Value {
    guard let value = inputs.at(place), let sizes = site.sizes(ofInput: place) else {
      return net.filled((place - function.operands) % 2 == 0 ? 1 : 0)
    }
    let real = site.type(ofInput: place) == .float32 ? value : net.one(Cast(to: .float32), value)
    return net.reshaped(real, [sizes.first ?? 1, 1, sizes.count > 1 ? sizes[1] : 1])
  }
}
