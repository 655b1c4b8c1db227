import Foundation
import Testing

/// How `bench` joins calls into rows, run on this machine.
@Suite struct BenchRowTests {
  private static let quick = [
    "bench", "rla_mobilenetv2", "--input-size", "32", "--runs", "2", "--warmup", "1", "--no-tune",
    "--format", "csv",
  ]

  /// The rows of a table in CSV, by the names of its columns.
  private func rows(_ arguments: [String]) throws -> [[String: String]] {
    let run = try ProgramRun(Self.quick + arguments)
    #expect(run.exitCode == 0, "\(run.error)")
    let lines = run.output.split(separator: "\n").map(Self.fields)
    let columns = try #require(lines.first)
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(columns, $0)) }
  }

  /// The fields of a line; what stands in quotes may have commas.
  private static func fields(_ line: Substring) -> [String] {
    var fields = [""]
    var isQuoted = false
    for letter in line {
      switch letter {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(letter)
      }
    }
    return fields
  }

  private func sum(_ rows: [[String: String]], _ column: String) throws -> Double {
    try rows.reduce(0) { try $0 + #require($1[column].flatMap(Double.init)) }
  }

  @Test func `Every grouping has every call once, and the rows of one module are parts of it`()
    throws
  {
    let calls = try rows(["--layers"])
    #expect(calls.allSatisfy { $0["model"] == "rla_mobilenetv2" && $0["depth"] == "1" })
    for by in ["stage", "operator", "rla-part", "algorithm"] {
      #expect(try sum(rows(["--by", by]), "calls") == Double(calls.count), "\(by)")
    }
    let modules = try rows(["--depth", "all"])
    #expect(try sum(modules.filter { $0["depth"] == "1" }, "calls") == Double(calls.count))
    let largest = try #require(
      modules.max { (Int($0["calls"] ?? "") ?? 0) < (Int($1["calls"] ?? "") ?? 0) })
    let prefix = try #require(largest["name"]) + "."
    let inner = modules.filter { $0["depth"] == "2" && $0["name"]?.hasPrefix(prefix) == true }
    #expect(inner.count > 1)
    let parts = try sum(inner, "forward_ms")
    let whole = try sum([largest], "forward_ms")
    #expect(abs(parts - whole) < 1e-6 * whole)
    #expect(Set(modules.compactMap { $0["name"] }).isSuperset(of: calls.compactMap { $0["path"] }))
  }

  @Test func `Rows are ordered by what is asked for`() throws {
    let largest = try rows(["--by", "operator", "--sort", "calls"]).map {
      Int($0["calls"] ?? "") ?? 0
    }
    #expect(largest.count > 3 && largest == largest.sorted(by: >))
    let smallest = try rows(["--layers", "--sort", "forward:asc"])
      .map { Double($0["forward_ms"] ?? "") ?? -1 }
    #expect(smallest == smallest.sorted())
  }

  @Test func `The layers that lose most time are named with a reason`() throws {
    let run = try ProgramRun(Self.quick.dropLast(2) + [])
    #expect(run.exitCode == 0, "\(run.error)")
    let line = try #require(
      run.output.split(separator: "\n").first { $0.hasPrefix("most time beyond") })
    #expect(line.split(separator: ";").count == 3)
    #expect(line.contains(/ms \((memory|thin product|no kernel for products|')/))
  }
}
