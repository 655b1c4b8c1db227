public import RLANetworks
public import RLASymbolic

/// What another implementation computed for a network with the weights of `SyntheticWeights`.
///
/// The format is that of the files under Fixtures/Numerics, made with PyTorch in double precision.
public struct ReferenceCase: Decodable, Sendable {
  /// A gradient, summarized by a few numbers.
  public struct Gradient: Decodable, Sendable {
    /// The Euclidean norm.
    public let l2: Double
    public let sum: Double
    /// The first four elements in the order of the state_dict.
    public let first: [Double]
    /// How far PyTorch's own float32 run was off, relative to `l2`.
    public let torchError: Double?

    enum CodingKeys: String, CodingKey {
      case l2
      case sum
      case first
      case torchError = "torch_f32_rel_error"
    }
  }

  public let model: String
  /// N, C, H, W.
  public let input: [Int]
  public let labels: [Int]
  /// The first logits of each image with running statistics.
  public let logits: [[Double]]
  public let logitsNorm: Double
  public let logitsSum: Double
  public let torchLogitsError: Double
  /// The mean cross-entropy with the statistics of the batch.
  public let loss: Double
  public let torchLoss: Double
  /// Parameters that the loss does not depend on.
  public let withoutGradient: [String]
  /// By parameter name, and `input`.
  public let gradients: [String: Gradient]

  enum CodingKeys: String, CodingKey {
    case model
    case input
    case labels
    case logits = "eval_logits"
    case logitsNorm = "eval_logits_l2"
    case logitsSum = "eval_logits_sum"
    case torchLogitsError = "torch_f32_eval_rel_error"
    case loss = "train_loss"
    case torchLoss = "torch_f32_train_loss"
    case withoutGradient = "no_gradient"
    case gradients
  }

  /// Elements of the largest input that is computed, a gibibyte of them.
  private static let largestInput = 1 << 28

  /// Whether the numbers make sense: four sizes that a machine may hold, a label and logits for each
  /// image, norms and errors that can be.
  public var isWellFormed: Bool {
    guard input.count == 4, input.allSatisfy({ $0 > 0 && $0 <= Self.largestInput }) else {
      return false
    }
    let elements = input.reduce(1.0) { $0 * Double($1) }
    let isSized =
      elements <= Double(Self.largestInput) && labels.count == input[0]
      && logits.count == input[0] && !gradients.isEmpty
    let isNamed = labels.allSatisfy { $0 >= 0 } && logits.allSatisfy { !$0.isEmpty }
    return isSized && isNamed && hasPossibleNumbers
  }

  /// Whether norms and losses are positive, all numbers finite, and PyTorch's own errors below 1:
  /// anything would be within a multiple of larger ones.
  private var hasPossibleNumbers: Bool {
    let positive = [logitsNorm, loss, largestGradientNorm]
    var sizes: [Double] = []
    var others = [logitsSum] + logits.joined()
    for gradient in gradients.values {
      sizes += [gradient.l2, gradient.torchError ?? 0]
      others += [gradient.sum] + gradient.first
    }
    return positive.allSatisfy { $0 > 0 && $0.isFinite }
      && sizes.allSatisfy { $0 >= 0 && $0.isFinite } && others.allSatisfy(\.isFinite)
      && [torchLogitsError, torchLossError, torchGradientError].allSatisfy((0..<1).contains)
  }

  /// Whether the case can be one of a network: its images have the channels, its labels and logits
  /// the classes.
  public func fits(_ network: Network, classes: Dim) -> Bool {
    guard let count = classes.value else { return false }
    return network.imageChannels == Dim(input[1]) && labels.allSatisfy { $0 < count }
      && logits.allSatisfy { $0.count <= count }
  }

  /// The norm of the largest gradient, to which errors of small ones are compared.
  public var largestGradientNorm: Double { gradients.values.map(\.l2).max() ?? 0 }

  /// PyTorch's own float32 error of the loss, relative.
  public var torchLossError: Double { abs(torchLoss - loss) / loss }

  /// PyTorch's own worst float32 error of a gradient, as a share of the largest gradient norm.
  public var torchGradientError: Double {
    gradients.values.map { ($0.torchError ?? 0) * $0.l2 }.max().map {
      $0 / largestGradientNorm
    } ?? 0
  }
}
