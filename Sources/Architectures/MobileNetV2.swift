public import RLANetworks
public import RLASymbolic

/// MobileNetV2, with or without recurrent layer aggregation.
///
/// Sandler et al. 2018, arXiv 1801.04381, width 1.0. With a recurrence the state joins the features
/// behind the expansion of each block.
public struct MobileNetV2: Hashable, Sendable {
  /// A row of the paper's Table 2.
  public struct Row: Hashable, Sendable {
    /// t, the factor by which a block widens its input.
    public var expansion: Int
    /// c, the channels that every block of the row puts out.
    public var channels: Dim
    /// n, the blocks of the row.
    public var blocks: Int
    /// s, the stride of the first block.
    public var stride: Int

    public init(_ expansion: Int, _ channels: Dim, _ blocks: Int, stride: Int) {
      self.expansion = expansion
      self.channels = channels
      self.blocks = blocks
      self.stride = stride
    }
  }

  public var name: String
  public var rows: [Row] = [
    Row(1, 16, 1, stride: 1), Row(6, 24, 2, stride: 2), Row(6, 32, 3, stride: 2),
    Row(6, 64, 4, stride: 2), Row(6, 96, 3, stride: 1), Row(6, 160, 3, stride: 2),
    Row(6, 320, 1, stride: 1),
  ]
  public var stemChannels: Dim = 32
  public var lastChannels: Dim = 1280
  public var attention = ChannelAttention.none
  public var recurrence: Recurrence?
  public var classes: Dim = 1000

  public init(_ name: String) {
    self.name = name
  }

  static let dropoutRate = 0.2

  public var network: Network {
    recurrence.map(aggregated) ?? plain
  }

  private var plain: Network {
    Network(name) { net, image in
      let features = net.scope("features")
      let stem = ConvNormActivation(
        features.scope("0"), Convolution(3, stemChannels, .same(3, stride: 2)))
      var blocks: [[InvertedResidual]] = []
      var input = stemChannels
      var index = 1
      for (stage, row) in rows.enumerated() {
        blocks.append([])
        for block in 0..<row.blocks {
          blocks[stage].append(
            InvertedResidual(
              features.scope("\(index)"), self, stage: stage, block: block, input: input))
          input = row.channels
          index += 1
        }
      }
      let last = ConvNormActivation(
        features.scope("\(index)"), Convolution(input, lastChannels, Window(1)))
      let head = Head(net, lastChannels, classes)

      var x = net.stage("stem") { stem(image) }
      for (stage, row) in blocks.enumerated() {
        x = net.stage("stage \(stage + 1)") { row.reduce(x) { $1($0) } }
      }
      return net.stage("head") { [head(last(x))] }
    }
  }

  private func aggregated(_ recurrence: Recurrence) -> Network {
    Network(name) { net, image in
      let stem = ConvNormActivation(
        net.scope("conv1"), Convolution(3, stemChannels, .same(3, stride: 2)))
      let blocks = aggregatedBlocks(net, recurrence)
      let shared = SharedStateLayers(
        net, recurrence, channels: rows.map(\.channels), slots: Self.recurrentSlots)
      let updated = blocks.enumerated().map { stage, row in
        row.enumerated().map { index, block in
          shared.map { block.updating($0.update(net, stage: stage, block: index)) } ?? block
        }
      }
      let last = ConvNormActivation(
        net.scope("conv2"),
        Convolution(outputChannels + recurrence.channels, lastChannels, Window(1)))
      let readout = StateReadout(
        net, recurrence, rectifier: net.layer("relu", Activation(.relu6)), tanh: shared?.activation)
      let head = Head(net, lastChannels, classes)

      var (x, state) = net.stage("stem") {
        let x = stem(image)
        return (x, RecurrentState(like: x, recurrence))
      }
      for (stage, row) in updated.enumerated() {
        net.stage("stage \(stage + 1)") {
          for block in row { (x, state) = block(x, state) }
        }
      }
      return net.stage("head") { [head(last(x.joined(by: readout(state.hidden))))] }
    }
  }
}

extension MobileNetV2 {
  /// Entries of the published list that all hold the one recurrent convolution.
  private static let recurrentSlots = 5

  private var outputChannels: Dim { rows.last?.channels ?? stemChannels }

  private func aggregatedBlocks(
    _ net: Scope, _ recurrence: Recurrence
  ) -> [[AggregatedResidual]] {
    var input = stemChannels
    return rows.enumerated().map { stage, row in
      (0..<row.blocks).map { block in
        defer { input = row.channels }
        return AggregatedResidual(
          net.scope("stages.\(stage).\(block)"), self, recurrence, stage: stage, block: block,
          input: input)
      }
    }
  }
}

/// Convolution, norm and ReLU6, numbered as in a `Sequential`.
struct ConvNormActivation {
  private let convolution: BuiltLayer
  private let norm: BuiltLayer
  private let activation: BuiltLayer

  init(_ scope: Scope, _ convolution: Convolution) {
    self.convolution = scope.layer("0", convolution)
    norm = scope.layer("1", BatchNormalization(convolution.outputChannels))
    activation = scope.layer("2", Activation(.relu6))
  }

  func callAsFunction(_ x: Value) -> Value { activation(norm(convolution(x))) }
}

/// From the last feature map to class scores.
private struct Head {
  private let dropout: BuiltLayer
  private let classifier: BuiltLayer

  init(_ net: Scope, _ features: Dim, _ classes: Dim) {
    dropout = net.layer("classifier.0", Dropout(rate: MobileNetV2.dropoutRate))
    classifier = net.layer("classifier.1", Linear(features, classes, bias: true))
  }

  func callAsFunction(_ x: Value) -> Value {
    classifier(dropout(x.globallyAveraged().reshaped(to: .vector)))
  }
}
