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

  /// The member of the file whose values cannot be; nil where all make sense.
  ///
  /// There are four sizes that a machine may hold, a label and logits for each image, and norms and
  /// errors within their bounds.
  public var flaw: String? {
    let checks: [(name: String, holds: Bool)] = [
      (CodingKeys.input.rawValue, hasPossibleInput),
      (CodingKeys.labels.rawValue, labels.count == input.first && labels.allSatisfy { $0 >= 0 }),
      (CodingKeys.logits.rawValue, hasPossibleLogits),
      (CodingKeys.logitsNorm.rawValue, logitsNorm > 0 && logitsNorm.isFinite),
      (CodingKeys.logitsSum.rawValue, logitsSum.isFinite),
      (CodingKeys.torchLogitsError.rawValue, (0..<1).contains(torchLogitsError)),
      (CodingKeys.loss.rawValue, loss > 0 && loss.isFinite),
      (CodingKeys.torchLoss.rawValue, (0..<1).contains(torchLossError)),
      (CodingKeys.gradients.rawValue, hasPossibleGradients),
    ]
    return checks.first { !$0.holds }?.name
  }

  private var hasPossibleInput: Bool {
    input.count == 4 && input.allSatisfy { $0 > 0 && $0 <= Self.largestInput }
      && input.reduce(1.0) { $0 * Double($1) } <= Double(Self.largestInput)
  }

  private var hasPossibleLogits: Bool {
    logits.count == input.first
      && logits.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isFinite) }
  }

  /// PyTorch's own errors must be below 1: anything would be within a multiple of larger ones.
  private var hasPossibleGradients: Bool {
    gradients.values.allSatisfy { gradient in
      [gradient.l2, gradient.torchError ?? 0].allSatisfy { $0 >= 0 && $0.isFinite }
        && gradient.sum.isFinite && gradient.first.allSatisfy(\.isFinite)
    } && largestGradientNorm > 0 && (0..<1).contains(torchGradientError)
  }

  /// The member that cannot belong to a network, of whose channels are the images and of whose
  /// classes the labels and logits; nil where all fit.
  public func misfit(to network: Network, classes: Dim) -> String? {
    guard let count = classes.value, labels.allSatisfy({ $0 < count }) else {
      return CodingKeys.labels.rawValue
    }
    if network.imageChannels != Dim(input[1]) { return CodingKeys.input.rawValue }
    return logits.allSatisfy { $0.count <= count } ? nil : CodingKeys.logits.rawValue
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
