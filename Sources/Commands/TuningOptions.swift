import ArgumentParser
public import RLAExecution

extension PlanOptions.KernelSource: ArgumentWord {}

/// How algorithms are chosen, for the commands that measure networks.
struct TuningOptions: ParsableArguments {
  @Flag(
    name: .customLong("tune"), inversion: .prefixedNo,
    help: """
      Measure once which algorithm is the fastest for each layer and keep that in the user's cache \
      directory, or go by rules of thumb.
      """)
  var isOn = true

  @Option(
    help: "Where products run: in the fastest kernels, OpenBLAS's or our own, or all in OpenBLAS.")
  var products = PlanOptions.KernelSource.fastest

  /// Whether nothing was chosen.
  var areStandard: Bool { isOn && products == .fastest }

  /// Whether algorithms are measured: exact ones leave no choice.
  func tunes(_ execution: ExecutionOptions) -> Bool { isOn && execution.algorithm == .fast }
}
