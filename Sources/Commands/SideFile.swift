import ArgumentParser

/// A file that a command writes beside its answer.
struct SideFile {
  let option: String
  let path: String
  private let endings: [String]

  /// - Parameters:
  ///   - option: The option that names it.
  ///   - path: Where it goes; nil where none is wanted.
  ///   - endings: Those that its name may have of the known ones.
  init?(_ option: String, _ path: String?, endings: [String]) {
    guard let path else { return nil }
    self.option = option
    self.path = path
    self.endings = endings
  }

  /// Refuses files of which two would be one, the answer included.
  static func requireApart(_ files: [SideFile?], answer: OutputOptions) throws {
    let all =
      [("the answer", answer.output ?? Output.standard)]
      + files.compactMap { $0.map { ($0.option, $0.path) } }
    for (index, file) in all.enumerated() {
      guard let other = all[..<index].first(where: { $0.1 == file.1 }) else { continue }
      throw ValidationError(Wording.sameFile(file.0, other.0, path: file.1))
    }
  }

  /// Refuses, before anything runs, a file that would not hold what its ending says.
  func requireEnding() throws(CommandFailure) { try FileEnding.require(path, oneOf: endings) }

  /// Writes the file; a failure becomes one sentence on the standard error.
  func write(_ text: String) throws {
    do throws(CommandFailure) {
      try Output.write(text, to: path)
    } catch {
      throw error.reported()
    }
  }
}
