import Foundation
import RLAArchitectures
import RLACheckpoints
import RLAExecution
import RLAFormats
import RLANetworks
import SystemPackage
import TestSupport
import Testing

/// Networks that run with weights from checkpoints, compared with PyTorch in double precision.
@Suite struct CheckpointExecutionTests {
  struct Golden: Sendable, CustomTestStringConvertible {
    let file: String
    let architecture: String
    let logits: [[Double]]

    var testDescription: String { file }
  }

  private struct Expected: Decodable {
    let result: String
    let architecture: String?
    let logits: [[Double]]?

    enum CodingKeys: String, CodingKey {
      case result
      case architecture
      case logits = "eval_logits"
    }
  }

  static let files: [Golden] = {
    let files = try? Fixture.json("Checkpoints/expected.json", as: [String: Expected].self)
    return (files ?? [:]).compactMap { name, expected in
      guard expected.result == "load", let logits = expected.logits,
        let architecture = expected.architecture
      else { return nil }
      return Golden(file: name, architecture: architecture, logits: logits)
    }
    .sorted { $0.file < $1.file }
  }()

  @Test func `There are files of every network`() {
    #expect(Self.files.count == 23 && Set(Self.files.map(\.architecture)).count == 3)
  }

  @Test(arguments: files)
  func `Logits are those of PyTorch`(golden: Golden) throws {
    let text = try Fixture.text("Checkpoints/\(golden.architecture)")
    let network = try ArchitectureDescription.read(text, name: "tiny").network
    let path = Fixture.root.appending(path: "Checkpoints/\(golden.file)").path(
      percentEncoded: false)
    let file: Checkpoint
    do {
      file = try Checkpoint(path: FilePath(path))
    } catch {
      // Compressed members and big-endian numbers are not read.
      return #expect(["resnet_deflated.pth", "resnet_big_endian.pth"].contains(golden.file))
    }
    let fit = WeightFit(of: file.tensors, to: network)
    try #require(fit.isExact, "\(fit.differences)")
    #expect(try file.disagreement(among: network.stateDictionary) == nil)
    let parameters = try Parameters(network)
    try parameters.load(from: file)
    let options = PlanOptions(
      batch: golden.logits.count, height: 64, width: 64, purpose: .inference, threads: 1)
    let session = try Session(ExecutionPlan(network, options), parameters)
    session.setInput(0, SyntheticValues.input(golden.logits.count * 3 * 64 * 64))
    session.forward()
    let expected = golden.logits.flatMap(\.self)
    let norm = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let error = zip(session.logits, expected).reduce(0) {
      $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1)
    }
    #expect(session.logits.count == expected.count && error.squareRoot() <= 1e-5 * norm, "\(error)")
  }

  @Test(arguments: ["missing", "shape", "extra", "classes"])
  func `What does not fit is found by name`(kind: String) throws {
    let path = Fixture.root.appending(path: "Checkpoints/mismatch_\(kind).pth")
    let file = try Checkpoint(path: FilePath(path.path(percentEncoded: false)))
    let text = try Fixture.text("Checkpoints/tiny_rla_resnet.yaml")
    let network = try ArchitectureDescription.read(text, name: "tiny").network
    let differences = WeightFit(of: file.tensors, to: network).differences
    let expected: [String: (names: [String], WeightFit.Difference.Kind)] = [
      "missing": (["stages.1.0.conv2.weight"], .missing),
      "shape": (["stages.2.0.conv1.weight"], .shape), "extra": (["head.weight"], .unexpected),
      "classes": (["fc.weight", "fc.bias"], .shape),
    ]
    let wanted = try #require(expected[kind])
    #expect(differences.map(\.name) == wanted.names)
    #expect(differences.allSatisfy { $0.kind == wanted.1 })
  }

  @Test func `Names of one tensor must have equal values`() throws {
    let path = Fixture.root.appending(path: "Checkpoints/mismatch_shared_differ.pth")
    let file = try Checkpoint(path: FilePath(path.path(percentEncoded: false)))
    let text = try Fixture.text("Checkpoints/tiny_dsrla_mobilenet.yaml")
    let network = try ArchitectureDescription.read(text, name: "tiny").network
    let found = try file.disagreement(among: network.stateDictionary)
    #expect(found?.name == "recurrent_dsconvs.3.weight")
  }
}
