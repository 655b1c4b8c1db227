import Analysis
import Kernels
import Networks
import Operators
import Symbolic

/// Turns the nodes of a network at known sizes into steps, in the order in which they run.
struct Lowering {
  let network: Network
  let options: PlanOptions
  /// By value; nil where nothing is known about it.
  let sizes: [MapSize?]
  /// By value: where it lives; nil where it is never made.
  private(set) var placements: [Placement?]
  private(set) var steps: [any Step] = []
  /// Concatenations that no memory holds, by value.
  private var pieces: [ValueID: [ValueID]] = [:]
  private var consumers: [[Int]]
  private var isAbsorbed: [Bool]
  private let outputs: Set<ValueID>

  init(_ shapes: InferredShapes, _ options: PlanOptions) throws(PlanFailure) {
    network = shapes.network
    self.options = options
    sizes = shapes.facts.map { MapSize($0.shape) }
    outputs = Set(shapes.network.outputs.map(\.value))
    if let unknown = sizes.firstIndex(where: { $0 == nil }) {
      throw .symbolic(network.place(of: ValueID(unknown)))
    }
    placements = Array(repeating: nil, count: network.valueCount)
    consumers = Array(repeating: [], count: network.valueCount)
    isAbsorbed = Array(repeating: false, count: network.nodes.count)
    for (index, node) in network.nodes.enumerated() {
      for input in node.reads { consumers[input].append(index) }
    }
    place(network.image)
    var ordered: [(position: Int, step: any Step)] = []
    for index in network.nodes.indices where !isAbsorbed[index] {
      if let step = lower(index) { ordered.append((step.frame.nodes.max() ?? index, step)) }
    }
    ordered.sort { $0.position < $1.position }
    steps = ordered.map(\.step)
  }

  var trains: Bool { options.purpose == .training }
  private var fuses: Bool { options.fusion == .fused }

  private func function(_ node: Int) -> any Operator {
    network.operator(of: network.nodes[node])
  }

  func size(_ value: ValueID) -> MapSize {
    guard let size = sizes[value] else { preconditionFailure("Every size is known by now.") }
    return size
  }

  // MARK: - Places

  private mutating func place(_ value: ValueID) {
    placements[value] = Placement(root: value, firstChannel: 0, stride: size(value).channels)
  }

  /// The operators that only look at memory in another way.
  ///
  /// Dropout is one: a plan measures the
  /// deterministic network.
  private mutating func placeView(_ node: Int, of input: ValueID) -> Bool {
    guard let source = placements[input] else { return false }
    let output = network.nodes[node].output
    switch function(node) {
    case is Dropout:
      placements[output] = source
    case let slice as Slice:
      guard let start = slice.start.value else { return false }
      placements[output] = Placement(
        root: source.root, firstChannel: source.firstChannel + start, stride: source.stride)
    case is Reshape:
      // A vector has the order of N×C×H×W, which is a copy of more than one pixel.
      if isFlattening(input) { return false }
      // Channels and positions trade places, which is a view only where nothing lies between them.
      let keepsChannels = size(input).channels == size(output).channels
      guard keepsChannels || source.stride == size(input).channels else { return false }
      placements[output] = Placement(
        root: source.root, firstChannel: source.firstChannel,
        stride: keepsChannels ? source.stride : size(output).channels)
    default:
      return false
    }
    return true
  }

  /// Whether every reader of a concatenation takes it in pieces.
  private func staysInPieces(_ value: ValueID) -> Bool {
    guard fuses, !outputs.contains(value), !consumers[value].isEmpty else { return false }
    return consumers[value].allSatisfy { reader in
      switch function(reader) {
      case let convolution as Convolution:
        convolution.windows.count == 2
          && (convolution.groups == 1
            || convolution.isDepthwise && convolution.inputChannels == convolution.outputChannels)
      case let pooling as GlobalPooling: pooling.function == .average
      default: false
      }
    }
  }

  /// Whether a reshape of a value writes channels and positions in another order.
  private func isFlattening(_ input: ValueID) -> Bool {
    size(input).channels > 1 && size(input).height * size(input).width > 1
  }

  private func parts(of value: ValueID) -> [ValueID] { pieces[value] ?? [value] }

  // MARK: - Fusion

  /// What follows a value as long as nobody else reads it.
  private struct Chain {
    var nodes: [Int]
    var output: ValueID
  }

  /// The only reader of a value, if it may be absorbed.
  private func soleReader(_ value: ValueID) -> Int? {
    guard fuses, consumers[value].count == 1, !outputs.contains(value) else { return nil }
    let reader = consumers[value][0]
    return isAbsorbed[reader] ? nil : reader
  }

  private mutating func absorb(_ reader: Int, _ chain: inout Chain) {
    isAbsorbed[reader] = true
    chain.nodes.append(reader)
    chain.output = network.nodes[reader].output
  }

  /// Takes in the addition behind a value and returns the other summand.
  private mutating func absorbAddition(_ chain: inout Chain) -> ValueID? {
    guard let reader = soleReader(chain.output), isAlignedSum(reader),
      let other = network.nodes[reader].reads.first(where: { $0 != chain.output })
    else { return nil }
    absorb(reader, &chain)
    return other
  }

  private func isAlignedSum(_ node: Int) -> Bool {
    guard let arithmetic = function(node) as? Arithmetic, arithmetic.function == .add else {
      return false
    }
    let reads = network.nodes[node].reads
    return size(reads[0]) == size(reads[1])
  }

  private mutating func absorbNorm(_ chain: inout Chain) -> NormFolding? {
    guard !trains, let reader = soleReader(chain.output),
      let norm = function(reader) as? BatchNormalization, let layer = network.nodes[reader].layer
    else { return nil }
    absorb(reader, &chain)
    return NormFolding(
      layer: layer, channels: size(chain.output).channels, epsilon: norm.epsilon)
  }

  private mutating func absorbActivation(_ chain: inout Chain) -> ElementLoop {
    guard let reader = soleReader(chain.output),
      let activation = function(reader) as? Activation,
      let loop = ElementLoop(activation.function)
    else { return .identity }
    absorb(reader, &chain)
    return loop
  }

  private mutating func frame(_ chain: Chain, inputs: [ValueID]) -> StepFrame {
    place(chain.output)
    return StepFrame(nodes: chain.nodes, inputs: inputs, output: chain.output, trains: trains)
  }

  // MARK: - Operators

  /// The step of a node; nil where the node needs none.
  private mutating func lower(_ index: Int) -> (any Step)? {
    let node = network.nodes[index]
    let (input, output) = (node.reads[0], node.output)
    if placeView(index, of: input) { return nil }
    if function(index) is Concatenation, staysInPieces(output) {
      pieces[output] = node.reads.flatMap(parts(of:))
      return nil
    }
    let chain = Chain(nodes: [index], output: output)
    switch function(index) {
    case is Convolution, is Linear:
      return convolution(index, chain)
    case is BatchNormalization, is GroupNormalization:
      return normalization(index, chain)
    case let product as Arithmetic
    where product.function == .multiply && size(node.reads[1]) != size(input):
      return channelScaling(node.reads, chain)
    case let activation as Activation where activation.function != .complement:
      return ActivationStep(
        frame: frame(chain, inputs: [input]),
        function: ElementLoop(activation.function) ?? .identity)
    case let pooling as Pooling where pooling.function == .maximum:
      return MaxPoolingStep(
        frame: frame(chain, inputs: [input]),
        kernel: WindowMaximum(sliding(input, output, pooling.windows)),
        count: size(output).count)
    case let pooling as Pooling:
      return AveragePoolingStep(
        frame: frame(chain, inputs: [input]),
        kernel: DepthwiseConvolution(
          sliding(input, output, pooling.windows),
          images: size(input).images, channels: size(input).channels))
    default:
      return plain(index, chain)
    }
  }

  private mutating func plain(_ index: Int, _ chain: Chain) -> any Step {
    let inputs = network.nodes[index].reads
    switch function(index) {
    case is GlobalPooling:
      return GlobalAveragePoolingStep(frame: frame(chain, inputs: parts(of: inputs[0])))
    case let arithmetic as Arithmetic where arithmetic.function == .add:
      return AdditionStep(frame: frame(chain, inputs: inputs))
    case is Arithmetic: return MultiplicationStep(frame: frame(chain, inputs: inputs))
    case is Activation: return ComplementStep(frame: frame(chain, inputs: inputs))
    case is ZeroState: return ZeroStateStep(frame: frame(chain, inputs: []))
    case is TransposedConvolution, is NearestResize, is RegionAlignment:
      return detection(index, chain)
    case is Reshape where isFlattening(inputs[0]):
      return FlatteningStep(frame: frame(chain, inputs: inputs))
    case is Concatenation, is Reshape:
      return ConcatenationStep(frame: frame(chain, inputs: inputs))
    default:
      preconditionFailure("No step for \(function(index).kind).")
    }
  }

  private mutating func convolution(_ index: Int, _ start: Chain) -> any Step {
    let node = network.nodes[index]
    guard let layer = node.layer else { preconditionFailure("A convolution is a layer.") }
    var chain = start
    var (before, norm, after): (ValueID?, NormFolding?, ValueID?) = (nil, nil, nil)
    var function = ElementLoop.identity
    norm = absorbNorm(&chain)
    if norm == nil, let summand = absorbAddition(&chain) {
      before = summand
      norm = absorbNorm(&chain)
    }
    if norm != nil, before == nil { after = absorbAddition(&chain) }
    if !trains { function = absorbActivation(&chain) }
    let parts = parts(of: node.reads[0])
    let summands = [before, after].compactMap(\.self)
    return ConvolutionStep(
      frame: frame(chain, inputs: parts + summands), layer: layer, kernel: kernel(index),
      partCount: parts.count, outputs: size(node.output).channels, hasBias: hasBias(index),
      hasBefore: before != nil, hasAfter: after != nil, norm: norm, function: function)
  }

  /// The steps that only detectors have.
  private mutating func detection(_ index: Int, _ start: Chain) -> any Step {
    let node = network.nodes[index]
    var chain = start
    switch function(index) {
    case let alignment as RegionAlignment:
      return RegionAlignmentStep(
        frame: frame(chain, inputs: node.reads),
        kernel: RegionSampling(size: alignment.size, strides: alignment.strides),
        boxes: Proposals.boxes(
          alignment.regions.value ?? 0, height: options.height, width: options.width))
    case let transposed as TransposedConvolution:
      guard let layer = node.layer else { preconditionFailure("A convolution is a layer.") }
      let function = absorbActivation(&chain)
      // The window slides over the result; each of its positions is a pixel of the input.
      let sliding = sliding(node.output, node.reads[0], transposed.windows)
      return TransposedConvolutionStep(
        frame: frame(chain, inputs: node.reads), layer: layer,
        kernel: TransposedProduct(
          sliding, inputChannels: size(node.reads[0]).channels,
          outputChannels: size(node.output).channels),
        hasBias: transposed.hasBias, precision: options.precision, function: function)
    default:
      return NearestResizeStep(frame: frame(chain, inputs: node.reads))
    }
  }

  private func hasBias(_ index: Int) -> Bool {
    (function(index) as? Convolution)?.hasBias ?? (function(index) as? Linear)?.hasBias ?? false
  }

  private mutating func normalization(_ index: Int, _ start: Chain) -> any Step {
    let node = network.nodes[index]
    guard let layer = node.layer else { preconditionFailure("A normalisation is a layer.") }
    var chain = start
    let batchNorm = self.function(index) as? BatchNormalization
    let isBatch = batchNorm != nil
    let epsilon = batchNorm?.epsilon ?? (self.function(index) as? GroupNormalization)?.epsilon
    let after = isBatch ? absorbAddition(&chain) : nil
    let function = absorbActivation(&chain)
    let size = size(node.output)
    let kernel = Normalization(
      isBatch ? .channel : .image,
      epsilon: epsilon ?? 0,
      images: size.images, area: size.height * size.width, channels: size.channels)
    return NormalizationStep(
      frame: frame(chain, inputs: [node.reads[0]] + [after].compactMap(\.self)), layer: layer,
      kernel: kernel, function: function)
  }

  private mutating func channelScaling(_ inputs: [ValueID], _ start: Chain) -> any Step {
    var chain = start
    var after: ValueID?
    var function = ElementLoop.identity
    if !trains {
      after = absorbAddition(&chain)
      function = absorbActivation(&chain)
    }
    return ChannelScalingStep(
      frame: frame(chain, inputs: inputs + [after].compactMap(\.self)), function: function)
  }

  // MARK: - Kernels

  private func sliding(_ input: ValueID, _ output: ValueID, _ windows: [Window]) -> Sliding {
    let (x, y) = (size(input), size(output))
    func axis(_ window: Window, _ input: Int, _ output: Int) -> Sliding.Axis {
      Sliding.Axis(
        input: input, output: output, kernel: window.kernel, stride: window.stride,
        padding: window.symmetricPadding ?? 0, dilation: window.dilation)
    }
    // A one-dimensional convolution slides along the width.
    let vertical = windows.count == 2 ? windows[0] : Window(1)
    return Sliding(
      vertical: axis(vertical, x.height, y.height),
      horizontal: axis(windows[windows.count - 1], x.width, y.width))
  }

  private func kernel(_ index: Int) -> ConvolutionStep.Kernel {
    let (input, output) = (network.nodes[index].reads[0], network.nodes[index].output)
    let (x, y) = (size(input), size(output))
    guard let convolution = function(index) as? Convolution else {
      return .product(
        ProductConvolution(
          sliding(input, output, [Window(1), Window(1)]), groups: 1, images: x.images,
          inputChannels: x.channels, outputChannels: y.channels, precision: options.precision))
    }
    let sliding = sliding(input, output, convolution.windows)
    let groups = convolution.groups.value ?? 1
    if convolution.isDepthwise && x.channels == y.channels {
      return .depthwise(DepthwiseConvolution(sliding, images: x.images, channels: x.channels))
    }
    if options.algorithm == .fast, groups == 1, sliding.isDenseThreeByThree, x.channels >= 16,
      y.channels >= 16
    {
      let winograd = WinogradConvolution(
        sliding, images: x.images, inputChannels: x.channels, outputChannels: y.channels)
      if winograd.pays { return .winograd(winograd) }
    }
    return .product(
      ProductConvolution(
        sliding, groups: groups, images: x.images, inputChannels: x.channels,
        outputChannels: y.channels, precision: options.precision))
  }
}

extension ElementLoop {
  /// The loop that a row of the table names; nil where the function is only counted.
  init?(_ function: ElementFunction) {
    guard let name = function.loop, let loop = Self.named[name] else { return nil }
    self = loop
  }

  private static let named: [String: ElementLoop] = [
    "relu": .relu, "relu6": .relu6, "sigmoid": .sigmoid, "tanh": .tanh,
  ]
}
