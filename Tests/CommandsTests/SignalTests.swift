import Foundation
import Testing

/// Signals and limits of size while files are written.
@Suite struct SignalTests {
  private func shell(_ command: String) throws -> String {
    try inFolder { try ProgramRun.shell(command, in: $0) }
  }

  @Test func `A file that would be too large is refused, and nothing is left`() throws {
    let text = try shell("ulimit -f 4; rla-profile list -o x.txt 2>&1; echo $?; ls -A")
    #expect(text == "rla-profile: Cannot write 'x.txt': file too large.\n73\n")
    let old = "echo old > x.txt; ulimit -f 4; rla-profile list -o x.txt 2> e; echo $?; cat x.txt"
    #expect(try shell(old) == "73\nold\n")
  }

  @Test(arguments: ["INT", "TERM", "HUP", "XCPU"])
  func `A signal at any moment leaves a whole file or none`(signal: String) throws {
    let text = try shell(
      """
      set +m
      for wait in 0 0.005 0.01 0.015 0.02 0.03 0.04 0.06 0.08; do
        rla-profile list --format json -o x.json & sleep $wait
        kill -\(signal) $! 2> /dev/null; wait $! 2> /dev/null
        [ ! -e x.json ] || python3 -c 'import json; json.load(open("x.json"))' || echo broken
        rm -f x.json; ls -A
      done
      """)
    #expect(text.isEmpty, "\(text)")
  }

  @Test func `A name of 255 bytes is written`() throws {
    let name = String(repeating: "n", count: 255)
    #expect(try shell("rla-profile list -o \(name) && ls -A") == "\(name)\n")
    let longer = try shell("rla-profile list -o \(name)n 2>&1; echo $?; ls -A")
    #expect(longer == "rla-profile: Cannot write '\(name)n': file name too long.\n73\n")
  }

  @Test func `A measurement that was started to ignore Ctrl-C ignores it`() throws {
    let bench = "rla-profile bench -a mobilenet_v2 --input-size 32 --runs 3 --warmup 1 --threads 1"
    let text = try shell(
      """
      trap '' INT
      \(bench) --quiet > out & sleep 0.2; kill -INT $!; wait $!; echo $?; wc -l < out
      """)
    #expect(text.hasSuffix("0\n1\n"), "\(text)")
  }

  @Test func `Ctrl-C ends a long series of measurements at once`() throws {
    let text = try shell(
      """
      # The shell lets what runs in the background ignore Ctrl-C.
      env --default-signal=INT rla-profile bench -a mobilenet_v2 -a resnet152 --batch 8 \
        --seconds 60 --threads 1 > out 2> err &
      sleep 3; begin=$(date +%s%N); kill -INT $!; wait $!; echo $?
      [ $(( ($(date +%s%N) - begin) / 1000000000 )) -lt 10 ] && echo soon
      """)
    #expect(text == "130\nsoon\n", "\(text)")
  }

  @Test func `A crash is one sentence and exit code 70`() throws {
    let text = try shell(
      """
      unset SWIFT_BACKTRACE
      rla-profile bench -a mobilenet_v2 --input-size 32 --seconds 60 --threads 1 2> err &
      sleep 1; kill -SEGV $!; wait $! 2> /dev/null; echo $?; cat err
      """)
    let sentence = "rla-profile: This program has crashed, which is its own fault; please report "
    #expect(text == "70\n\(sentence)the command.\n")
  }
}
