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
      try checkHelp(CommandLine.arguments.dropFirst())
      var command = try RLAProfile.parseAsRoot(
        Arguments.protectingNegativeFigures(CommandLine.arguments.dropFirst()))
      try command.run()
    } catch {
      exit(code(afterReporting: error))
    }
  }

  /// Refuses help on what is no command, for which the parser would show the help of the program.
  private static func checkHelp(_ arguments: ArraySlice<String>) throws {
    guard arguments.first == "help", let word = arguments.dropFirst().first,
      !word.hasPrefix("-"), !RLAProfile.commandNames.contains(word)
    else { return }
    throw CommandFailure.noHelp(
      word, suggestion: likelyName(for: word, in: RLAProfile.commandNames)
    )
    .reported()
  }

  /// Prints what an error of the argument parser says: help and versions are answers, the rest is
  /// a refusal, which we say in our own words.
  private static func code(afterReporting error: any Error) -> Int32 {
    let code = RLAProfile.exitCode(for: error)
    if error is ExitCode { return code.rawValue }
    if !code.isSuccess {
      Output.remark(refusal(error))
      return code.rawValue
    }
    do throws(CommandFailure) {
      try Output.write("\(RLAProfile.fullMessage(for: error))\n", to: nil)
      return code.rawValue
    } catch {
      return error.reported().rawValue
    }
  }

  private static func refusal(_ error: any Error) -> String {
    let command = CommandLine.arguments.dropFirst().first(where: RLAProfile.commandNames.contains)
    return Wording.usage(
      ParserMessage(RLAProfile.message(for: error)),
      help: "rla-profile help \(command ?? ProfileCommand._commandName)"
    ).printable
  }
}
