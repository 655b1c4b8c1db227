import Foundation
import RLAArchitectures
import RLANetworks
import RLASymbolic
import TestSupport
import Testing

/// Answers about files of weights, compared with recorded text.
@Suite struct CheckpointCommandTests {
  private static let folder = "Fixtures/Checkpoints"

  static let cases: [(name: String, command: String)] = [
    (
      "checkpoint/statistics.txt",
      "checkpoint \(folder)/gru_not_finite.safetensors --hash --statistics"
    ),
    (
      "checkpoint/views.json", "checkpoint \(folder)/ok_views.pth --hash --statistics --format json"
    ),
    ("checkpoint/legacy.csv", "checkpoint \(folder)/resnet_checkpoint_legacy.pth.tar --format csv"),
    (
      "checkpoint/thop.txt",
      "checkpoint \(folder)/resnet_thop.pth -a \(folder)/tiny_rla_resnet.yaml"
    ),
    (
      "checkpoint/parameters.txt",
      "parameters -a \(folder)/tiny_rlagru_resnet.yaml --weights \(folder)/gru_half.pth"
    ),
    ("compare-weights/moved.txt", "compare \(folder)/resnet_zip.pth \(folder)/resnet_legacy.pth"),
    (
      "compare-weights/moved.json",
      "compare \(folder)/resnet.safetensors \(folder)/mismatch_shape.pth --format json"
    ),
    ("help/checkpoint.txt", "help checkpoint"), ("help/convert.txt", "help convert"),
  ]

  @Test(arguments: cases)
  func `The answer is the recorded one`(name: String, command: String) throws {
    let answer = try inFixtureFolder { folder in
      try ProgramRun.shell("rla-profile \(command)", in: folder)
    }
    try Golden.check(answer, "Golden/\(name)")
  }

  private func inFixtureFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    try inFolder { folder in
      try FileManager.default.createSymbolicLink(
        at: folder.appending(path: "Fixtures"), withDestinationURL: Fixture.root)
      return try body(folder)
    }
  }

  @Test func `A file that does not fit is shown and refused`() throws {
    try inFixtureFolder { folder in
      let answer = try ProgramRun.shell(
        "rla-profile checkpoint \(Self.folder)/mismatch_classes.pth -a \(Self.folder)/"
          + "tiny_rla_resnet.yaml 2> err; echo $?; cat err", in: folder)
      #expect(answer.contains("fc.weight") && answer.contains("in tiny_rla_resnet"))
      #expect(answer.contains("\n65\n") && answer.contains("2 of another shape"))
    }
  }

  @Test func `What is converted there and back is the same, and the same bytes each time`() throws {
    try inFixtureFolder { folder in
      let answer = try ProgramRun.shell(
        """
        f=\(Self.folder)/gru_views.pth
        rla-profile convert $f a.safetensors && rla-profile convert $f b.safetensors
        cmp a.safetensors b.safetensors && rla-profile convert a.safetensors c.pth
        rla-profile convert c.pth d.safetensors && cmp a.safetensors d.safetensors
        rla-profile convert c.pth e.pth && cmp c.pth e.pth
        rla-profile compare $f c.pth; ls
        """, in: folder)
      #expect(answer.contains("\ntensors: 111 equal\n"), "\(answer)")
      #expect(
        answer.hasSuffix("Fixtures\na.safetensors\nb.safetensors\nc.pth\nd.safetensors\ne.pth\n"))
    }
  }

  @Test func `What training saved beside the tensors survives`() throws {
    try inFixtureFolder { folder in
      let answer = try ProgramRun.shell(
        """
        f=\(Self.folder)/resnet_checkpoint.pth.tar
        rla-profile convert $f a.safetensors && rla-profile convert a.safetensors b.pth
        for f in a.safetensors b.pth; do rla-profile checkpoint $f | grep training:; done
        """, in: folder)
      let line = "training: epoch 31, arch 'rla_resnet50', best accuracy 77.170 %\n"
      #expect(answer.hasSuffix(line + line))
    }
  }

  @Test func `A network of the catalog is found by the names and shapes of its tensors`() throws {
    try inFolder { folder in
      let entry = try #require(Catalog.entry(named: "dsrla_mobilenetv2"))
      let network = try entry.architecture(stateChannels: 12, classes: 10).network
      try Self.write(network.stateDictionary, to: folder.appending(path: "w.safetensors"))
      let answer = try ProgramRun.shell("rla-profile checkpoint w.safetensors", in: folder)
      #expect(
        answer.contains("\nfits: dsrla_mobilenetv2 --rla-channels 12 --classes 10"), "\(answer)")
      let fitting = try ProgramRun.shell(
        "rla-profile parameters -a dsrla_mobilenetv2 --rla-channels 12 --classes 10 --weights "
          + "w.safetensors > out; echo $?", in: folder)
      #expect(fitting == "0\n")
    }
  }

  /// Writes tensors of zeros, which take no place on the disk.
  private static func write(_ entries: [StateEntry], to file: URL) throws {
    var (header, end) = (["\"__metadata__\":{}"], 0)
    for entry in entries {
      let shape = try #require(entry.weight.shape.values)
      let size = shape.reduce(4, *)
      header.append(
        "\"\(entry.name)\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[\(end),\(end + size)]}"
      )
      end += size
    }
    let text = Data("{\(header.joined(separator: ","))}".utf8)
    let length = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) }
    try (length + text).write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    try handle.truncate(atOffset: UInt64(8 + text.count + end))
    try handle.close()
  }

  @Test func `An exported model has the weights of the file, and gives them back`() throws {
    try inFixtureFolder { folder in
      let answer = try ProgramRun.shell(
        """
        a=\(Self.folder)/tiny_rla_resnet.yaml
        rla-profile export -a $a --weights \(Self.folder)/resnet.safetensors -o net.onnx
        rla-profile export -a $a -o other.onnx
        rla-profile convert net.onnx back.safetensors
        rla-profile compare back.safetensors \(Self.folder)/resnet.safetensors --format json \
        | grep -c '"moved": \\[\\]'
        rla-profile compare other.onnx back.safetensors | grep -c moved
        rla-profile bench -a $a --input-size 64 --runs 1 --weights \(Self.folder)/gru_half.pth; echo $?
        """, in: folder)
      let lines = answer.split(separator: "\n")
      #expect(lines.first == "1" && lines.last == "65", "\(answer)")
    }
  }

  @Test func `Weights that are not finite are said`() throws {
    try inFixtureFolder { folder in
      let answer = try ProgramRun.shell(
        "rla-profile bench -a \(Self.folder)/tiny_rlagru_resnet.yaml --input-size 64 --runs 1 --quiet "
          + "--weights \(Self.folder)/gru_not_finite.safetensors", in: folder)
      #expect(answer.contains("has 2 weights that are not finite"), "\(answer)")
    }
  }
}
