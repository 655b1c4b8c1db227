public import RLANetworks
public import RLASymbolic

/// A vision transformer with an aggregation of its blocks.
///
/// Touvron et al. 2021, arXiv 2012.12877, patches of 16x16 pixels, images of 224x224; with MRLA as
/// joyfang1106/MRLA has it (`deit/`). The published MRLA-base drops paths at a rate of 0.1 in
/// training whatever its argument says; paths are not dropped here.
public struct DeiT: Architecture {
  public enum Aggregation: String, CaseIterable, Sendable {
    case light
    /// Lists of keys and values that begin anew every four blocks.
    case base
  }

  public var name: String
  /// D, the channels of a token.
  public var width: Int
  /// The heads of the self-attention.
  public var heads: Int
  public var aggregation: Aggregation
  public var depth = 12
  public var classes: Dim = 1000

  public init(_ name: String, width: Int, heads: Int, _ aggregation: Aggregation) {
    self.name = name
    self.width = width
    self.heads = heads
    self.aggregation = aggregation
  }

  public var codeFacts: [CodeFact] { aggregation == .base ? [.dropsPaths(percent: 10)] : [] }

  static let patch = 16
  /// Patches along a side of the image.
  static let side = 14
  /// Blocks after which the lists of MRLA-base begin anew.
  static let groupSize = 4

  private static let blockPrefix = "blocks."

  public var blockNumbers: [String: Range<Int>] { [Self.blockPrefix: 0..<depth] }

  public var network: Network {
    Network(name) { net, image in
      let embedding = PatchEmbedding(net, width: Dim(width))
      let blocks = (0..<depth).map {
        TransformerBlock(net.scope("\(Self.blockPrefix)\($0)"), self, number: $0)
      }
      let norm = net.layer("norm", LayerNormalization([Dim(width)], epsilon: 1e-6))
      let head = net.layer("head", Linear(Dim(width), classes, bias: true))

      var x = net.stage("stem") { embedding(image) }
      var states: AggregationStates = [:]
      for group in 0..<(depth + Self.groupSize - 1) / Self.groupSize {
        net.stage("group \(group + 1)") {
          states = [:]
          for block in blocks.dropFirst(group * Self.groupSize).prefix(Self.groupSize) {
            x = block(x, &states)
          }
        }
      }
      return net.stage("head") {
        let first = net.apply(Slice(axis: 1, start: 0, count: 1), to: [norm(x)])[0]
        return [head(first.reshaped(to: Reshape(to: [.axis(0), .axis(2)], singleAxes: [1])))]
      }
    }
  }
}

/// Patches as tokens, after the class token, with learned positions.
private struct PatchEmbedding {
  private let scope: Scope
  private let token: BuiltLayer
  private let positions: BuiltLayer
  private let projection: BuiltLayer

  /// The published code asserts the size of the image, since the positions are learned for it.
  private static let imageSizes = [Dim](repeating: Dim(DeiT.side * DeiT.patch), count: 2)

  init(_ net: Scope, width: Dim) {
    scope = net
    let count = Dim(DeiT.side * DeiT.side + 1)
    token = net.parameter("cls_token", [1, 1, width])
    positions = net.parameter("pos_embed", [1, count, width])
    projection = net.layer(
      "patch_embed.proj",
      Convolution(
        3, width, Window(DeiT.patch, stride: DeiT.patch), bias: true, asserting: Self.imageSizes))
  }

  func callAsFunction(_ image: Value) -> Value {
    let tokens = projection(image).asTokens(in: scope)
    let batch = scope.apply(ShapeOf(0..<1), to: [tokens])[0]
    let ones = scope.constant("ones", .known([1, 1]))
    let sizes = scope.apply(Concatenation(axis: 0), to: [batch, ones])[0]
    let first = scope.apply(Expand(), to: [token([])[0], sizes])[0]
    let all = scope.apply(Concatenation(axis: 1), to: [first, tokens])[0]
    return all.broadcast(plus: positions([])[0], in: scope)
  }
}

extension Value {
  /// N×D×H×W as N×(H·W)×D.
  func asTokens(in scope: Scope) -> Value {
    let flat = reshaped(to: Reshape(to: [.axis(0), .axis(1), .rest(from: 2)], title: "flatten"))
    return scope.apply(Transpose([0, 2, 1]), to: [flat])[0]
  }

  /// N×(H·W)×D as N×D×H×W, for square maps.
  func asMap(side: Int, in scope: Scope) -> Value {
    scope.apply(Transpose([0, 2, 1]), to: [self])[0].reshaped(
      to: Reshape(to: [.axis(0), .axis(1), .size(Dim(side)), .size(Dim(side))], title: "as map"))
  }
}
