import Foundation
import Testing

/// The machine code of the tiles: their sums must stay in registers, or a product takes several times
/// as long.
///
/// The loops are compiled as in a release build, since a debug build keeps every value in memory.
@Suite struct TileCodeTests {
  /// A tile of a level with as many multiply-adds as one step along the depth has.
  struct Tile: Sendable, CustomTestStringConvertible {
    let file: String
    let rows: Int
    let vectors: Int
    /// Registers that hold a vector of sixteen values.
    let registers: Int

    var testDescription: String { "\(file) \(rows)x\(vectors)" }
    var multiplyAdds: Int { rows * vectors * registers }

    static let all = [
      Tile(file: "avx512", rows: 6, vectors: 4, registers: 1),
      Tile(file: "avx512", rows: 8, vectors: 2, registers: 1),
      Tile(file: "avx512", rows: 8, vectors: 1, registers: 1),
      Tile(file: "avx2", rows: 6, vectors: 1, registers: 2),
    ]
  }

  private static let sources = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appending(path: "../../Sources/CVectors")

  /// The output of a tool; nil where it is not installed or fails.
  private static func run(_ arguments: [String]) -> String? {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(data: data, encoding: .utf8) : nil
  }

  private static let hasTools =
    run(["clang", "--version"]) != nil && run(["objdump", "--version"]) != nil
    && run(["uname", "-m"])?.contains("x86_64") == true

  /// The instructions of a function.
  private static func instructions(of name: String, in file: String) throws -> [Substring] {
    let object = FileManager.default.temporaryDirectory
      .appending(path: "tiles-\(UUID().uuidString).o")
    defer { try? FileManager.default.removeItem(at: object) }
    let compiled = run([
      "clang", "-O2", "-c", sources.appending(path: "\(file).c").path,
      "-I\(sources.appending(path: "include").path)", "-o", object.path,
    ])
    _ = try #require(compiled, "The loops compile.")
    let listing = try #require(run(["objdump", "-d", "--no-show-raw-insn", object.path]))
    let lines = listing.split(separator: "\n", omittingEmptySubsequences: false)
    let first = try #require(lines.firstIndex { $0.hasSuffix("<\(name)>:") })
    return Array(lines[(first + 1)...].prefix { !$0.isEmpty })
  }

  @Test(.enabled(if: hasTools), arguments: Tile.all)
  func `The innermost loop has its multiply-adds and no access to the stack`(tile: Tile) throws {
    let code = try Self.instructions(of: "tile_\(tile.rows)x\(tile.vectors)", in: tile.file)
    let places = code.indices.filter { code[$0].contains("vfmadd") }
    #expect(places.count == tile.multiplyAdds)
    let loop = code[(places.first ?? 0)...(places.last ?? 0)]
    #expect(!loop.contains { $0.contains("(%rsp") })
  }

  @Test(.enabled(if: hasTools), arguments: ["filter_line", "multiply_line"])
  func `Loops over lines of windows multiply and add in one, with no vector from the stack`(
    name: String
  ) throws {
    let code = try Self.instructions(of: name, in: "avx512")
    // Seven windows of nine taps at strides of one and two.
    #expect(code.count { $0.contains("vfmadd") } >= 2 * 63)
    #expect(!code.contains { $0.contains("vfmadd") && $0.contains("(%rsp") })
  }
}
