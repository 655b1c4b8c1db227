public import RLAExecution
import RLAQueries
import RLAText

/// How the latencies of a sweep were measured.
public struct LatencyConditions: Sendable {
  public let machine: Machine
  public let threads: Int
  public let algorithm: PlanOptions.Algorithm
  /// Timed runs of each point.
  public let runs: Int
  /// Runs of each point before the clock starts.
  public let warmup: Int

  public init(
    machine: Machine, threads: Int, algorithm: PlanOptions.Algorithm, runs: Int, warmup: Int
  ) {
    self.machine = machine
    self.threads = threads
    self.algorithm = algorithm
    self.runs = runs
    self.warmup = warmup
  }

  /// What the numbers are.
  var footnote: String {
    "\(Latency.key) [\(Latency.unit)]: measured time of the inference forward pass of the whole "
      + "batch, float32, fused plan, \(algorithm.rawValue) algorithms; median of \(runs) "
      + "\(runs == 1 ? "run" : "runs") behind \(warmup) to warm up."
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
      "algorithm": .string(algorithm.rawValue), "machine": machine.json,
    ]
  }
}
