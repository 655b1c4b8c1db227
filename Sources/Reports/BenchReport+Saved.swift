package import RLAExecution
package import RLAFormats
import RLANetworks

extension BenchReport {
  /// What a later comparison reads of the conditions, before anything has run.
  package static func savedConditions(
    _ plan: ExecutionPlan, _ mode: Benchmark.Mode, isCold: Bool, isTuned: Bool,
    _ cost: BenchCost, _ machine: Machine
  ) -> SavedBench.Conditions {
    let options = plan.options
    return SavedBench.Conditions(
      model: plan.network.name, batch: options.batch,
      height: plan.takesImages ? options.height : nil,
      width: plan.takesImages ? options.width : nil,
      inputs: plan.network.isFromFile ? plan.savedInputs : nil, threads: options.threads,
      mode: mode.rawValue,
      parameters: cost.parameters, macs: cost.macs, plan: options.fusion.rawValue,
      algorithm: options.algorithm.rawValue, dtype: "float32", cold: isCold,
      pinned: machine.pins(options.threads), tuned: isTuned, products: options.kernels.rawValue,
      machine: SavedBench.Machine(
        processor: machine.processor, cores: machine.cores, blas: machine.blas,
        blasCore: machine.blasCore, loops: machine.vectors, governor: machine.governor))
  }

  /// The times of a measurement as a later comparison reads them.
  package static func savedTimes(_ result: Benchmark.Result) -> SavedBench.Whole {
    let interval = result.whole.medianInterval
    return SavedBench.Whole(
      median: result.whole.median.milliseconds, low: interval.lowerBound.milliseconds,
      high: interval.upperBound.milliseconds)
  }
}
