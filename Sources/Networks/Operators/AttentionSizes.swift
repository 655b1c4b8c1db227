import RLASymbolic

/// The sizes of scaled dot-product attention: `softmax(q · kᵀ / √d) · v` in every head.
///
/// Vaswani et al. 2017, arXiv 1706.03762. Heads that share keys and values: Ainslie et al. 2023,
/// arXiv 2305.13245.
struct AttentionSizes {
  let batch: Dim
  /// Heads of the queries; keys and values may have fewer.
  let heads: Dim
  /// Queries of a sequence.
  let queries: Dim
  /// Keys of a sequence, those of earlier steps included.
  let keys: Dim
  /// Elements of a query and of a key of one head.
  let keySize: Dim
  /// Elements of a value of one head.
  let valueSize: Dim

  /// The scores of all heads.
  var scores: Shape { [batch, heads, queries, keys] }

  /// Two products for each score, of the sizes of a key and of a value.
  ///
  /// A causal mask changes nothing: the products above the diagonal are computed and dropped.
  var products: Dim { scores.elements * (keySize + valueSize) }

  func work(masked: Bool, input: Shape, output: Shape) -> Work {
    var work = Work(
      product: products, biasAdditions: 0, groups: 1, parametersPerImage: 0, input: input,
      output: output)
    work.addSoftmax(of: scores, masked)
    return work
  }

  /// The names of attention as one function.
  static let names = TorchNames(
    function: "F.scaled_dot_product_attention", aten: "scaled_dot_product_attention")
}

/// How attention makes its scores from the products of queries and keys; it changes no cost.
public struct AttentionScoring: Hashable, Sendable {
  /// What products are multiplied by; nil for `1/√d`.
  public let scale: Double?
  /// The bound c of scores s as `c · tanh(s / c)`; nil where there is none.
  public let cap: Double?
  /// Whether the mask is added before the cap is applied, as in versions 23 and 24 of ONNX.
  public let capsMask: Bool
  /// Whether a query is shown no key after its own.
  public let isCausal: Bool
  /// What is added to the scores of keys that a mask of 0 and 1 hides.
  public let hidden: Double

  public init(
    scale: Double? = nil, cap: Double? = nil, capsMask: Bool = false, causal: Bool = false,
    hidden: Double = -.infinity
  ) {
    self.scale = scale
    self.cap = cap
    self.capsMask = capsMask
    isCausal = causal
    self.hidden = hidden
  }
}

extension Operator {
  /// The shapes of all results, of which a node may have fewer.
  func allResults(of inputs: Operands) -> [Shape] {
    var requirements = Requirements()
    guard let facts = try? outputs(of: inputs, requiring: &requirements) else {
      preconditionFailure("Work is asked for after the shapes were inferred.")
    }
    return facts.map(\.shape)
  }
}

extension Work {
  /// Adds what scores take after their product: a multiplication by the scale, an addition where
  /// there is a mask, and the softmax over the keys.
  mutating func addSoftmax(of scores: Shape, _ isMasked: Bool) {
    let softmax = Softmax().work(on: Operands([scores]), outputs: Results([.float(scores)]))
    for quantity in [Quantity.additions, .divisions, .comparisons, .exponentials] {
      self[quantity] += softmax[quantity]
    }
    self[.multiplications] += scores.elements
    if isMasked { self[.additions] += scores.elements }
  }
}

extension Requirements {
  /// The size of each of `count` equal parts of an axis.
  ///
  /// - Throws: `ShapeMismatch.multiple` where the parts are not whole.
  mutating func part(
    of size: Dim, by count: Int, axis: Int
  ) throws(ShapeMismatch) -> Dim {
    if let quotient = size.exactQuotient(by: Dim(count)) { return quotient }
    let quotient = size.floorDivided(by: count)
    try require(
      .equal(quotient * Dim(count), size),
      otherwise: .multiple(axis: axis, size: size, of: count))
    return quotient
  }
}
