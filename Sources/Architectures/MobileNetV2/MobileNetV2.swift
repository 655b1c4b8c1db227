public import RLANetworks
public import RLASymbolic

/// MobileNetV2, with or without recurrent layer aggregation.
///
/// Sandler et al. 2018, arXiv 1801.04381, width 1.0. With a recurrence the state joins the features
/// after the expansion of each block.
public struct MobileNetV2: Architecture {
  /// A row of the paper's Table 2.
  public struct Row: Hashable, Sendable {
    /// t, the factor by which a block widens its input.
    public var expansion: Int
    /// c, the channels of the output of every block of the row.
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
  /// Channels of the images.
  public var inputChannels: Dim = 3
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
    Network(name, inputChannels: inputChannels) { net, image in
      let trunk = MobileNetV2Trunk(net, self)
      let last = ConvNormActivation(
        net.scope(lastModule),
        Convolution(outputChannels + (recurrence?.channels ?? 0), lastChannels, Window(1)))
      let readout = recurrence.map {
        StateReadout(
          net, $0, relu: net.layer("relu", Activation(.relu6)), tanh: trunk.stateActivation)
      }
      let head = Head(net, lastChannels, classes)

      let (rows, state) = trunk(image)
      guard let features = rows.last else { preconditionFailure("A network has rows.") }
      return net.stage("head") {
        var x = features
        if let state, let readout { x = x.joined(by: readout(state.hidden)) }
        return [head(last(x))]
      }
    }
  }

  /// What stands before the number of a block of a network with a state.
  static func blockPrefix(ofStage stage: Int) -> String { "stages.\(stage)." }

  /// The plain network has its blocks in one list with the convolutions around them, of which a
  /// detector leaves out the last.
  public var blockNumbers: [String: Range<Int>] {
    if recurrence == nil { return [:] }
    return Dictionary(
      uniqueKeysWithValues: rows.enumerated().map {
        (Self.blockPrefix(ofStage: $0), 0..<$1.blocks)
      })
  }

  private var outputChannels: Dim { rows.last?.channels ?? stemChannels }

  /// The module of the last convolution; the plain network numbers it after its blocks.
  private var lastModule: String {
    recurrence == nil ? "features.\(rows.reduce(1) { $0 + $1.blocks })" : "conv2"
  }
}

/// The rows whose output is the last of its resolution, from a quarter of the image on.
extension MobileNetV2: PyramidBackbone {
  public var levels: [PyramidLevel] { pyramidRows.map(\.level) }

  public func trunk(in scope: Scope, frozenStages: Int) -> (Value) -> [Value] {
    let trunk = MobileNetV2Trunk(scope, self, frozenStages: frozenStages)
    let rows = pyramidRows.map(\.row)
    return { image in
      let outputs = trunk(image).rows
      return rows.map { outputs[$0] }
    }
  }

  private var pyramidRows: [(row: Int, level: PyramidLevel)] {
    var stride = Self.stemStride
    let strides = rows.map { row in
      stride *= row.stride
      return stride
    }
    return rows.indices.filter { row in
      strides[row] >= Self.finestStride
        && (row + 1 == rows.count || strides[row + 1] > strides[row])
    }.map { ($0, PyramidLevel(channels: rows[$0].channels, stride: strides[$0])) }
  }

  private static let stemStride = 2
  private static let finestStride = 4
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
