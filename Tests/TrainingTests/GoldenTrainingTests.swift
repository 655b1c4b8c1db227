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
///
/// `RLA_TRAINING_CASES` names another folder of cases, with the files that they name.
@Suite struct GoldenTrainingTests {
  private static let folder =
    ProcessInfo.processInfo.environment["RLA_TRAINING_CASES"].map { URL(filePath: $0) }
    ?? Fixture.root.appending(path: "Training")

  static let cases =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)))
    ?? []).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()

  @Test func `There are cases`() { #expect(Self.cases.count >= 1) }

  @Test(arguments: cases)
  func `A training does what PyTorch's does`(name: String) throws {
    let reference = try JSONDocument.decode(
      TrainingCase.self, from: text("\(name).json"))
    let architecture = try ArchitectureDescription.read(
      text(reference.architecture), name: name)
    let digits = try Digits(try file(reference.data))
    let run = TrainingCaseRun(reference, architecture.network, digits, threads: 2)
    let checkpoint = try file(reference.resume.file)
    for check in try run.checks(resuming: checkpoint, isLong: true) {
      #expect(check.isWithinTolerance, "\(check)")
    }
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
  }

  private func file(_ name: String) throws -> Checkpoint {
    let path = Self.folder.appending(path: name).path(percentEncoded: false)
    return try Checkpoint(path: FilePath(path))
  }
}
