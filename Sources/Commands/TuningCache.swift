import Glibc
package import RLAExecution
import RLAFormats
package import RLAReports
import RLAText
import SystemPackage

/// The choices of algorithms that earlier runs measured, in a file of the user's cache directory.
///
/// There is a file for each processor, library and version of the program. It only saves time: what
/// cannot be read counts as absent, and what cannot be written is measured again.
package struct TuningCache {
  private let file: FilePath?
  let conditions: TuningDocument.Conditions

  /// A file that holds more is not ours; one with more choices begins anew.
  private static let byteLimit = 8 << 20
  private static let choiceLimit = 20_000

  /// - Parameters:
  ///   - machine: Where the choices hold.
  ///   - variable: The value of a variable of the environment.
  package init(_ machine: Machine, variable: (String) -> String? = Self.environment) {
    conditions = TuningDocument.Conditions(program: Self.program, machine)
    let name = "algorithms-\(conditions.fingerprint).json"
    file = Self.folder(variable)?.appending("rla-profile").appending(name)
  }

  /// What was built, since a build for debugging has slow loops of its own.
  private static var program: String {
    #if DEBUG
    "\(RLAProfile.version), for debugging"
    #else
    RLAProfile.version
    #endif
  }

  /// The user's cache directory by the XDG Base Directory Specification; nil where there is none.
  private static func folder(_ variable: (String) -> String?) -> FilePath? {
    // Relative paths are to be ignored.
    if let own = variable("XDG_CACHE_HOME").map({ FilePath($0) }), own.isAbsolute { return own }
    guard let home = variable("HOME").map({ FilePath($0) }), home.isAbsolute else { return nil }
    return home.appending(".cache")
  }

  package static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// Where it is; nil where the user has no cache directory.
  package var path: String? { file?.string }

  /// What is known; nothing where there is no file, or one that cannot be used.
  package var choices: AlgorithmChoices {
    guard let file, let text = try? Self.text(file),
      let document = try? JSONDocument.decode(TuningDocument.self, from: text)
    else { return AlgorithmChoices() }
    return document.choices(under: conditions)
  }

  /// Adds choices to the file, which is replaced whole.
  package func add(_ news: AlgorithmChoices) -> TuningCacheUse {
    guard let file else { return .absent }
    // Another process may have added to it meanwhile.
    var all = choices
    if all.choices.count > Self.choiceLimit { all = AlgorithmChoices() }
    all.merge(news)
    let text = TuningDocument(all, conditions).json.text
    guard Self.makeFolders(file.removingLastComponent()) else { return .unwritable }
    do throws(CommandFailure) {
      try Output.write(text, to: file.string)
      return .written
    } catch {
      return .unwritable
    }
  }

  /// The text of a regular file of some bytes at most: nothing else is opened, since a pipe would wait
  /// for a writer.
  private static func text(_ path: FilePath) throws(CommandFailure) -> String {
    guard let target = try? Stat(path), target.type == .regular, target.size <= byteLimit else {
      throw .missingFile(path.string)
    }
    return try InputFile.text(path.string)
  }

  /// Makes a folder and those around it, for the user alone as the specification asks.
  private static func makeFolders(_ folder: FilePath) -> Bool {
    if let target = try? Stat(folder) { return target.type == .directory }
    let parent = folder.removingLastComponent()
    guard parent != folder, makeFolders(parent) else { return false }
    return mkdir(folder.string, 0o700) == 0 || errno == EEXIST
  }
}

extension TuningDocument.Conditions {
  /// A short name for a file: the hash of all members, 64 bits in hexadecimal.
  fileprivate var fingerprint: String {
    String(UInt64(fnv1a: members.map { "\($0)=\($1)\n" }.joined().utf8), radix: 16)
  }
}
