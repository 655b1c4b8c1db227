import Foundation
import RLAArchitectures
import RLACheckpoints
import RLAFormats
import RLANetworks
import RLATraining
import SystemPackage
import TestSupport
import Testing

/// Trainings that PyTorch 2.15 ran in double precision.
@Suite struct GoldenTrainingTests {
  static let cases = ["rla_resnet_small", "dsrla_mobilenet_small"]

  @Test(arguments: cases)
  func `A training does what PyTorch's does`(name: String) throws {
    let reference = try JSONDocument.decode(
      TrainingCase.self, from: Fixture.text("Training/\(name).json"))
    let architecture = try ArchitectureDescription.read(
      Fixture.text("Training/\(reference.architecture)"), name: name)
    let digits = try Digits(try file(reference.data))
    let run = TrainingCaseRun(reference, architecture.network, digits, threads: 2)
    let checkpoint = try file(reference.resume.file)
    for check in try run.checks(resuming: checkpoint, isLong: true) {
      #expect(check.isWithinTolerance, "\(check)")
    }
  }

  private func file(_ name: String) throws -> Checkpoint {
    let path = Fixture.root.appending(path: "Training/\(name)").path(percentEncoded: false)
    return try Checkpoint(path: FilePath(path))
  }
}
