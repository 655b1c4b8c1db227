public import RLAAnalysis
public import RLAKernels
public import RLANetworks
public import RLASymbolic

/// What a plan is made for.
public struct PlanOptions: Hashable, Sendable {
  public enum Purpose: String, Hashable, Sendable, CaseIterable {
    /// The forward pass with running statistics.
    case inference
    /// Forward with the statistics of the batch, and backward.
    case training
  }

  public enum Fusion: String, Hashable, Sendable, CaseIterable {
    /// Norms, sums and activations run behind the product that feeds them.
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

  public var batch: Int
  public var height: Int
  public var width: Int
  public var purpose: Purpose
  public var fusion: Fusion
  public var algorithm: Algorithm
  /// In which format products are summed; double by default for exact algorithms.
  public var precision: Precision
  public var threads: Int
  /// How matrices are multiplied.
  public var products: ProductStyle
  /// Whether each thread, the one that makes the session too, stays on a processor of its own; only
  /// where there are as many.
  public var pinsThreads: Bool
  /// Whether the backward pass goes on to the images.
  public var wantsInputGradient: Bool
  /// Layers whose weights the backward pass leaves alone, by number.
  public var frozenLayers: Set<Int> = []

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
  /// The threads that such a plan asks for.
  func makePool() -> WorkerPool {
    WorkerPool(threads: threads, products: products, isPinned: pinsThreads)
  }
}

/// Why a network cannot be planned or run, as facts.
public enum PlanFailure: Error, Hashable, Sendable {
  /// The network refuses the input size.
  case shape(ShapeFailure)
  /// A size of the node or layer at this path is no number.
  case symbolic(String)
  /// The operator at this path runs forward only, and training was asked for.
  case noGradient(String, OperatorKind)
  /// Training needs a loss, and the network has another number of outputs than one.
  case outputs(Int)
  /// Only networks of one batch of images run, and this one takes tensors of other shapes.
  case inputs([Shape])
  /// The input or constant at this place holds elements of a type that nothing runs on.
  case type(String, ElementType)
  /// The network reads a constant that the source of its tensors does not have.
  case constant(TensorFailure)
  /// The operator at this path has no kernel.
  case unsupported(String, OperatorKind)
  /// The memory that the run would take and what the machine has, both in bytes.
  case memory(needed: Int, available: Int)
  /// A size leaves the 64-bit range.
  case overflow
}
