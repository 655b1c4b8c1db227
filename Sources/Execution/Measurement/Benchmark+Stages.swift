import RLANetworks

extension Benchmark.Result {
  /// The time of each stage of the network, in the order of execution.
  ///
  /// It is the sum of the medians of its steps; a step belongs to the stage of its first node.
  public var stageTimes: [(stage: String, time: Duration)] {
    var times = [Duration](repeating: .zero, count: plan.network.stages.count)
    for step in steps {
      times[plan.network.stage(of: plan.network.nodes[step.step.nodes[0]])] += step.median
    }
    return zip(plan.network.stages, times).map { ($0, $1) }
  }

  /// 10⁹ operations per second that ran, a multiply-add counted as two.
  public var gigaflops: Double {
    let executed = steps.reduce(0) { $0 + $1.operations - $1.savedOperations }
    return executed / whole.median.seconds * 1e-9
  }

  /// The share of the multiply-adds that ran in the library for products; 1 where there are none.
  public var libraryShare: Double {
    let executed = steps.reduce(0) { $0 + $1.multiplyAdds.executed }
    let inLibrary = steps.reduce(0) { $0 + $1.multiplyAdds.inLibrary }
    return executed == 0 ? 1 : Double(inLibrary) / Double(executed)
  }

  /// The sum of the medians of all steps.
  public var stepSum: Duration { steps.reduce(.zero) { $0 + $1.median } }

  /// The part of the median of a whole run that no step, loss or optimizer accounts for.
  public var rest: Duration {
    whole.median - stepSum - passes.loss - passes.optimizer
  }

  /// The steps at or below a path.
  public func steps(under path: String) -> [Benchmark.StepTimes] {
    steps.filter { $0.step.path.isPath(atOrBelow: path) }
  }
}
