import Foundation
import TestSupport
import Testing

@Suite struct MistakeTests {
  static let cases: [(arguments: [String], exitCode: Int32, sentence: String)] = [
    (["-a", "resnt50_rla"], 64, "Unknown architecture 'resnt50_rla'. Did you mean 'resnet50_rla'"),
    (["-a", "rla_resnet50", "--convention", "thop@1"], 64, "Did you mean 'thop@0.1.1'"),
    (["-a", "resnet50", "--rla-channels", "8"], 64, "resnet50 has no recurrent state"),
    (["-a", "resnet50", "--wiring", "paper"], 64, "so --wiring does not apply"),
    (["-a", "rla_mobilenetv2_k6", "--rla-channels", "8"], 64, "has k = 6 by its name"),
    (["-a", "resnet50", "--freeze", "layer9"], 64, "has no module 'layer9'. Did you mean 'layer"),
    (["-a", "resnet50", "--input-size", "0"], 64, "'0' is no image size"),
    (["-a", "resnet50", "--input-size", "-3"], 64, "'-3' is no image size"),
    (["-a", "resnet50", "--input-size", "12x"], 64, "'12x' is no image size"),
    (["-a", "resnet50", "--input-size", "1x2x3"], 64, "'1x2x3' is no image size"),
    (["-a", "resnet50", "--input-size", "99999999999999999999"], 64, "is no image size"),
    (["-a", "resnet50", "--batch", "0"], 64, "--batch takes a whole number of at least 1"),
    (["-a", "resnet50", "--classes", "many"], 64, "--classes takes a whole number"),
    (["-a", "resnet50", "--columns", "parms"], 64, "There is no column 'parms'."),
    (["-a", "resnet50", "--columns", ","], 64, "Name at least one column"),
    (["-a", "resnet50", "--convention", ","], 64, "Unknown convention"),
    (["parameters", "-a", "resnet50", "--classes", "9223372036854775807"], 65, "64-bit range"),
    (["-a", "resnet50", "--depth", "0"], 64, "--depth takes a whole number of at least 1"),
    (["-a", "resnet50", "--format", "xml"], 64, "xml"),
    (["-a", "resnet50", "--frmat", "csv"], 64, "--frmat"),
    (["-a", "resnet50", "--proposals", "5"], 64, "--proposals is for detectors"),
    (["-a", "RetinaNet_resnet50", "--frozen-stages", "9"], 64, "--frozen-stages takes"),
    (
      ["-a", "RetinaNet_resnet50_rla", "--input-size", "1333x800"], 65,
      "nearest: height 1312 or 1341."
    ),
    (["list", "nothing-like-this"], 64, "No architecture matches"),
    (["conventions", "thop"], 64, "Unknown convention 'thop'. Did you mean 'thop@0."),
    ([], 64, "Name an architecture with -a"),
    (
      ["-a", "rla_resnet50", "--input-size", "225"], 65,
      "S mod 32 in {0, 29, 30, 31}, from 29 on; nearest: height 224 or 253, width 224 or 253."
    ),
    (["-a", "rla_resnet50", "--input-size", "48x224"], 65, "only by accident"),
    (
      ["-a", "rla_mobilenetv2", "--input-size", "224x230"], 65,
      "S mod 32 in {0, 31}, from 31 on; nearest: width 224 or 255."
    ),
    (["-a", "resnet50", "--input-size", "9999999999"], 65, "beyond 64 bits"),
    (["-a", "resnet50", "--batch", "99999999999"], 65, "leave the 64-bit range"),
    (["-a", "/no/such/file.yaml"], 66, "There is no file '/no/such/file.yaml'."),
    (["-a", "/tmp/"], 66, "it is a folder"),
    (["-a", "resnet50", "-o", "/no/such/folder/x.txt"], 73, "no such file or directory"),
    (["-a", "resnet50", "-o", "/tmp"], 73, "it is a folder"),
  ]

  @Test(arguments: cases)
  func `A mistake is one clear sentence on the standard error`(
    arguments: [String], exitCode: Int32, sentence: String
  ) throws {
    let run = try ProgramRun(arguments)
    #expect(run.exitCode == exitCode)
    #expect(run.output == "")
    #expect(run.error.contains(sentence), "\(run.error)")
    if exitCode != 64 { #expect(run.error.split(separator: "\n").count == 1) }
  }

  @Test func `A broken architecture file names the file and the line`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "net.yaml").path(percentEncoded: false)
    try Data("backbone: resnet\ndepth: [1, 1, 1, 1]\n".utf8).write(to: URL(filePath: file))
    let unknown = try ProgramRun(["-a", file])
    #expect(unknown.exitCode == 65)
    #expect(unknown.error.contains("\(file):2: unknown key 'depth'. Did you mean 'depths'?"))
    try Data([0xFF, 0xFE, 0x00]).write(to: URL(filePath: file))
    let binary = try ProgramRun(["-a", file])
    #expect(binary.exitCode == 65)
    #expect(binary.error.contains("is no UTF-8 text"))
  }

  @Test func `A file is written whole and nothing is left beside it`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "out.csv").path(percentEncoded: false)
    let run = try ProgramRun(["-a", "resnet50", "--format", "csv", "-o", file])
    #expect(run.exitCode == 0 && run.output == "" && run.error == "")
    #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("name,parameters,macs"))
    let refused = try ProgramRun(["-a", "rla_resnet50", "--input-size", "33", "-o", file])
    #expect(refused.exitCode == 65)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)) == [
        "out.csv"
      ])
  }

  @Test func `A full disk is an error, not half an answer`() throws {
    let run = try ProgramRun(["-a", "resnet50", "-o", "/dev/full"])
    #expect(run.exitCode == 73)
    #expect(run.error.contains("no space left on device"))
  }

  @Test func `Several networks in JSON are a list`() throws {
    let run = try ProgramRun(["-a", "resnet50", "-a", "rla_resnet50", "--format", "json"])
    let documents = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
    #expect(documents.map { $0["model"] as? String } == ["resnet50", "rla_resnet50"])
    #expect(documents.allSatisfy { $0["schema"] as? Int == 2 })
    #expect(documents[1]["input"] as? [Int] == [1, 3, 224, 224])
  }

  @Test func `Strict passes where every operator has a rule`() throws {
    let run = try ProgramRun([
      "-a", "classifiers", "--convention", "all", "--strict", "--format", "csv",
    ])
    #expect(run.exitCode == 0)
    #expect(run.output.split(separator: "\n").count == 67)
  }
}
