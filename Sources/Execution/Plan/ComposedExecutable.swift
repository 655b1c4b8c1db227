import RLAAnalysis
import RLANetworks
import RLASymbolic

/// An operator that runs as several others, which a plan puts in its place.
///
/// Every one of these has its own kernels, its gradients and its part in fusion, so that the
/// operator needs none.
protocol ComposedExecutable: Executable {
  /// Whether the application runs as others; where it does not, it has a step of its own.
  func isComposed(at site: Site) -> Bool

  /// Records the nodes that compute the results.
  ///
  /// - Parameters:
  ///   - inputs: By position; nil where an optional input is left out.
  ///   - site: The application, with all sizes.
  ///   - net: Where they are recorded; a layer in it has the weights of the operator.
  /// - Returns: As many results as the node makes.
  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value]
}

extension ComposedExecutable {
  var runsOnMapsOnly: Bool { false }

  func isComposed(at site: Site) -> Bool { true }

  func runs(at site: Site) -> Bool { partsRun(at: site) }

  func isDifferentiable(at site: Site) -> Bool { partsAreDifferentiable(at: site) }

  func partsRun(at site: Site) -> Bool {
    composed(at: site)?.sites.allSatisfy(\.isSupported) ?? false
  }

  func partsAreDifferentiable(at site: Site) -> Bool {
    guard let sites = composed(at: site)?.sites else { return false }
    return sites.allSatisfy { $0.isKnown || $0.executable?.isDifferentiable(at: $0) == true }
  }

  func step(at site: Site, in lowering: inout Lowering) -> any Step {
    preconditionFailure("A plan puts others in the place of \(kind).")
  }

  /// What the nodes in its place compute; nil where they do not take its inputs.
  fileprivate func composed(at site: Site) -> InferredShapes? {
    try? InferredShapes(
      composition(at: site), inputs: site.node.reads.map { site.shapes.facts[$0] })
  }

  /// The nodes in its place as a network that takes what the node reads.
  private func composition(at site: Site) -> Network {
    let declared = site.node.reads.enumerated().map {
      Input("x\($0.offset)", site.shapes.facts[$0.element], batchAxis: nil)
    }
    return Network("\(kind)", inputs: declared) { net, values in
      var rest = values[...]
      let inputs = site.node.inputs.map { $0 == nil ? nil : rest.popFirst() }
      return compose(inputs, at: site, in: net).enumerated().map { ("y\($0)", $1) }
    }
  }
}

extension InferredShapes {
  /// The applications of all nodes.
  fileprivate var sites: [Site] { network.nodes.indices.map { Site(self, $0) } }

  /// The network with operators in place of those that run as several others, and for each of its
  /// nodes the number of the original one; nil where there are none.
  var decomposed: (shapes: InferredShapes, originals: [Int])? {
    var result: (shapes: InferredShapes, originals: [Int])?
    // What stands in the place of an operator may be such operators again.
    while let next = (result?.shapes ?? self).decomposedOnce {
      let before = result?.originals
      result = (next.shapes, next.originals.map { before?[$0] ?? $0 })
    }
    return result
  }

  private var decomposedOnce: (shapes: InferredShapes, originals: [Int])? {
    var replaced: [Int: InferredShapes] = [:]
    for site in sites where !site.isKnown {
      guard let function = site.executable as? any ComposedExecutable,
        function.isComposed(at: site)
      else { continue }
      guard let composed = function.composed(at: site) else {
        preconditionFailure("A plan refuses operators that do not run as others.")
      }
      replaced[site.index] = composed
    }
    if replaced.isEmpty { return nil }
    let replacement = network.replacing(replaced.mapValues(\.network)) { facts[$0].shape.rank }
    return (InferredShapes(self, replacement, replaced: replaced), replacement.originals)
  }
}
