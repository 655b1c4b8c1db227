/// One way to compute a convolution and its gradients at one size.
///
/// Maps are channels last; the input comes in one or more parts along the channels. A kernel
/// allocates nothing: its scratch memory is handed in.
public protocol ConvolutionKernel: Sendable {
  /// The name that reports print.
  var name: String { get }

  /// Scratch values of the forward pass and, where it trains, of both gradients.
  func scratch(threads: Int, trains: Bool) -> Int

  /// Values of the filter in the form that the forward pass reads; zero where it is read as it is.
  var transformedCount: Int { get }

  /// Brings the filter into the form that the forward pass reads, where that is another one.
  func transformFilter(_ filter: Filter, to transformed: Filter, on pool: WorkerPool)

  /// `y = epilogue(x ∗ filter)`, the filter in the form that `transformFilter` makes.
  func forward(
    _ parts: [FeatureMap], filter: Filter, to y: FeatureMap, epilogue: Epilogue,
    workspace: Workspace, on pool: WorkerPool)

  /// `dx (+)=` what every window gives back to the pixels under it, for each part by its own flag.
  func backwardInput(
    _ dy: FeatureMap, filter: Filter, to parts: [FeatureMap], accumulating: [Bool],
    workspace: Workspace, on pool: WorkerPool)

  /// `dfilter (+)= Σ over windows of x · dy`.
  func backwardFilter(
    _ parts: [FeatureMap], _ dy: FeatureMap, to gradient: Filter, accumulating: Bool,
    workspace: Workspace, on pool: WorkerPool)
}

extension ConvolutionKernel {
  public var transformedCount: Int { 0 }

  public func transformFilter(_ filter: Filter, to transformed: Filter, on pool: WorkerPool) {
    preconditionFailure("The kernel reads the filter as it is.")
  }
}
