import RLAExecution
import RLANetworks
import RLAText

extension BenchReport {
  var json: JSONValue {
    let options = conditions.options
    let head: [JSONValue.Member] = [
      .init("kind", "bench"),
      .init("model", .string(result.plan.network.name)),
    ]
    let choices: [JSONValue.Member] = [
      .init("mode", .string(result.mode.rawValue)),
      .init("plan", .string(options.fusion.rawValue)),
      .init("algorithm", .string(options.algorithm.rawValue)),
      .init("interrupted", .bool(result.conditions.wasInterrupted)),
      .init("parameters", .integer(cost.parameters)),
      .init("macs", .integer(cost.macs)),
    ]
    let times: [JSONValue.Member] = [
      .init("whole", whole), .init("parts", stages), .init("layers", .array(steps.map(layer))),
      .init("losses", .array(losses.map(\.json))), .init("by", .string(grouping.key)),
      .init("rows", rowsJSON),
    ]
    return .document(
      head + conditions.optionMembers(takesImages: result.plan.takesImages)
        + (file?.members(result) ?? []) + choices + tuning.members + conditions.machineMembers
        + times)
  }

  private var whole: JSONValue {
    let whole = result.whole
    let trains = result.mode != .inference
    let single = fewerThreads.first { $0.threads == 1 }
    let members: [JSONValue.Member] = [
      .init("median_ms", .milliseconds(whole.median)),
      .init("p10_ms", .milliseconds(whole.quantile(0.1))),
      .init("p90_ms", .milliseconds(whole.quantile(0.9))),
      .init("min_ms", .milliseconds(whole.minimum)),
      .init("variation", whole.variation.map(JSONValue.number) ?? .null),
    ]
    let sums: [JSONValue.Member] = [
      .init("runs", .integer(whole.values.count)),
      .init("layer_sum_ms", .milliseconds(result.stepSum)),
      .init("forward_ms", .milliseconds(result.passes.forward)),
      .init("loss_ms", trains ? .milliseconds(result.passes.loss) : .null),
      .init("backward_ms", trains ? .milliseconds(result.passes.backward) : .null),
      .init(
        "optimizer_ms",
        result.mode == .training ? .milliseconds(result.passes.optimizer) : .null),
      .init("single_thread_ms", single.map { .milliseconds($0.median) } ?? .null),
      .init(
        "fewer_threads",
        .array(
          fewerThreads.map {
            ["threads": .integer($0.threads), "median_ms": .milliseconds($0.median)]
          })),
    ]
    let reached: [JSONValue.Member] = [
      .init("gigaflops", .number(result.gigaflops)),
      .init("peak_share", .number(peakShare)),
      .init("blas_share", .number(result.libraryShare)),
      .init("activation_bytes", .integer(result.plan.activationBytes)),
      .init("planned_bytes", .integer(result.plan.totalBytes)),
      .init("measured_bytes", measuredBytes.map(JSONValue.integer) ?? .null),
    ]
    return .object(members + whole.intervalMembers + sums + reached)
  }

  private var stages: JSONValue {
    .array(
      result.stageTimes.map { ["name": .string($0.stage), "median_ms": .milliseconds($0.time)] })
  }

  private func gradients(_ algorithms: StepAlgorithms) -> JSONValue {
    [
      "input": .string(algorithms.inputGradient.name),
      "weights": .string(algorithms.weightGradient.name),
    ]
  }

  private func layer(_ step: Benchmark.StepTimes) -> JSONValue {
    let network = result.plan.network
    return [
      "path": .string(step.step.path),
      "nodes": .array(step.step.nodes.map { .string(network.path(of: network.nodes[$0])) }),
      "algorithm": .string(step.step.algorithm),
      "gradient_algorithms": step.backward == nil ? .null : gradients(step.step.algorithms),
      "median_ms": .milliseconds(step.median), "forward_ms": .milliseconds(step.forward.median),
      "backward_ms": step.backward.map { .milliseconds($0.median) } ?? .null,
      "operations": .number(step.operations),
      "saved_operations": .number(step.savedOperations), "bytes": .number(step.bytes),
      "gigaflops": .number(step.work.gigaflops),
      "peak_share": .number(step.work.gigaflops / conditions.roofline.gigaflops),
      "bound": .string(step.work.bound(conditions)),
      "predicted_ms": .milliseconds(step.work.predicted(conditions)),
    ]
  }
}
