import Glibc

/// Scaled dot-product attention in every head: `y = softmax(f(scale · q · kᵀ) + bias) · v`, where f
/// caps a score s as `cap · tanh(s / cap)`.
///
/// Several heads of the queries may share a head of keys and values. A query that no key is shown to
/// has a result of zeros. Scores and sums are taken in double precision. Source: Vaswani et al. 2017,
/// arXiv 1706.03762; ONNX Attention, version 24.
package struct AttentionKernel: Hashable, Sendable {
  package let batch: Int
  /// Heads of the queries.
  package let heads: Int
  /// Heads of keys and values; it divides `heads`.
  package let keyHeads: Int
  package let queries: Int
  package let keys: Int
  /// Elements of a query and of a key.
  package let keySize: Int
  /// Elements of a value.
  package let valueSize: Int
  package let scale: Double
  /// The bound of the scores; nil where there is none.
  package let cap: Double?
  /// Whether the bias is added before the cap is applied, as in versions 23 and 24 of ONNX.
  package let capsBias: Bool
  package let visibility: Visibility

  /// Which keys a query is shown, apart from those that a bias of −∞ hides.
  package enum Visibility: Hashable, Sendable {
    case all
    /// Key j to query i where `j ≤ i + offset`.
    case causal(offset: Int)
    /// The first keys of each sequence, as many as its length says; with `causal`, key j to query i
    /// where `j ≤ i + length − queries` too.
    case lengths(causal: Bool)
  }

  package init(
    batch: Int, heads: Int, keyHeads: Int, queries: Int, keys: Int, keySize: Int, valueSize: Int,
    scale: Double, cap: Double? = nil, capsBias: Bool = false, visibility: Visibility = .all
  ) {
    precondition(keyHeads > 0 && heads % keyHeads == 0, "Heads share keys in equal groups.")
    self.batch = batch
    self.heads = heads
    self.keyHeads = keyHeads
    self.queries = queries
    self.keys = keys
    self.keySize = keySize
    self.valueSize = valueSize
    self.scale = scale
    self.cap = cap
    self.capsBias = capsBias
    self.visibility = visibility
  }

  /// A tensor of four axes at any strides, in elements; a stride of 0 repeats.
  ///
  /// The axes are sequence, head, row and element of a row; of a bias, the last two are query and key.
  package struct Rows {
    package let base: UnsafeMutablePointer<Float>
    package let strides: [Int]

    package init(_ base: UnsafeMutablePointer<Float>, strides: [Int]) {
      precondition(strides.count == 4, "Attention reads tensors of four axes.")
      self.base = base
      self.strides = strides
    }

    package init(_ tensor: TensorView) {
      self.init(tensor.elements(of: Float.self), strides: tensor.strides)
    }

    @inline(__always)
    func row(_ sequence: Int, _ head: Int, _ row: Int) -> (UnsafeMutablePointer<Float>, step: Int) {
      (
        base + sequence * strides[0] + head * strides[1] + row * strides[2],
        step: strides[3]
      )
    }
  }

  /// What both passes read.
  package struct Operands {
    package let query: Rows
    package let key: Rows
    package let value: Rows
    /// What is added to the scores; nil for nothing.
    package let bias: Rows?
    /// The number of keys that each sequence has; empty unless lengths decide.
    package let lengths: [Int]

    package init(query: Rows, key: Rows, value: Rows, bias: Rows?, lengths: [Int] = []) {
      self.query = query
      self.key = key
      self.value = value
      self.bias = bias
      self.lengths = lengths
    }
  }

  /// What a forward pass may write beside its result: a number for each query and key.
  package enum Scores: Int, Hashable, Sendable {
    /// Scaled products.
    case products
    /// The same, capped.
    case capped
    /// The argument of the softmax.
    case biased
    /// The shares of the values.
    case shares
  }

  /// Scratch values of either pass.
  package func scratch(threads: Int, keepingScores: Bool) -> Int {
    threads * perThread + (keepingScores ? scoreCount : 0)
  }

  /// The scores of all heads.
  package var scoreCount: Int { batch * heads * queries * keys }

  /// Three rows of doubles.
  private var perThread: Int { 2 * 3 * keys + Workspace.doubleAlignment }

  /// The keys that a query is shown: those before the result.
  @inline(__always)
  func shown(_ sequence: Int, _ query: Int, _ lengths: [Int]) -> Int {
    switch visibility {
    case .all: keys
    case .causal(let offset): min(keys, max(0, query + offset + 1))
    case .lengths(let isCausal):
      isCausal
        ? min(keys, lengths[sequence], max(0, query + lengths[sequence] - queries + 1))
        : min(keys, lengths[sequence])
    }
  }

  /// Scratch memory of one thread.
  struct RowBuffers {
    let shares: UnsafeMutablePointer<Double>
    let slopes: UnsafeMutablePointer<Double>
    let gradients: UnsafeMutablePointer<Double>
  }

  func buffers(_ workspace: inout Workspace, threads: Int) -> [RowBuffers] {
    (0..<threads).map { _ in
      let base = workspace.takeDoubles(3 * keys)
      return RowBuffers(shares: base, slopes: base + keys, gradients: base + 2 * keys)
    }
  }
}
