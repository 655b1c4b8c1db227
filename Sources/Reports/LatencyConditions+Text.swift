import RLAExecution
import RLAQueries
import RLAText

extension LatencyConditions {
  /// What the numbers are.
  var footnote: String {
    "\(Latency.key) [\(Latency.unit)]: measured time of the inference forward pass of the whole "
      + "batch, float32, fused plan, \(algorithm.rawValue) algorithms\(choice); median of \(runs) "
      + "\(runs == 1 ? "run" : "runs") after \(warmup) to warm up."
  }

  private var choice: String {
    (isTuned ? " chosen by measurement" : algorithm == .fast ? " chosen by rules of thumb" : "")
      + (kernels == .blas ? ", products in BLAS alone" : "")
  }

  /// Says how many points the load of the machine disturbed; nil where it disturbed none.
  var warning: String? {
    disturbedPoints == 0
      ? nil
      : "warning: the load of the machine disturbed the measurement of "
        + "\(Numbers.counted(disturbedPoints, "point")); 'bench' says how."
  }

  /// Where they come from.
  var source: String { machine.text(threads: threads) }

  /// Both in a few words, for a plot.
  var brief: String {
    "median of \(runs) \(runs == 1 ? "run" : "runs"), \(threads) "
      + "\(threads == 1 ? "thread" : "threads") of \(machine.processor)"
  }

  var json: JSONValue {
    [
      "runs": .integer(runs), "warmup": .integer(warmup), "threads": .integer(threads),
      "pinned": .bool(machine.pins(threads)),
      "mode": .string(Benchmark.Mode.inference.rawValue),
      "plan": .string(PlanOptions.Fusion.fused.rawValue),
      "algorithm": .string(algorithm.rawValue), "products": .string(kernels.rawValue),
      "tuned": .bool(isTuned), "disturbed_points": .integer(disturbedPoints),
      "machine": machine.json,
    ]
  }
}
