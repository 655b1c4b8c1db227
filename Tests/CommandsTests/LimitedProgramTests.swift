import Foundation
import RLACommands
import Testing

/// The program under limits on addresses, stacks and threads.
@Suite struct LimitedProgramTests {
  private func run(_ command: String) throws -> (code: Int, text: String) {
    try inFolder { folder in
      let text = try ProgramRun.shell("{ \(command); } 2>&1; echo $?", in: folder)
      let lines = text.split(separator: "\n").map(String.init)
      return (lines.last.flatMap { Int($0) } ?? -1, lines.dropLast().joined(separator: "\n"))
    }
  }

  private static let bench =
    "rla-profile bench -a mobilenet_v2 --input-size 32 --runs 1 --warmup 1 --quiet"

  @Test(arguments: [300_000, 400_000, 500_000, 600_000, 700_000, 800_000, 1_000_000])
  func `A measurement under any limit on addresses works or is refused`(limit: Int) throws {
    let (code, text) = try run("ulimit -v \(limit); timeout 120 \(Self.bench)")
    #expect(code == 0 || code == 71, "\(limit): \(code) \(text)")
    if code == 71 { #expect(text.hasPrefix("rla-profile: "), "\(text)") }
  }

  @Test func `A refusal says what is needed and what is left`() throws {
    let (code, text) = try run("ulimit -v 400000; \(Self.bench)")
    #expect(code == 71)
    #expect(text.contains("bytes of addresses") && text.contains("ulimit -v"), "\(text)")
  }

  @Test func `More threads than processors are refused`() throws {
    let (code, text) = try run("\(Self.bench) --threads 1024")
    #expect(code == 64)
    #expect(text.contains("--threads 1024 is more than the "), "\(text)")
  }

  @Test func `Threads that OMP_NUM_THREADS asks for are those that run`() throws {
    let (code, text) = try run("OMP_NUM_THREADS=1 \(Self.bench.replacing(" --quiet", with: ""))")
    #expect(code == 0)
    #expect(text.contains(", 1 thread by OMP_NUM_THREADS"), "\(text)")
  }

  @Test func `No thread is pinned where that is refused`() throws {
    let (code, text) = try run("\(Self.bench.replacing(" --quiet", with: "")) --threads 1 --no-pin")
    #expect(code == 0)
    #expect(text.contains(" 1 thread; "), "\(text)")
  }

  @Test func `One processor runs one thread, and two are refused`() throws {
    let first = "$(sed -nE 's/^Cpus_allowed_list:[^0-9]*([0-9]+).*/\\1/p' /proc/self/status)"
    let bench = Self.bench.replacing(" --quiet", with: "")
    let (code, text) = try run("taskset -c \(first) \(bench)")
    #expect(code == 0)
    #expect(text.contains(", 1 core, 1 thread"), "\(text)")
    let refused = try run("taskset -c \(first) \(Self.bench) --threads 2")
    #expect(refused.code == 64)
    #expect(refused.text.contains("--threads 2 is more than the 1 processor that"), "\(refused)")
  }

  @Test func `A core of OpenBLAS that is not known or cannot run is refused`() throws {
    let other = try run("OPENBLAS_CORETYPE=Hasvell \(Self.bench) --blas-core environment")
    #expect(other.code == 71)
    #expect(other.text.contains("did you mean 'Haswell'?"), "\(other.text)")
    let cpuinfo = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    if cpuinfo.contains("fma4") { return }
    let bulldozer = try run("OPENBLAS_CORETYPE=Bulldozer \(Self.bench) --blas-core environment")
    #expect(bulldozer.code == 71)
    #expect(bulldozer.text.contains("cannot run"), "\(bulldozer.text)")
  }

  @Test(arguments: [120_000, 200_000, 300_000, 400_000])
  func `A drawing under any limit on addresses is whole or refused`(limit: Int) throws {
    let draw = "timeout 120 rla-profile diagram -a rla_mobilenetv2 --view graph --one-file -o x.svg"
    let (code, text) = try run("(ulimit -v \(limit); \(draw)); code=$?; ls; (exit $code)")
    #expect(code == 0 || code == 71, "\(code)")
    #expect(code == 0 ? text == "x.svg" : text.hasPrefix("rla-profile: "), "\(text)")
  }

  @Test func `A drawing does not depend on the size of the stack`() throws {
    let draw = "rla-profile diagram -a rla_mobilenetv2 --view graph"
    let (code, text) = try run("\(draw) > a.svg; ulimit -s 256; \(draw) > b.svg && cmp a.svg b.svg")
    #expect(code == 0 && text.isEmpty, "\(text)")
  }

  @Test(arguments: ["-v 250000", "-d 100000"])
  func `Memory that runs out is one sentence without a trace of the stack`(limit: String) throws {
    let count = "rla-profile -a all --input-size 512 --layers --convention all --format json"
    let (code, text) = try run("(ulimit \(limit); \(count) > x)")
    #expect(code == 71)
    #expect(text == "\(Wording.memoryRanOut)".trimmingCharacters(in: .newlines), "\(text)")
  }
}
