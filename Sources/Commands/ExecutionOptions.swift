public import ArgumentParser
public import Execution

// Words that options take; the raw values are the spelling.
extension Benchmark.Mode: ExpressibleByArgument {}
extension PlanOptions.Fusion: ExpressibleByArgument {}
extension PlanOptions.Algorithm: ExpressibleByArgument {}

/// How networks run, for the commands that run them.
struct ExecutionOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Threads; by default one for each core.", valueName: "n"),
    transform: PositiveNumber.parser("--threads"))
  var threads: Int?

  @Option(help: "Fast algorithms such as Winograd's, or exact ones: plain products.")
  var algorithm = PlanOptions.Algorithm.fast

  @Option(help: "Kernels of OpenBLAS: for this processor, or as OPENBLAS_CORETYPE says.")
  var blasCore = CoreChoice.processor

  enum CoreChoice: String, CaseIterable, ExpressibleByArgument {
    case processor
    case environment
  }

  /// Whether nothing was chosen.
  var areStandard: Bool { threads == nil && algorithm == .fast && blasCore == .processor }

  var threadCount: Int { threads ?? Machine.processorCount }

  func validate() throws {
    if let threads, threads > 1024 { throw ValidationError(Wording.tooManyThreads(threads)) }
  }

  /// Lets OpenBLAS choose its kernels; before anything runs.
  func machine() -> Machine {
    Machine(replacedBLASCore: blasCore == .processor ? Machine.chooseKernels() : nil)
  }
}
