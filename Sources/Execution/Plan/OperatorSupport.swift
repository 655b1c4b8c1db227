import RLAAnalysis
package import RLANetworks

/// What the library does with an operator besides counting it.
package enum OperatorSupport: Int, Comparable, Sendable {
  /// It has no kernel, and plans refuse it by name.
  case counted
  /// It runs.
  case forward
  /// It runs, and so does its backward pass.
  case backward

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension OperatorEntry {
  /// What a plan makes of the example.
  ///
  /// Where only running tells a size, it is taken to be 1.
  package var support: OperatorSupport {
    if let open = self.operator as? any SizedByRunning, open.count == nil {
      return OperatorEntry(open.sized(1), inputs).support
    }
    let network = network
    guard let shapes = try? InferredShapes(network, inputs: network.inputs.map(\.fact)),
      let index = network.nodes.indices.first
    else { return .counted }
    let site = Site(shapes, index)
    guard let executable = site.executable, site.isSupported else { return .counted }
    // A result of whole numbers or truth values passes no gradient.
    let makesNumbers = shapes.outputs(ofNode: index)[0].type.isFloating
    return makesNumbers && executable.isDifferentiable(at: site) ? .backward : .forward
  }
}
