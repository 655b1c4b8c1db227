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
      var command = try command(
        Arguments.protectingNegativeFigures(CommandLine.arguments.dropFirst()))
      try command.run()
    } catch {
      exit(code(afterReporting: error))
    }
  }

  /// The command with its options.
  ///
  /// It is parsed by itself: among the others, the parser would describe all options of the default
  /// command twice. What it does not answer alone, such as help or a mistake, it answers among the
  /// others, under the name of the program.
  private static func command(_ arguments: [String]) throws -> any ParsableCommand {
    // No command is asked for its name where there is none, since that makes its help.
    let word = arguments.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
    let named = word.flatMap { word in
      RLAProfile.configuration.subcommands.first { $0._commandName == word }
    }
    let type = named ?? ProfileCommand.self
    let own = named == nil ? arguments : Array(arguments.dropFirst())
    let isPlain = arguments.first != "help" && arguments.first != "--"
    if isPlain, let command = try? type.parseAsRoot(own), Swift.type(of: command) == type {
      return command
    }
    return try RLAProfile.parseAsRoot(arguments)
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
      try Output.write("\(fitted(RLAProfile.fullMessage(for: error)))\n", to: nil)
      return code.rawValue
    } catch {
      return error.reported().rawValue
    }
  }

  /// A help within the width of the terminal, of which the parser breaks all but the usage; any other
  /// answer as it is.
  private static func fitted(_ answer: String) -> String {
    guard answer.hasPrefix("OVERVIEW: ") else { return answer }
    return answer.split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { TextLines.broken(String($0), within: Terminal.width) }
      .joined(separator: "\n")
  }

  private static func refusal(_ error: any Error) -> String {
    let command = CommandLine.arguments.dropFirst().first(where: RLAProfile.commandNames.contains)
    return Wording.usage(
      ParserMessage(RLAProfile.message(for: error)),
      help: "rla-profile help \(command ?? ProfileCommand._commandName)"
    ).printable
  }
}
