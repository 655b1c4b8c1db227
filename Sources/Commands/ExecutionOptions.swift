public import ArgumentParser
public import RLAExecution
import RLAKernels

// Words that options take; the raw values are the spelling.
extension PlanOptions.Fusion: ExpressibleByArgument {}
extension PlanOptions.Algorithm: ExpressibleByArgument {}

/// How networks run, for the commands that run them.
struct ExecutionOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Threads; by default as OPENBLAS_NUM_THREADS or OMP_NUM_THREADS says, else one for each \
      processor that the process may use.
      """, valueName: "n"),
    transform: PositiveNumber.parse)
  var threads: Int?

  @Flag(
    name: .customLong("pin"), inversion: .prefixedNo,
    help: "Keep each thread on a processor of its own while times are measured.")
  var isPinned = true

  @Option(help: "Fast algorithms such as Winograd's, or exact ones: plain products.")
  var algorithm = PlanOptions.Algorithm.fast

  @Option(help: "Kernels of OpenBLAS: for this processor, or as OPENBLAS_CORETYPE says.")
  var blasCore = CoreChoice.processor

  @Option(
    help: ArgumentHelp(
      "Vector instructions of this program's own loops; by default the widest of this machine.",
      valueName: "level"))
  var vectors: String?

  enum CoreChoice: String, CaseIterable, ExpressibleByArgument {
    case processor
    case environment
  }

  /// Whether nothing was chosen.
  var areStandard: Bool {
    threads == nil && isPinned && algorithm == .fast && blasCore == .processor && vectors == nil
  }

  var threadCount: Int { threadChoice.count }

  var threadChoice: ThreadChoice { ThreadChoice(option: threads) }

  func validate() throws {
    if let threads, threads > Machine.processorCount {
      throw ValidationError(
        Wording.tooManyThreads(threads, processors: Machine.processorCount))
    }
    if let vectors, level(vectors) == nil {
      throw ValidationError(Wording.unusableVectors(vectors, usable: Machine.vectorLevels))
    }
  }

  /// The level of this name, in its own spelling; nil where the machine cannot run it.
  private func level(_ name: String) -> String? {
    Machine.vectorLevels.first { $0.lowercased() == name.lowercased() }
  }

  /// Opens OpenBLAS with the kernels that were chosen, and lets the loops choose their instructions;
  /// call it before anything runs.
  ///
  /// - Throws: `CommandFailure.linearAlgebra` where no such library is installed.
  func machine() throws(CommandFailure) -> Machine {
    if let level = vectors.flatMap(level) { _ = Machine.useVectors(level) }
    do throws(LinearAlgebra.Failure) {
      return Machine(
        replacedBLASCore: try Machine.openLinearAlgebra(choosingKernels: blasCore == .processor),
        threadOrigin: threadChoice.origin, isPinned: isPinned)
    } catch {
      throw .linearAlgebra(error)
    }
  }
}
