import ArgumentParser
import Glibc
import RLATraining

/// The processes of a training: one of them speaks, and none is left behind.
struct TrainingProcesses {
  let group: any ProcessGroup

  /// - Throws: `CommandFailure.training` where mpirun started several and they cannot find each other.
  init() throws(CommandFailure) {
    do throws(StartedProcesses.Failure) {
      group = try StartedProcesses.join()
    } catch {
      throw .training(.processes(StartedProcesses.count(), error))
    }
  }

  /// Does what may fail on all processes at once; the first that fails goes on with its failure, and
  /// ends the others.
  func together<Success>(
    _ body: () throws(CommandFailure) -> Success
  ) throws(CommandFailure) -> Success {
    let (result, isFirstFailure) = group.attempt(body)
    if isFirstFailure == false { waitForEnd() }
    return try result.get()
  }

  /// Waits until the process that failed ends this one.
  func waitForEnd() -> Never {
    signal(SIGTERM, SIG_DFL)
    while true { pause() }
  }

  /// Ends all other processes too.
  func ending(_ code: ExitCode) -> ExitCode {
    StartedProcesses.abort(group, code: code.rawValue)
    return code
  }
}

/// What processes other than the first do beside training: nothing.
final class SilentObserver: TrainingObserver {
  private let interruption: Interruption

  init(_ interruption: Interruption) { self.interruption = interruption }

  var isInterrupted: Bool { interruption.isRequested }
  func didStep(_ step: StepResult) {}
  func didEnd(_ result: EpochResult, at position: TrainingPosition) {}
}
