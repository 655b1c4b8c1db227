import Foundation

/// A run of the built program.
struct ProgramRun {
  let output: String
  let error: String
  let exitCode: Int32

  init(_ arguments: [String], environment: [String: String] = [:]) throws {
    let process = Process()
    process.executableURL = try Self.executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(Self.withoutCache) { $1 }.merging(environment) { $1 }
    // Files, not pipes: a long answer would fill a pipe that nobody empties yet.
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try ["output", "error"].map { name in
      let url = folder.appending(path: name)
      try Data().write(to: url)
      return try FileHandle(forWritingTo: url)
    }
    process.standardOutput = files[0]
    process.standardError = files[1]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    output = try String(contentsOf: folder.appending(path: "output"), encoding: .utf8)
    error = try String(contentsOf: folder.appending(path: "error"), encoding: .utf8)
    exitCode = process.terminationStatus
  }

  /// What a shell command prints on both outputs, with the program on its path.
  static func shell(_ command: String, in folder: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder
    let programs = try executable.deletingLastPathComponent().path(percentEncoded: false)
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["PATH": "\(programs):/usr/bin:/bin", "COLUMNS": "80"]) { $1 }
      .merging(withoutCache) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// Tests leave nothing in the user's cache directory and read nothing from it.
  private static let withoutCache = ["XDG_CACHE_HOME": "/proc/none"]

  /// The program lies beside the bundle of the tests.
  private static var executable: URL {
    get throws {
      let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return URL(filePath: own).deletingLastPathComponent().appending(path: "rla-profile")
    }
  }
}
