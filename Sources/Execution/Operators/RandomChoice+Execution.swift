import RLAAnalysis
import RLANetworks
import RLASymbolic

/// Whether a random number of 0 ..< 1 is below the probability.
extension Bernoulli: ComposedExecutable {
  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    guard let odds = inputs[0] else { preconditionFailure("The probabilities are required.") }
    let numbers = net.one(RandomNumbers(.uniform), odds)
    let holds = net.combined(.less, numbers, odds)
    return [net.cast(holds, to: site.shapes.facts[site.output].type)]
  }
}

/// How many of the running sums of the probabilities a random number of 0 ..< 1 has reached.
extension Multinomial: ComposedExecutable {
  func compose(_ inputs: [Value?], at site: Site, in net: Scope) -> [Value] {
    guard let odds = inputs[0] else { preconditionFailure("The probabilities are required.") }
    let sizes = site.sizes()
    let (rows, classes) = (sizes[0], sizes[1])
    if classes == 1 { return [net.filled(0, [rows, samples], type)] }
    let sums = net.one(CumulativeSum(axis: 1), net.one(Softmax(axis: 1), odds))
    // The sum of all is 1, up to rounding, and no number reaches it.
    let bounds = net.reshaped(
      net.sliced(sums, axis: 1, from: 0, classes - 1), [rows, 1, classes - 1])
    let shape: Shape = [Dim(rows), Dim(samples), 1]
    let numbers = net.apply(RandomNumbers(.uniform, shape, type: .float32), to: [] as [Value])[0]
    let reached = net.cast(net.combined(.lessOrEqual, bounds, numbers), to: .int32)
    let count = net.one(Reduction(.sum, over: [2], keepingAxes: false), reached)
    return [net.cast(count, to: type)]
  }
}
