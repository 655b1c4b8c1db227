public import RLAAnalysis
public import RLAKernels
public import RLANetworks
public import RLASymbolic

/// The size, purpose and machine resources of a plan.
public struct PlanOptions: Hashable, Sendable {
  public enum Purpose: String, Hashable, Sendable, CaseIterable {
    /// The forward pass with running statistics.
    case inference
    /// Forward with the statistics of the batch, and backward.
    case training
  }

  public enum Fusion: String, Hashable, Sendable, CaseIterable {
    /// Norms, sums and activations are fused into the product that feeds them.
    case fused
    /// Every node of the graph runs by itself, as PyTorch runs it.
    case eager
  }

  public enum Algorithm: String, Hashable, Sendable, CaseIterable {
    /// The fastest known algorithm for each layer.
    case fast
    /// Plain products over patches.
    case exact
  }

  public enum KernelSource: String, Hashable, Sendable, CaseIterable {
    /// In the library for products, or in kernels of this package.
    case fastest
    /// In the library alone.
    case blas
  }

  public enum Loss: String, Hashable, Sendable, CaseIterable {
    /// The mean cross-entropy of the only output, N×classes.
    case crossEntropy = "cross-entropy"
    /// The sum of the elements of the first output, each times a fixed number from −1 to 1, which
    /// suits outputs of any shape.
    case weightedSum = "weighted sum"
  }

  public var batch: Int
  public var height: Int
  public var width: Int
  public var purpose: Purpose
  public var fusion: Fusion
  public var algorithm: Algorithm
  /// The format in which products are summed; double by default for exact algorithms.
  public var precision: Precision
  public var threads: Int
  /// Fewer threads that do the work of `threads`, with the same results to the last bit; nil for as
  /// many.
  public var runningThreads: Int?
  /// How matrices are multiplied.
  public var products: ProductStyle
  /// Where products may run.
  public var kernels = KernelSource.fastest
  /// The algorithms that were measured to be the fastest; where nothing is said, and where this is
  /// nil, rules of thumb choose.
  public var choices: AlgorithmChoices?
  /// Whether each thread, including the one that creates the session, is pinned to its own
  /// processor; only where there are enough processors.
  public var pinsThreads: Bool
  /// Whether the backward pass computes the gradients of the inputs.
  public var wantsInputGradient: Bool
  /// Layers whose weights are not trained, by number.
  public var frozenLayers: Set<Int> = []
  /// What a training plan makes smaller.
  public var loss = Loss.crossEntropy
  /// Whether batch norms take running statistics in training too, as in PyTorch's eval mode.
  public var usesRunningStatistics = false
  /// Whether dropout zeroes elements in training, by `Session.randomSeed`; it leaves them alone where
  /// a run should repeat.
  public var appliesDropout = false

  public init(
    batch: Int, height: Int, width: Int, purpose: Purpose, fusion: Fusion = .fused,
    algorithm: Algorithm = .fast, precision: Precision? = nil, threads: Int = 1,
    products: ProductStyle = .forProcessor, pinsThreads: Bool = false,
    wantsInputGradient: Bool = false
  ) {
    self.batch = batch
    self.height = height
    self.width = width
    self.purpose = purpose
    self.fusion = fusion
    self.algorithm = algorithm
    self.precision = precision ?? (algorithm == .exact ? .double : .single)
    self.threads = threads
    self.products = products
    self.pinsThreads = pinsThreads
    self.wantsInputGradient = wantsInputGradient
  }
}

extension PlanOptions {
  /// The threads that the options ask for.
  func makePool() throws(ResourceFailure) -> WorkerPool {
    try WorkerPool(
      threads: threads, running: runningThreads, products: products, isPinned: pinsThreads)
  }
}

/// Why a network cannot be planned or run, as facts.
public enum PlanFailure: Error, Hashable, Sendable {
  /// The network refuses the input size.
  case shape(ShapeFailure)
  /// A size of the node or layer at this path is not a number.
  case symbolic(String)
  /// The operator at this path runs forward only, and training was asked for.
  case noGradient(String, OperatorKind)
  /// Training needs a loss on one output, and the network has another number of outputs.
  case outputs(Int)
  /// The loss is a sum of real numbers, and this output has none.
  case lossType(String, ElementType)
  /// Only networks of one batch of images run, and this one takes tensors of other shapes.
  case inputs([Shape])
  /// The input or constant at this place has an element type that no kernel reads.
  case type(String, ElementType)
  /// The network reads a constant that the tensor source lacks.
  case constant(TensorFailure)
  /// The operator at this path has no kernel, nor have others of the network.
  case unsupported(String, OperatorKind, others: [OperatorKind] = [])
  /// The memory that the run would take and what the machine has, both in bytes.
  case memory(needed: Int, available: Int)
  /// The addresses that the run would take and what limits leave of them, both in bytes.
  case addresses(needed: Int, left: Int)
  /// Threads that the run wants and those that control groups still let it start.
  case threads(wanted: Int, left: Int)
  /// The system refused memory or threads while the run was being prepared.
  case resources(ResourceFailure)
  /// The node at this path made another number of elements than runs before the plan had told.
  case miscount(String, planned: Int, found: Int)
  /// A size leaves the 64-bit range.
  case overflow
  /// There is no library for products of matrices.
  case linearAlgebra(LinearAlgebra.Failure)
}

extension PlanFailure {
  /// Runs what the system may refuse to give memory or threads for.
  package static func refusing<Result>(
    _ body: () throws(ResourceFailure) -> Result
  ) throws(PlanFailure) -> Result {
    do throws(ResourceFailure) {
      return try body()
    } catch {
      throw .resources(error)
    }
  }
}
