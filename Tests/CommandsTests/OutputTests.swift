import Foundation
import Testing

/// Where answers go.
@Suite struct OutputTests {
  @Test func `A symbolic link stays, and what it names is written`() throws {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appending(path: UUID().uuidString)
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? files.removeItem(at: folder) }
    let link = folder.appending(path: "link").path(percentEncoded: false)
    try files.createSymbolicLink(atPath: link, withDestinationPath: "target")
    // At first nothing is there, then an older answer.
    for _ in 0..<2 {
      #expect(try ProgramRun(["list", "rla_resnet50", "-o", link]).exitCode == 0)
      #expect(try files.destinationOfSymbolicLink(atPath: link) == "target")
      let target = folder.appending(path: "target")
      #expect(try String(contentsOf: target, encoding: .utf8).contains("rla_resnet50"))
    }
    #expect(try files.contentsOfDirectory(atPath: folder.path).sorted() == ["link", "target"])
  }

  @Test func `A link to the standard output is written through, whatever stands there`() throws {
    try inFolder { folder in
      let answer = try ProgramRun(["list", "rla_resnet50"]).output
      try FileManager.default.createSymbolicLink(
        atPath: folder.appending(path: "out").path, withDestinationPath: "/proc/self/fd/1")
      let piped = "rla-profile list rla_resnet50 -o out | cat"
      #expect(try ProgramRun.shell(piped, in: folder) == answer)
      let file = "{ echo before; rla-profile list rla_resnet50 -o out; } > all; cat all"
      #expect(try ProgramRun.shell(file, in: folder) == "before\n\(answer)")
      let pipe = "mkfifo pipe; cat pipe & rla-profile list rla_resnet50 -o pipe; wait"
      #expect(try ProgramRun.shell(pipe, in: folder) == answer)
      #expect(try ProgramRun.shell("readlink out", in: folder) == "/proc/self/fd/1\n")
    }
  }

  @Test func `A hyphen is the standard output`() throws {
    let answer = try ProgramRun(["list", "rla_resnet50"]).output
    #expect(try ProgramRun(["list", "rla_resnet50", "-o", "-"]).output == answer)
    let drawing = try ProgramRun(["diagram", "-a", "resnet50", "--format", "dot", "-o", "-"])
    #expect(drawing.output.hasPrefix("digraph"))
  }

  @Test(arguments: [
    ("x.json", "{"), ("x.csv", "name,"), ("x.MD", "| "), ("x.tex", "% "), ("x.txt", "name "),
    ("x", "name "),
  ])
  func `The ending of a file chooses the format`(file: String, beginning: String) throws {
    try inFolder { folder in
      let text = try ProgramRun.shell(
        "rla-profile list rla_resnet50 -o \(file); head -c 20 \(file)", in: folder)
      #expect(text.hasPrefix(beginning), "\(text)")
    }
  }

  @Test func `A loop of links is refused and left as it is`() throws {
    try inFolder { folder in
      let loop = "ln -s b a; ln -s a b; rla-profile list -o a 2>&1; echo $?; readlink a b"
      let said = try ProgramRun.shell(loop, in: folder)
      let sentence = "rla-profile: Cannot write 'a': too many levels of symbolic links."
      #expect(said == "\(sentence)\n73\nb\na\n")
    }
  }

  @Test(arguments: ["/dev/stderr", "/dev/fd/2", "/proc/self/fd/2", "link"])
  func `What the standard error has gathered stays under any of its names`(name: String) throws {
    try inFolder { folder in
      let answer = try ProgramRun(["list", "rla_resnet50"]).output
      let list =
        "ln -s /dev/stderr link; echo before > all; rla-profile list rla_resnet50 -o \(name)"
      #expect(try ProgramRun.shell("\(list) 2>> all; cat all", in: folder) == "before\n\(answer)")
    }
  }

  @Test func `An open descriptor is written to, though its file has no name any more`() throws {
    try inFolder { folder in
      let command =
        "exec 5> gone 6< gone; rm gone; rla-profile list rla_resnet50 -o /dev/fd/5; cat <&6; ls -A"
      let answer = try ProgramRun(["list", "rla_resnet50"]).output
      #expect(try ProgramRun.shell(command, in: folder) == answer)
    }
  }

  @Test func `A file keeps its permissions when it is replaced`() throws {
    try inFolder { folder in
      let command =
        "touch x; chmod 600 x; rla-profile list -o x; stat -c '%a' x; test -s x; echo $?"
      let text = try ProgramRun.shell(command, in: folder)
      #expect(text == "600\n0\n")
    }
  }
}
