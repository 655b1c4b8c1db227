import ArgumentParser
import Glibc

/// The program `rla-profile`.
package enum CommandLineTool {
  /// Runs the command that the process was started with, and exits where it fails.
  package static func run() {
    StandardStreams.prepare()
    LastResort.prepare()
    do {
      var command = try RLAProfile.parseAsRoot()
      try command.run()
    } catch {
      exit(code(afterReporting: error))
    }
  }

  /// Prints what an error of the argument parser says: help and versions are answers, the rest is
  /// not.
  private static func code(afterReporting error: any Error) -> Int32 {
    let code = RLAProfile.exitCode(for: error)
    let message = RLAProfile.fullMessage(for: error)
    if message.isEmpty { return code.rawValue }
    if !code.isSuccess {
      Output.note("\(message)\n")
      return code.rawValue
    }
    do throws(CommandFailure) {
      try Output.write("\(message)\n", to: nil)
      return code.rawValue
    } catch {
      return error.reported().rawValue
    }
  }
}
