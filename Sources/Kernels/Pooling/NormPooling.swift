/// The root of the sum of squares of each window; padding adds nothing.
///
/// x: N×spatial×C; y: N×spatial'×C. The gradient of a window that is all zeros is taken as 0.
package struct NormPooling: Sendable {
  private let sums: WindowSums
  private let inputCount: Int

  package init(_ geometry: ConvolutionGeometry, batch: Int, channels: Int) {
    sums = WindowSums(geometry, batch: batch, channels: channels)
    inputCount = batch * geometry.inputLines * geometry.horizontal.input * channels
  }

  /// Scratch values of the forward pass and, where it trains, of the backward pass.
  package func scratch(trains: Bool) -> Int {
    sums.filterCount + inputCount + (trains ? sums.resultCount : 0)
  }

  package func forward(
    _ x: FeatureMap, to y: FeatureMap, workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let squares = FeatureMap(workspace.take(inputCount), like: x)
    Elementwise.multiply(x, x, to: squares, on: pool)
    sums.forward(squares, to: y, workspace: workspace, on: pool)
    Roots.take(y, on: pool)
  }

  /// `dx (+)= x · Σ over the windows on it of dy / y`.
  package func backward(
    _ x: FeatureMap, _ y: FeatureMap, _ dy: FeatureMap, to dx: FeatureMap, accumulating: Bool,
    workspace: Workspace, on pool: WorkerPool
  ) {
    var workspace = workspace
    let shares = FeatureMap(workspace.take(sums.resultCount), like: dy)
    Roots.divide(dy, by: y, to: shares, on: pool)
    let factors = FeatureMap(workspace.take(inputCount), like: dx)
    sums.backward(shares, to: factors, accumulating: false, workspace: workspace, on: pool)
    Elementwise.multiply(x, factors, to: dx, accumulating: accumulating, on: pool)
  }
}
