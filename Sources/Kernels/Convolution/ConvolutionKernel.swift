/// One way to compute a convolution and its gradients at one size.
///
/// Maps are channels last; the input comes in one or more parts along the channels. A kernel
/// allocates nothing: the caller provides its scratch memory.
package protocol ConvolutionKernel: Sendable {
  /// The name that reports print.
  var name: String { get }

  /// Multiply-adds by which its products fall short of those of the definition, in the forward pass
  /// and as many in each gradient.
  var savedMultiplyAdds: Int { get }

  /// Multiply-adds of the forward pass that it gives to the linear algebra library, and as many of
  /// each gradient.
  var multiplyAddsInLibrary: Int { get }

  /// The kernel whose gradients it computes: itself, unless it has only a forward pass of its own.
  var gradientKernel: any ConvolutionKernel { get }

  /// Whether by rule of thumb its gradients are faster than those of the library.
  var hasFastGradients: Bool { get }

  /// Scratch values of the forward pass and, where it trains, of both gradients.
  func scratch(threads: Int, trains: Bool) -> Int

  /// Values of the filter as the forward pass reads it; zero where it is read untransformed.
  var transformedCount: Int { get }

  /// Transforms the filter for the forward pass, where `transformedCount` is not zero.
  func transformFilter(_ filter: Filter, to transformed: Filter, on pool: WorkerPool)

  /// `y = epilogue(x ∗ filter)`, with the filter as `transformFilter` leaves it.
  func forward(
    _ parts: [FeatureMap], filter: Filter, to y: FeatureMap, epilogue: Epilogue,
    workspace: Workspace, on pool: WorkerPool)

  /// `dx (+)=` the gradient from every window that covers a pixel, with a flag for each part.
  func backwardInput(
    _ dy: FeatureMap, filter: Filter, to parts: [FeatureMap], accumulating: [Bool],
    workspace: Workspace, on pool: WorkerPool)

  /// `dfilter (+)= Σ over windows of x · dy`.
  func backwardFilter(
    _ parts: [FeatureMap], _ dy: FeatureMap, to gradient: Filter, accumulating: Bool,
    workspace: Workspace, on pool: WorkerPool)
}

extension ConvolutionKernel {
  package var savedMultiplyAdds: Int { 0 }

  package var gradientKernel: any ConvolutionKernel { self }

  package var hasFastGradients: Bool { false }

  package var transformedCount: Int { 0 }

  package func transformFilter(_ filter: Filter, to transformed: Filter, on pool: WorkerPool) {
    preconditionFailure("The kernel reads the filter as it is.")
  }
}

/// A convolution with a forward pass of its own only: its gradients are those of `gradientKernel`.
package protocol ForwardConvolution: ConvolutionKernel {}

extension ForwardConvolution {
  package func backwardInput(
    _ dy: FeatureMap, filter: Filter, to parts: [FeatureMap], accumulating: [Bool],
    workspace: Workspace, on pool: WorkerPool
  ) {
    gradientKernel.backwardInput(
      dy, filter: filter, to: parts, accumulating: accumulating, workspace: workspace, on: pool)
  }

  package func backwardFilter(
    _ parts: [FeatureMap], _ dy: FeatureMap, to gradient: Filter, accumulating: Bool,
    workspace: Workspace, on pool: WorkerPool
  ) {
    gradientKernel.backwardFilter(
      parts, dy, to: gradient, accumulating: accumulating, workspace: workspace, on: pool)
  }
}
