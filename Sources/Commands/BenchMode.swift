import ArgumentParser
import RLAExecution

/// What `--mode` takes: the words for the modes, and for one version the word `forward`.
struct BenchMode: ExpressibleByArgument {
  let mode: Benchmark.Mode
  /// Whether the user wrote the word that `forward-backward` replaces.
  let isOldWord: Bool

  init(_ mode: Benchmark.Mode) {
    self.mode = mode
    isOldWord = false
  }

  init?(argument: String) {
    isOldWord = argument == "forward"
    guard let mode = isOldWord ? .forwardBackward : Benchmark.Mode(rawValue: argument) else {
      return nil
    }
    self.mode = mode
  }

  static var allValueStrings: [String] { Benchmark.Mode.allCases.map(\.rawValue) }

  var defaultValueDescription: String { mode.rawValue }
}
