import ArgumentParser
import Glibc
import RLAText

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

  /// Says what an error of the argument parser says: help and versions are answers, the rest are
  /// mistakes in our own words.
  private static func code(afterReporting error: any Error) -> Int32 {
    let code = RLAProfile.exitCode(for: error)
    if error is ExitCode { return code.rawValue }
    if !code.isSuccess {
      Output.remark(usage(error).printable)
      return code.rawValue
    }
    do throws(CommandFailure) {
      try Output.write("\(RLAProfile.fullMessage(for: error))\n", to: nil)
      return code.rawValue
    } catch {
      return error.reported().rawValue
    }
  }

  private static func usage(_ error: any Error) -> String {
    let command = CommandLine.arguments.dropFirst().first(where: RLAProfile.commandNames.contains)
    let help = ["rla-profile help", command].compactMap { $0 }.joined(separator: " ")
    return Wording.usage(RLAProfile.message(for: error), help: help)
  }
}
