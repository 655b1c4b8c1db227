import Foundation
import TestSupport
import Testing

/// Networks that are evaluated on images.
@Suite struct EvaluateTests {
  private static let fixtures = Fixture.root.path(percentEncoded: false)
  private static let network = [
    "evaluate", "-a", "\(fixtures)/Training/dsrla_mobilenet_small.yaml", "--weights",
    "\(fixtures)/Training/dsrla_mobilenet_small_epoch1.pth.tar", "--input-size", "32", "--no-tune",
  ]

  private static func json(_ arguments: [String]) throws -> JSON {
    let run = try ProgramRun(network + arguments + ["--format", "json"])
    #expect(run.exitCode == 0 && run.error == "", "\(run.error)")
    return try .parsing(run.output)
  }

  /// PyTorch counts 189 and 323 of 366, and a loss of 1.49251113 in double precision.
  @Test(arguments: [
    ["--batch", "366"], ["--batch", "100", "-j", "1"], ["--batch", "1"], ["-b", "32"],
  ])
  func `Right answers and loss are PyTorch's at every size of batches`(options: [String]) throws {
    let answer = try Self.json(["\(Self.fixtures)/Images/digits"] + options)
    let total = try #require(answer["total"])
    #expect(total["images"] == .number(366))
    #expect(total["top1_images"] == .number(189) && total["top5_images"] == .number(323))
    guard case .number(let loss) = total["loss"] else {
      Issue.record("no loss")
      return
    }
    #expect(abs(loss / 1.49251113 - 1) < 1e-5)
  }

  @Test func `Images of which Pillow warns are named, those that it refuses are broken`() throws {
    let text = try inFolder { folder in
      try ProgramRun.shell(
        """
        cp -r \(Self.fixtures)/Images/digits/val data; chmod -R u+w data
        # 894,785 x 100 black pixels of one bit, and a file that says that it has 13,378 x 13,377.
        cp \(Self.fixtures)/Images/large.png data/0/large.png
        printf 'P4\\n13378 13377\\n' > data/0/larger.pgm
        rla-profile \(Self.network.joined(separator: " ")) data > out.txt; grep -o '0/large.*' out.txt
        """, in: folder)
    }
    #expect(
      text == """
        rla-profile: The image '0/large.png' has 89,478,500 pixels, more than 89,478,485, of which \
        Pillow warns; it is taken.
        0/larger.pgm: 13378x13377 is more than 178,956,970 pixels

        """)
  }

  @Test func `Broken images are named and not counted`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    for label in 0..<10 {
      let own = folder.appending(path: "\(label)")
      try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
      let image = "\(Self.fixtures)/Images/\(label == 7 ? "broken/truncated" : "gray_120x80").png"
      try FileManager.default.copyItem(
        atPath: image, toPath: own.appending(path: "x.png").path(percentEncoded: false))
    }
    let data = folder.path(percentEncoded: false)
    let answer = try Self.json([data])
    #expect(answer["images"] == .number(10) && answer["total"]?["images"] == .number(9))
    #expect(answer["broken"]?.elements.map { $0["image"] } == [.string("7/x.png")])
    let strict = try ProgramRun(Self.network + [data, "--strict"])
    #expect(strict.exitCode == 1 && strict.output.contains("7/x.png: damaged PNG: "))
    let remark = "rla-profile: 1 image could not be decoded, and --strict allows none.\n"
    #expect(strict.error == remark)
  }
}
