import RLAExecution
import RLANetworks
import RLASymbolic
import Testing

/// Pooling, norms, activations and gates over random shapes, against plain sums in double precision
/// and against their central differences.
@Suite(.serialized) struct LayerKernelTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let kind: Kind
    let batch: Int
    let channels: Int
    let height: Int
    let width: Int
    let window: Window

    enum Kind: String, CaseIterable {
      case maximum, average, global
      case batchNorm, groupNorm
      case relu, relu6, sigmoid, tanh
      /// Channels scaled by a gate made from their means.
      case squeeze
      /// A map times its own sigmoid, and times 1 minus that.
      case gate, rsub
    }

    var testDescription: String {
      "\(kind) \(batch)x\(channels)x\(height)x\(width) k\(window.kernel) s\(window.stride) "
        + "p\(window.padding(of: 0).before)"
    }

    static let all: [Case] = Kind.allCases.flatMap { kind in
      (0..<6).map { index in
        func draw(_ salt: Int, _ count: Int) -> Int {
          Int(SyntheticValues("\(kind) \(index)").unit(salt) * Double(count))
        }
        let kernel = 1 + draw(0, 4)
        return Case(
          kind: kind, batch: 1 + draw(1, 3), channels: 2 + draw(2, 34), height: 4 + draw(3, 6),
          width: 4 + draw(4, 6),
          window: Window(kernel, stride: 1 + draw(5, 3), padding: draw(6, kernel / 2 + 1)))
      }
    }
  }

  // MARK: - The network

  private static func network(_ one: Case) -> Network {
    let channels = Dim(one.channels)
    return Network("test", inputChannels: channels) { net, x in
      func apply(_ function: some Operator) -> Value { net.layer("f", function)(x) }
      let y: Value =
        switch one.kind {
        case .maximum: apply(Pooling.max(one.window))
        case .average: apply(Pooling.average(one.window))
        case .global: apply(GlobalPooling.average)
        case .batchNorm: apply(BatchNormalization(channels))
        case .groupNorm: apply(GroupNormalization(channels))
        case .relu: apply(Activation(.relu))
        case .relu6: apply(Activation(.relu6))
        case .sigmoid: apply(Activation(.sigmoid))
        case .tanh: apply(Activation(.tanh))
        case .squeeze: x.scaled(by: sigmoid(x.globallyAveraged()))
        case .gate: x * sigmoid(x)
        case .rsub: x * (1 - sigmoid(x))
        }
      // A weight for every element, so that no gradient is constant.
      let weighted = net.layer(
        "weigh", Convolution(channels, channels, .same(3), groups: channels))(y)
      let curved = net.layer("curve", Activation(.tanh))(weighted)
      return [net.layer("mean", GlobalPooling.average)(curved).reshaped(to: .vector)]
    }
  }

  // MARK: - Plain sums

  /// A batch of maps in the order N×C×H×W.
  private struct Maps {
    var batch: Int
    var channels: Int
    var height: Int
    var width: Int
    var values: [Double]

    init(_ one: Case, height: Int? = nil, width: Int? = nil, _ values: [Double]? = nil) {
      (batch, channels) = (one.batch, one.channels)
      self.height = height ?? one.height
      self.width = width ?? one.width
      self.values =
        values ?? Array(repeating: 0, count: batch * channels * self.height * self.width)
    }

    var area: Int { height * width }

    subscript(plane: Int, row: Int, column: Int) -> Double {
      get { values[plane * area + row * width + column] }
      set { values[plane * area + row * width + column] = newValue }
    }

    /// Values outside are nil.
    func at(_ plane: Int, _ row: Int, _ column: Int) -> Double? {
      (0..<height).contains(row) && (0..<width).contains(column) ? self[plane, row, column] : nil
    }
  }

  private static func logistic(_ x: Double) -> Double { 1 / (1 + exponential(-x)) }

  private static func tanh(_ x: Double) -> Double { 1 - 2 / (exponential(2 * x) + 1) }

  private static func naive(_ one: Case, _ x: Maps, scale: [Double], shift: [Double]) -> Maps {
    var y = x
    switch one.kind {
    case .maximum, .average: return pool(one, x)
    case .global:
      return Maps(one, height: 1, width: 1, means(x))
    case .batchNorm, .groupNorm: return normalize(one, x, scale, shift)
    case .relu: y.values = x.values.map { max(0, $0) }
    case .relu6: y.values = x.values.map { min(6, max(0, $0)) }
    case .sigmoid: y.values = x.values.map(logistic)
    case .tanh: y.values = x.values.map(tanh)
    case .squeeze:
      let gates = means(x).map(logistic)
      y.values = x.values.enumerated().map { $1 * gates[$0 / x.area] }
    case .gate: y.values = x.values.map { $0 * logistic($0) }
    case .rsub: y.values = x.values.map { $0 * (1 - logistic($0)) }
    }
    return y
  }

  private static func means(_ x: Maps) -> [Double] {
    (0..<x.batch * x.channels).map { plane in
      x.values[plane * x.area..<(plane + 1) * x.area].reduce(0, +) / Double(x.area)
    }
  }

  /// The mean counts the padding as zeros; the maximum ignores it.
  private static func pool(_ one: Case, _ x: Maps) -> Maps {
    let window = one.window
    func size(_ n: Int) -> Int {
      (n + 2 * window.padding(of: 0).before - window.kernel) / window.stride + 1
    }
    var y = Maps(one, height: size(x.height), width: size(x.width))
    for plane in 0..<x.batch * x.channels {
      for (row, column) in positions(y) {
        let top = row * window.stride - window.padding(of: 0).before
        let left = column * window.stride - window.padding(of: 0).before
        let covered = (0..<window.kernel * window.kernel).compactMap { tap in
          x.at(plane, top + tap / window.kernel, left + tap % window.kernel)
        }
        y[plane, row, column] =
          one.kind == .maximum
          ? covered.max() ?? -.infinity
          : covered.reduce(0, +) / Double(window.kernel * window.kernel)
      }
    }
    return y
  }

  private static func positions(_ map: Maps) -> [(Int, Int)] {
    (0..<map.area).map { ($0 / map.width, $0 % map.width) }
  }

  /// Statistics over a channel of the batch, or over an image.
  private static func normalize(
    _ one: Case, _ x: Maps, _ scale: [Double], _ shift: [Double]
  ) -> Maps {
    let isBatch = one.kind == .batchNorm
    func set(_ index: Int) -> Int {
      isBatch ? index / x.area % x.channels : index / x.area / x.channels
    }
    let epsilon = isBatch ? 1e-5 : 1e-6
    let groups = Dictionary(grouping: x.values.indices, by: set)
    var y = x
    for group in groups.values {
      let mean = group.reduce(0) { $0 + x.values[$1] } / Double(group.count)
      let squares = group.reduce(0) { $0 + (x.values[$1] - mean) * (x.values[$1] - mean) }
      let deviation = (squares / Double(group.count) + epsilon).squareRoot()
      for index in group {
        let channel = index / x.area % x.channels
        y.values[index] = (x.values[index] - mean) / deviation * scale[channel] + shift[channel]
      }
    }
    return y
  }

  /// The mean of tanh over a depthwise 3x3 convolution.
  private static func head(_ y: Maps, _ filter: [Double]) -> [Double] {
    (0..<y.batch * y.channels).map { plane in
      let sum = positions(y).reduce(0.0) { sum, position in
        let value = (0..<9).reduce(0.0) { value, tap in
          let weight = filter[plane % y.channels * 9 + tap]
          return value
            + weight * (y.at(plane, position.0 + tap / 3 - 1, position.1 + tap % 3 - 1) ?? 0)
        }
        return sum + tanh(value)
      }
      return sum / Double(y.area)
    }
  }

  // MARK: - The test

  /// Distinct values with gaps far wider than the step of the differences, none near 0 or 6, so
  /// that no maximum and no ReLU switches.
  private static func input(_ one: Case) -> [Float] {
    let count = one.batch * one.channels * one.height * one.width
    let formula = SyntheticValues(one.testDescription)
    let order = (0..<count).sorted { formula.unit($0) < formula.unit($1) }
    let (low, high): (Float, Float) = one.kind == .relu6 ? (-3, 9) : (-1.5, 1.5)
    var values = [Float](repeating: 0, count: count)
    for (rank, index) in order.enumerated() {
      let value = low + (high - low) * (Float(rank) + 0.5) / Float(count)
      let isNearKink = abs(value) < 0x1p-6 || abs(value - 6) < 0x1p-6
      values[index] = isNearKink ? value + 0x1p-4 : value
    }
    return values
  }

  @Test(
    arguments: Case.all, [PlanOptions.Fusion.fused, .eager])
  func `Results equal plain sums, gradients equal central differences`(
    one: Case, fusion: PlanOptions.Fusion
  ) throws {
    ForcedLevel.apply()
    let options = PlanOptions(
      batch: one.batch, height: one.height, width: one.width, purpose: .training,
      fusion: fusion, threads: 2, wantsInputGradient: true)
    let session = try Session(ExecutionPlan(Self.network(one), options))
    let parameters = session.parameters
    func weight(_ name: String) -> [Double] {
      parameters.index(of: name).map { parameters[$0].map(Double.init) } ?? []
    }
    let (filter, scale, shift) = (weight("weigh.weight"), weight("f.weight"), weight("f.bias"))
    let x = Self.input(one).map(Double.init)
    session.setInput(0, Self.input(one))
    session.forward()
    func logits(_ x: [Double], _ scale: [Double], _ shift: [Double]) -> [Double] {
      Self.head(Self.naive(one, Maps(one, x), scale: scale, shift: shift), filter)
    }
    let expected = logits(x, scale, shift)
    #expect(session.logits.count == expected.count)
    for (left, right) in zip(session.logits, expected) { #expect(abs(Double(left) - right) < 1e-5) }
    let labels = (0..<one.batch).map { $0 % one.channels }
    _ = session.loss(labels: labels)
    session.backward()

    func loss(_ logits: [Double]) -> Double {
      (0..<one.batch).reduce(0) { sum, image in
        let row = logits[image * one.channels..<(image + 1) * one.channels]
        let total = row.reduce(0) { $0 + exponential($1) }
        return sum + (logarithm(total) - row[row.startIndex + labels[image]]) / Double(one.batch)
      }
    }
    func check(_ values: [Double], _ gradient: [Float], _ loss: ([Double]) -> Double) {
      #expect(values.count == gradient.count)
      let largest = gradient.map(abs).max() ?? 0
      for index in [0, values.count / 3, values.count * 3 / 4, values.count - 1] {
        let step = 0x1p-17
        var (above, below) = (values, values)
        above[index] += step
        below[index] -= step
        let difference = (loss(above) - loss(below)) / (2 * step)
        #expect(abs(Double(gradient[index]) - difference) < 1e-7 + Double(largest) * 1e-3)
      }
    }
    check(x, session.inputGradient) { loss(logits($0, scale, shift)) }
    if let index = parameters.index(of: "f.weight") {
      check(scale, parameters.gradient(index)) { loss(logits(x, $0, shift)) }
    }
    if let index = parameters.index(of: "f.bias") {
      check(shift, parameters.gradient(index)) { loss(logits(x, scale, $0)) }
    }
  }

  @Test(arguments: [0, 1, 3])
  func `NaN is the maximum in max pooling at any position, as in PyTorch`(place: Int) throws {
    let network = Network("test", inputChannels: 19) { net, x in
      [net.layer("pool", Pooling.max(Window(2, stride: 2)))(x)]
    }
    let options = PlanOptions(batch: 1, height: 2, width: 2, purpose: .inference)
    let session = try Session(ExecutionPlan(network, options))
    session.setInput(0, (0..<19 * 4).map { $0 % 4 == place ? .nan : Float($0) })
    session.forward()
    #expect(session.outputs[0].count == 19 && session.outputs[0].allSatisfy(\.isNaN))
  }
}
