import ArgumentParser
import RLAExecution
import RLAKernels
import RLAReports

struct MachineCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "machine",
    abstract: "Measure what this machine can do at most, and say what it runs networks with.",
    discussion: """
      Peak arithmetic in registers, the best product of the linear algebra library, and reads and \
      triads in the L2 and L3 caches and in memory, with one thread and with all, in about a second.
      """)

  @OptionGroup(title: "Execution") var execution: MachineOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  /// How long each figure is repeated; longer than beside a network, since nothing else is measured.
  private static let time = Duration.milliseconds(25)

  func run() throws {
    try output.write { () throws(CommandFailure) in
      let machine = try execution.machine()
      let progress = Progress()
      defer { progress.end() }
      progress.show(ProgressText.measuringMachine)
      do throws(ResourceFailure) {
        let roofline = try Roofline(
          threads: execution.threadCount, isPinned: execution.isPinned, time: Self.time,
          clock: ContinuousClock())
        return MachineReport(machine, roofline).text(output.format, on: output.page)
      } catch {
        throw .plan("The measurement", .resources(error))
      }
    }
  }
}
