import CRLAVectors

/// The backward pass of a norm with constant statistics: `y = f(x·scale + shift + r)`, scale and
/// shift by channel.
package enum ConstantNorm {
  /// `dx (+)= scale·g` and `dr (+)= g` with g = dy·f′.
  ///
  /// f′ follows from y, and `after` receives dr. Takes as many values as there are channels from
  /// the workspace.
  package static func backward(
    _ y: FeatureMap, _ dy: FeatureMap, scale: UnsafePointer<Float>, function: ElementLoop,
    to dx: FeatureMap, accumulating: Bool, after: FeatureMap?, accumulatingAfter: Bool,
    workspace: Workspace, on pool: WorkerPool
  ) {
    precondition(
      function.isFused && function.source != .argument,
      "A norm can apply functions whose derivative follows from the result.")
    var workspace = workspace
    let zeros = UnsafePointer(workspace.takeZeros(y.channels))
    pool.splitRows(of: y) { rows in
      let first = rows.lowerBound
      let gradient = dy.map(from: first)
      // Deviations from the center have the factor zero, so the gradient can stand in for the
      // input.
      var norm = vec_norm(
        x: gradient, y: y.map(from: first), dy: gradient, center: zeros, scale: nil, shift: nil,
        function: function.function)
      var gradients = vec_norm_gradients()
      (gradients.a, gradients.b, gradients.c) = (scale, zeros, zeros)
      gradients.dx = dx.map(from: first)
      gradients.accumulate = accumulating ? 1 : 0
      if let after { gradients.dafter = after.map(from: first) }
      gradients.accumulate_after = accumulatingAfter ? 1 : 0
      vec_norm_backward(rows.count, y.channels, &norm, &gradients)
    }
  }
}
