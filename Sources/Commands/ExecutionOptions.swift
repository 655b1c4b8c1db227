import ArgumentParser
public import RLAExecution

// Words that options take; the raw values are the spelling.
extension PlanOptions.Fusion: ArgumentWord {}
extension PlanOptions.Algorithm: ArgumentWord {}

/// How networks run, for the commands that run them.
struct ExecutionOptions: ParsableArguments {
  @OptionGroup var options: MachineOptions

  @Option(help: "Fast algorithms such as Winograd's, or exact ones: plain products.")
  var algorithm = PlanOptions.Algorithm.fast

  @Option(
    help: ArgumentHelp(
      "Vector instructions of this program's own loops; by default the widest of this machine.",
      valueName: "level"))
  var vectors: String?

  /// Whether nothing was chosen.
  var areStandard: Bool { options.areStandard && algorithm == .fast && vectors == nil }

  var threadCount: Int { options.threadCount }

  var isPinned: Bool { options.isPinned }

  func validate() throws {
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
    return try options.machine()
  }
}
