import Foundation
import TestSupport
import Testing

/// Chromium without a window, which opens pages of the report.
enum Browser {
  private static let names = ["chromium", "chromium-browser", "google-chrome"]

  /// The program, where the machine has one.
  static let program: URL? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.lazy.flatMap { folder in names.map { "\(folder)/\($0)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }.map { URL(filePath: $0) }
  }()

  static let absence: Comment =
    "There is no chromium on the PATH; 'apt-get install chromium' has it."

  /// What a page and its scripts leave behind.
  struct Visit {
    /// The document after its scripts ran.
    let document: String
    /// Messages and errors of scripts, and what the page's policy forbade.
    let console: [Substring]
  }

  /// Opens a page, lets its timers run out, and reads the document; `options` are told to chromium
  /// besides.
  static func visit(_ page: String, _ options: [String] = []) throws -> Visit {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["page.html", "output", "error"].map { folder.appending(path: $0) }
    try Data(page.utf8).write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = program
    process.arguments =
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
        "--window-size=1600,1000", "--virtual-time-budget=20000",
        "--user-data-dir=\(folder.path(percentEncoded: false))/profile",
      ] + options + ["--dump-dom", files[0].absoluteString]
    // Files, not pipes: a long document would fill a pipe that nobody empties yet.
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let log = try String(contentsOf: files[2], encoding: .utf8)
    return Visit(
      document: try String(contentsOf: files[1], encoding: .utf8),
      console: log.split(separator: "\n").filter { $0.contains(":CONSOLE") })
  }
}

extension Browser {
  /// Opens a page with a script of `Fixtures/ReportPage`, named without its ending, and returns what
  /// the script found, by name.
  ///
  /// `told` is what the script is told, as an expression of JavaScript.
  static func answers(
    of page: String, to script: String, told: String = "null", _ options: [String] = []
  ) throws -> JSON {
    let code = try ["harness", script].map { try Fixture.text("ReportPage/\($0).js") }.joined(
      separator: "\n")
    let tests = """
      <script type="module">
      const told = \(told);
      \(code)
      </script>
      </body>
      """
    let visit = try visit(page.replacing("</body>", with: tests), options)
    #expect(visit.console.isEmpty, "\(visit.console)")
    let parts = visit.document.components(separatedBy: "<pre id=\"test-answers\">")
    try #require(parts.count == 2, "The script did not come to its end.")
    let text = String(parts[1].prefix { $0 != "<" })
    let answers = try JSON.parsing(text)
    for failure in answers["failures"]?.elements ?? [] { Issue.record("\(failure)") }
    #expect(answers["checks"]?.integer ?? 0 > 0)
    return answers
  }
}
