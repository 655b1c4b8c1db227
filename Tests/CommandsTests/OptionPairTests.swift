import Foundation
import TestSupport
import Testing

/// Every option, alone and with every other, on several networks: it changes the answer, or a
/// sentence refuses it.
@Suite struct OptionPairTests {
  struct Command: Sendable, CustomTestStringConvertible {
    let words: [String]
    /// Options with a value that is not the default and makes a difference to both networks.
    let options: [[String]]
    /// Pairs of options of which one leaves the other nothing to change.
    var excused: Set<[String]> = []

    var testDescription: String { words.joined(separator: " ") }
  }

  static let commands = [
    Command(
      words: ["profile", "a.yaml", "b.yaml"],
      options: [
        ["--by", "stage"], ["--depth", "1"], ["--layers"], ["--columns", "calls,counts"],
        ["--sort", "macs:asc"], ["--units", "binary"], ["--convention", "thop@0.0.31"],
        ["--input-size", "96"], ["--batch", "2"], ["--rla-channels", "8"], ["--classes", "10"],
        ["--wiring", "paper"], ["--optimizer", "adam"], ["--freeze", "stages.0"],
        ["--format", "csv"], ["-a", "c.yaml"],
      ],
      // Both wirings cost the same, and CSV has numbers alone.
      excused: [["--wiring", "--format"]]),
    Command(
      words: ["compare", "a.yaml", "b.yaml", "c.yaml"],
      options: [
        ["--layers"], ["--units", "binary"], ["--convention", "thop@0.0.31"],
        ["--input-size", "96"], ["--batch", "2"], ["--rla-channels", "8"], ["--classes", "10"],
        ["--format", "markdown"], ["-a", "mobilenet_v2"],
      ]),
    Command(
      words: ["profile", "a.yaml", "--plot", "treemap"],
      options: [
        ["--input-size", "96"], ["--batch", "2"], ["--rla-channels", "8"], ["--classes", "10"],
        ["--paper-width", "one"], ["--dtype", "int8"], ["--optimizer", "adam"],
        ["--freeze", "stages.0"], ["--depth", "1"], ["--columns", "calls"], ["--units", "binary"],
        ["--convention", "thop@0.0.31"], ["--format", "csv"], ["-a", "c.yaml"],
      ]),
    Command(
      words: ["profile", "a.yaml", "--plot", "memory:training"],
      options: [
        ["--input-size", "96"], ["--batch", "2"], ["--rla-channels", "8"], ["--classes", "10"],
        ["--paper-width", "one"], ["--dtype", "bfloat16"], ["--optimizer", "adam"],
        ["--freeze", "stages.0"],
      ]),
    Command(
      words: ["compare", "a.yaml", "b.yaml", "--plot", "macs:activations"],
      options: [
        ["--layers"], ["--units", "binary"], ["--convention", "thop@0.0.31"],
        ["--input-size", "96"], ["--batch", "2"], ["--rla-channels", "8"], ["--classes", "10"],
        ["--log", "xy"], ["--paper-width", "two"], ["--format", "markdown"],
        ["-a", "mobilenet_v2"],
      ]),
    Command(
      words: ["sizes", "a.yaml", "b.yaml"],
      options: [
        ["--from", "30"], ["--to", "70"], ["--input-size", "65"], ["--format", "csv"],
        ["--format", "json"], ["-a", "c.yaml"],
      ]),
    Command(
      words: ["formula", "a.yaml", "b.yaml"],
      options: [
        ["--by", "stage"], ["--convention", "thop@0.0.31"], ["--at", "N=2"],
        ["--format", "python"], ["--format", "latex"], ["-a", "c.yaml"],
      ]),
    Command(
      words: ["report", "a.yaml", "b.yaml"],
      options: [
        ["--input-size", "96"], ["--batch", "2"], ["--rla-channels", "8"], ["--classes", "10"],
        ["--wiring", "paper"], ["--optimizer", "adam"], ["--freeze", "stages.0"],
        ["--dtype", "int8"], ["--mode", "training"], ["-a", "c.yaml"],
      ]),
    Command(
      words: ["sweep", "a.yaml", "b.yaml", "--input-size", "96,64"],
      options: [
        ["--batch", "2,4"], ["--rla-channels", "8,4"],
        ["--classes", "10,20"], ["--columns", "macs,moved"], ["--where", "H > 64"],
        ["--sort", "macs:asc"], ["--pareto", "macs,H:max"], ["--units", "binary"],
        ["--format", "csv"], ["--plot", "H,macs"], ["-a", "c.yaml"],
      ],
      // One point of each network is left to sort.
      excused: [["--where", "--sort"]]),
    Command(
      words: ["parameters", "a.yaml", "b.yaml"],
      options: [
        ["--rla-channels", "8"], ["--classes", "10"], ["--format", "json"], ["-a", "c.yaml"],
      ]),
    Command(
      words: ["explain", "macs", "thop@0.1.1", "a.yaml", "b.yaml"],
      options: [
        ["--input-size", "96"], ["--batch", "2"], ["--rla-channels", "8"], ["--classes", "10"],
        ["--units", "si"], ["--format", "markdown"], ["-a", "c.yaml"],
      ]),
  ]

  @Test(arguments: commands)
  func `An option changes the answer or is refused`(command: Command) throws {
    try inFolder { folder in
      try Self.writeNetworks(to: folder)
      let plain = try Self.answer(command.words, in: folder)
      try #require(plain.exitCode == 0, "\(plain.text)")
      var alone: [[String]: Answer] = [:]
      for option in command.options {
        let answer = try Self.answer(command.words + option, in: folder)
        alone[option] = answer
        #expect(answer.isRefusal || answer.text != plain.text, "\(option) changes nothing")
      }
      for (index, first) in command.options.enumerated() {
        for second in command.options[..<index] where second[0] != first[0] {
          if command.excused.contains([second[0], first[0]]) { continue }
          let both = try Self.answer(command.words + first + second, in: folder)
          if both.isRefusal { continue }
          #expect(both.exitCode == 0, "\(first) \(second): \(both.text)")
          #expect(both.text != alone[first]?.text, "\(second) changes nothing beside \(first)")
          #expect(both.text != alone[second]?.text, "\(first) changes nothing beside \(second)")
        }
      }
    }
  }

  private struct Answer {
    let text: String
    let exitCode: Int32

    /// Whether one sentence says what is wrong with the options.
    var isRefusal: Bool { exitCode == 64 && text.hasPrefix("rla-profile: ") }
  }

  private static func answer(_ words: [String], in folder: URL) throws -> Answer {
    let files = words.map {
      $0.hasSuffix(".yaml") ? folder.appending(path: $0).path(percentEncoded: false) : $0
    }
    let run = try ProgramRun(files)
    return Answer(text: run.output + run.error, exitCode: run.exitCode)
  }

  /// Three small networks with a state; the second is the smaller one.
  private static func writeNetworks(to folder: URL) throws {
    for (name, planes) in [("a", 16), ("b", 8), ("c", 24)] {
      let text = """
        backbone: resnet
        depths: [1, 1]
        planes: [\(planes), \(2 * planes)]
        recurrence: {variant: rla}
        """
      try Data(text.utf8).write(to: folder.appending(path: "\(name).yaml"))
    }
  }
}
