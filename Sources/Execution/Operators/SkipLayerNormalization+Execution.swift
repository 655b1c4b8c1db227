import RLANetworks
import RLASymbolic

extension SkipLayerNormalization: ComposedExecutable {
  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    guard let input = inputs[0] else { preconditionFailure("The input is required.") }
    let sum = net.sum(input, inputs[1], inputs.at(4))
    let norm = net.normalized(sum, site.sizes(), form, epsilon: epsilon)
    let scaled = inputs[2].map { net.combined(.multiply, norm, $0) } ?? norm
    let result = net.sum(scaled, inputs.at(3))
    if site.node.outputs.count == 1 { return [result] }
    let statistics = net.statistics(
      of: sum, over: [-1], centers: form == .deviation, epsilon: epsilon)
    return [result, statistics.mean, statistics.inverse, sum]
      .prefix(site.node.outputs.count).map { $0 }
  }
}

extension EmbedLayerNormalization: ComposedExecutable {
  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    let words = inputs[2].map { net.one(Gather(), $0, inputs[0]) }
    let segments = inputs.at(4).map { net.one(Gather(), $0, inputs[1]) }
    guard let words, let table = inputs[3] else {
      preconditionFailure("Words and positions are required.")
    }
    let (batch, length) = (site.sizes()[0], site.sizes()[1])
    let places =
      inputs.at(8).map { net.one(Gather(), table, $0) }
      ?? net.sliced(table, axis: 0, from: 0, length)
    let sum = net.sum(words, places, segments)
    let norm = net.normalized(sum, site.outputSizes(), .deviation, epsilon: epsilon)
    let scaled = inputs[5].map { net.combined(.multiply, norm, $0) } ?? norm
    let result = net.sum(scaled, inputs[6])
    if site.node.outputs.count == 1 { return [result] }
    let counted = inputs.at(7).map {
      net.one(Cast(to: .int32), net.one(Reduction(.sum, over: [1], keepingAxes: false), $0))
    }
    return [result, counted ?? net.filled(0, [batch], .int32), sum]
      .prefix(site.node.outputs.count).map { $0 }
  }
}

extension Scope {
  /// A norm over the last axis without weights.
  fileprivate func normalized(
    _ value: Value, _ sizes: [Int], _ form: SkipLayerNormalization.Form, epsilon: Double
  ) -> Value {
    let size: Shape = [Dim(sizes[sizes.count - 1])]
    return switch form {
    case .deviation: one(LayerNormalization(size, epsilon: epsilon, affine: false), value)
    case .rootMeanSquare: one(RMSNormalization(size, epsilon: epsilon, affine: false), value)
    }
  }
}
