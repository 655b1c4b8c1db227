import Foundation
import Testing

/// The C libraries are opened by the commands that use them, and by no other.
@Suite struct OnDemandTests {
  @Test func `The program loads neither OpenBLAS nor Graphviz at its start`() throws {
    let loaded = try ProgramRun([], environment: ["LD_TRACE_LOADED_OBJECTS": "1"]).output
    #expect(loaded.contains("libc.so"))
    for library in ["blas", "libgvc", "libcgraph"] { #expect(!loaded.contains(library)) }
  }

  @Test func `Without the libraries, counting works`() throws {
    let run = try run(
      ["-a", "resnet50_rla"], without: ["openblas.so.0", "openblas.so", "blas.so.3"])
    #expect(run.exitCode == 0)
    #expect(run.output.contains("resnet50_rla"))
  }

  static let commands: [(arguments: [String], library: String, package: String)] = [
    (["bench", "-a", "resnet50", "--runs", "1"], "libopenblas.so.0", "libopenblas0"),
    (["verify", "nothing.json"], "libopenblas.so.0", "libopenblas0"),
    (["diagram", "-a", "resnet50"], "libgvc.so.6", "libgvc6"),
  ]

  @Test(arguments: commands)
  func `A missing library is one sentence`(
    arguments: [String], library: String, package: String
  ) throws {
    let run = try run(
      arguments, without: ["openblas.so.0", "openblas.so", "blas.so.3", "gvc.so.6"])
    #expect(run.exitCode == 71)
    #expect(run.output == "")
    #expect(run.error.contains(library) && run.error.contains("'apt install \(package)'"))
    #expect(run.error.split(separator: "\n").count == 1)
  }

  @Test func `The language of Graphviz needs no Graphviz`() throws {
    let run = try run(["diagram", "-a", "resnet50", "--format", "dot"], without: ["gvc.so.6"])
    #expect(run.exitCode == 0)
    #expect(run.output.hasPrefix("digraph"))
  }

  /// Runs the program where files that are not libraries stand before those of these names.
  private func run(_ arguments: [String], without names: [String]) throws -> ProgramRun {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appending(path: UUID().uuidString)
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? files.removeItem(at: folder) }
    for name in names { try Data().write(to: folder.appending(path: "lib\(name)")) }
    return try ProgramRun(
      arguments, environment: ["LD_LIBRARY_PATH": folder.path(percentEncoded: false)])
  }
}
