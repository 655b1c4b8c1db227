import ArgumentParser
import RLAExecution
import RLAKernels

/// The threads and the library that work runs on.
struct MachineOptions: ParsableArguments {
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

  @Option(
    help: "Kernels of OpenBLAS: the fastest on this processor, or as OPENBLAS_CORETYPE says.")
  var blasCore = CoreChoice.processor

  enum CoreChoice: String, CaseIterable, ArgumentWord {
    case processor
    case environment
  }

  /// Whether nothing was chosen.
  var areStandard: Bool { threads == nil && isPinned && blasCore == .processor }

  var threadCount: Int { threadChoice.count }

  var threadChoice: ThreadChoice { ThreadChoice(option: threads) }

  func validate() throws {
    if let threads, threads > Machine.processorCount {
      throw ValidationError(
        Wording.tooManyThreads(threads, processors: Machine.processorCount))
    }
  }

  /// Opens OpenBLAS with the kernels that were chosen; call it before anything runs.
  ///
  /// - Throws: `CommandFailure.linearAlgebra` where no such library is installed.
  func machine() throws(CommandFailure) -> Machine {
    do throws(LinearAlgebra.Failure) {
      return Machine(
        replacedBLASCore: try Machine.openLinearAlgebra(choosingKernels: blasCore == .processor),
        threadOrigin: threadChoice.origin, isPinned: isPinned)
    } catch {
      throw .linearAlgebra(error)
    }
  }
}
