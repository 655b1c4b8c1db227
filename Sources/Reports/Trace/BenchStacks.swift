package import RLAExecution
import RLANetworks

/// What `bench` folds for flame graphs.
package enum BenchMeasure: String, CaseIterable, Sendable {
  /// Nanoseconds: the medians of the steps, of the loss and of the optimizer step.
  case time
  /// Multiply-adds by definition.
  case macs
  /// Floating-point operations by definition, a multiply-add counted as two.
  case operations
  /// Bytes of inputs, weights and results, each once.
  case bytes
}

extension FoldedStacks {
  /// The steps of a measurement by module, below their pass where there are several.
  ///
  /// - Parameters:
  ///   - result: The measurement.
  ///   - measure: What the counts are.
  package init(_ result: Benchmark.Result, by measure: BenchMeasure) {
    self.init()
    let network = result.plan.network
    let name = network.name
    let trains = result.mode != .inference
    for step in result.steps {
      let path = network.frames(of: network.nodes[step.step.nodes[0]])
      let passes: [(pass: Timeline.Pass, times: Samples?)] = [
        (.forward, step.forward), (.backward, step.backward),
      ]
      for (pass, times) in passes {
        guard let times, let cost = StepPass(step, pass) else { continue }
        let count =
          switch measure {
          case .time: times.median.nanoseconds
          case .macs: Int(cost.macs)
          case .operations: Int(cost.operations)
          case .bytes: Int(cost.bytes)
          }
        add([name] + (trains ? [pass.rawValue] : []) + path, count)
      }
    }
    guard measure == .time, trains else { return }
    add([name, Timeline.Pass.loss.rawValue], result.passes.loss.nanoseconds)
    add([name, Timeline.Pass.optimizer.rawValue], result.passes.optimizer.nanoseconds)
  }
}
