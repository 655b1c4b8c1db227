import RLAExecution
import RLANetworks
import RLAText

extension Benchmark.Result {
  /// The time of each stage of the network, in the order of execution.
  ///
  /// It is the sum of the medians of its steps; a step belongs to the stage of its first node.
  var parts: [(name: String, time: Duration)] {
    var times = [Duration](repeating: .zero, count: plan.network.stages.count)
    for step in steps {
      times[plan.network.stage(of: plan.network.nodes[step.step.nodes[0]])] += step.median
    }
    return zip(plan.network.stages, times).map { ($0, $1) }
  }

  /// One line for people: `stem 3.6 ms (12 %), stage 1 …`.
  var partsLine: String {
    parts.map { part in
      let share = Numbers.fixed(part.time / whole.median * 100, decimals: 1)
      return "\(part.name) \(Numbers.fixed(part.time.milliseconds, decimals: 3)) ms (\(share) %)"
    }.joined(separator: ", ")
  }

  var partsJSON: JSONValue {
    .array(
      parts.map { ["name": .string($0.name), "median_ms": .milliseconds($0.time)] })
  }
}
