import Foundation
import RLACommands
import RLAExecution
import RLAReports
import TestSupport
import Testing

/// The file that keeps choices of algorithms, in folders of its own.
@Suite struct TuningCacheTests {
  private static func machine(
    _ processor: String = "Some Processor", model: Int = 17
  ) throws -> Machine {
    try inFolder { folder in
      let file = folder.appending(path: "proc/cpuinfo")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      let lines = ["cpu family\t: 25", "model\t\t: \(model)", "model name\t: \(processor)"]
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
      return Machine(
        tree: SystemTree(root: folder.path(percentEncoded: false)), cores: 2, blas: "OpenBLAS 0.3",
        kernels: nil, vectors: "AVX2", widestVectors: "AVX2", pinning: { _ in false })
    }
  }

  private static func cache(
    _ folder: URL, _ processor: String = "Some Processor", model: Int = 17
  ) throws -> TuningCache {
    let path = folder.path(percentEncoded: false)
    return TuningCache(try machine(processor, model: model)) { $0 == "XDG_CACHE_HOME" ? path : nil }
  }

  private static let some = AlgorithmChoices([
    "forward a": .init("product", among: ["product in small calls", "product"]),
    "forward \"b\"\n": .init("Winograd", among: ["Winograd"]),
  ])

  @Test func `Choices come back as they were written, and later ones replace earlier ones`() throws
  {
    try inFolder { folder in
      let cache = try Self.cache(folder.appending(path: "new/folders"))
      #expect(cache.choices == AlgorithmChoices())
      #expect(cache.add(Self.some) == .written)
      #expect(cache.choices == Self.some)
      let news = AlgorithmChoices([
        "forward a": .init("x", among: ["x"]), "forward c": .init("y", among: ["y", "z"]),
      ])
      #expect(cache.add(news) == .written)
      var all = Self.some
      all.merge(news)
      #expect(cache.choices == all && all.choices.count == 3)
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.appending(path: "new/folders/rla-profile").path(percentEncoded: false))
      #expect(names.count == 1 && names[0].wholeMatch(of: /algorithms-[0-9a-f]+\.json/) != nil)
    }
  }

  @Test func `Another machine has a file of its own, and takes none that was renamed`() throws {
    try inFolder { folder in
      let (own, other) = (try Self.cache(folder), try Self.cache(folder, "Another"))
      #expect(own.add(Self.some) == .written)
      #expect(other.choices == AlgorithmChoices())
      let (from, to) = (try #require(own.path), try #require(other.path))
      try FileManager.default.copyItem(atPath: from, toPath: to)
      #expect(other.choices == AlgorithmChoices())
    }
  }

  /// Virtual machines say `AMD EPYC` for processors of several generations.
  @Test func `Processors of one name have choices of their own`() throws {
    try inFolder { folder in
      let own = try Self.cache(folder)
      #expect(own.add(Self.some) == .written)
      #expect(try Self.cache(folder).choices == Self.some)
      #expect(try Self.cache(folder, model: 2).choices == AlgorithmChoices())
    }
  }

  @Test func `The directory is the user's, and relative paths are ignored`() throws {
    func path(_ variables: [String: String]) throws -> String? {
      TuningCache(try Self.machine()) { variables[$0] }.path
    }
    let own = try #require(try path(["XDG_CACHE_HOME": "/c", "HOME": "/h"]))
    #expect(own.hasPrefix("/c/rla-profile/algorithms-"))
    for ignored in ["", "relative"] {
      let path = try #require(try path(["XDG_CACHE_HOME": ignored, "HOME": "/h"]))
      #expect(path.hasPrefix("/h/.cache/rla-profile/"))
    }
    #expect(try path(["HOME": ""]) == nil)
    #expect(TuningCache(try Self.machine()) { _ in nil }.add(Self.some) == .absent)
  }

  @Test func `A file that is cut off or changed counts as absent and is replaced`() throws {
    try inFolder { folder in
      let cache = try Self.cache(folder)
      #expect(cache.add(Self.some) == .written)
      let path = try #require(cache.path)
      let whole = Array(try Data(contentsOf: URL(filePath: path)))
      let text = String(decoding: whole, as: UTF8.self)
      var hostile = stride(from: 0, to: whole.count - 2, by: 7).map { Data(whole[..<$0]) }
      hostile += [
        text.replacing("algorithms\",", with: "others\","), text.replacing("1,", with: "2,"),
        text.replacing("Some", with: "Other"), text.replacing("[", with: "{"),
        text.replacing("\"product\"", with: "7"), "[]", "null",
        String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 100_000),
      ].map { Data($0.utf8) }
      hostile.append(Data([0xff, 0xfe, 0x00]))
      for data in hostile {
        try data.write(to: URL(filePath: path))
        #expect(cache.choices == AlgorithmChoices(), "\(String(decoding: data, as: UTF8.self))")
      }
      #expect(cache.add(Self.some) == .written)
      #expect(cache.choices == Self.some)
    }
  }

  @Test func `What is no file is neither read nor waited for`() throws {
    try inFolder { folder in
      let cache = try Self.cache(folder)
      let path = try #require(cache.path)
      let place = URL(filePath: path)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      #expect(cache.choices == AlgorithmChoices() && cache.add(Self.some) == .unwritable)
      try FileManager.default.removeItem(at: place)
      #expect(mkfifo(path, 0o600) == 0)
      #expect(cache.choices == AlgorithmChoices())
      try FileManager.default.removeItem(at: place)
      try FileManager.default.createSymbolicLink(at: place, withDestinationURL: place)
      #expect(cache.choices == AlgorithmChoices() && cache.add(Self.some) == .unwritable)
      let blocked = folder.appending(path: "file")
      try Data().write(to: blocked)
      #expect(try Self.cache(blocked).add(Self.some) == .unwritable)
    }
  }

  // MARK: - The program

  private static let bench = [
    "bench", "-a", "mobilenet_v2", "--input-size", "32", "--runs", "1", "--warmup", "0",
    "--threads", "1",
  ]

  @Test func `The second run finds what the first one measured`() throws {
    try inFolder { folder in
      let environment = ["XDG_CACHE_HOME": folder.path(percentEncoded: false)]
      for source in ["measured", "cache"] {
        let run = try ProgramRun(Self.bench + ["--format", "json"], environment: environment)
        #expect(run.exitCode == 0, "\(run.error)")
        let report = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        let members = try #require(report as? [String: Any])
        #expect(members["tuned"] as? Bool == true)
        let tuning = try #require(members["tuning"] as? [String: Any])
        // A machine that is too slow for all is no fault.
        if tuning["skipped"] as? Int != 0 { continue }
        #expect(tuning["source"] as? String == source)
        #expect(tuning["cache"] as? String == (source == "cache" ? "read" : "written"))
      }
    }
  }

  @Test func `A cache that cannot be written is said and does no harm`() throws {
    let run = try ProgramRun(Self.bench)
    #expect(run.exitCode == 0)
    #expect(run.output.contains("measured now, and the cache cannot be written"), "\(run.output)")
  }

  @Test func `Runs whose algorithms were chosen in different ways are unlike`() throws {
    try inFolder { folder in
      let file = folder.appending(path: "old.json").path(percentEncoded: false)
      let old = try ProgramRun(Self.bench + ["--no-tune", "--format", "json", "-o", file])
      #expect(old.exitCode == 0)
      let run = try ProgramRun(Self.bench + ["--products", "blas", "--compare", file])
      #expect(run.output.contains("choice of algorithms by rule of thumb -> by measurement"))
      #expect(run.output.contains("products fastest -> blas"), "\(run.output)")
      let bar = try ProgramRun(Self.bench + ["--compare", file, "--fail-above", "2"])
      #expect(bar.exitCode == 65 && bar.output == "")
    }
  }
}
