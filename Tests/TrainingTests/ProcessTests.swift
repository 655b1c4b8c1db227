import Foundation
import RLAArchitectures
import RLACheckpoints
import RLAExecution
import RLAFormats
import RLAImages
import RLANetworks
import RLATraining
import SystemPackage
import TestSupport
import Testing

/// Trainings that share their batches; processes are threads here, except where mpirun started the test.
@Suite struct ProcessTests {
  /// `.ci/deep mpi` runs this one with mpirun.
  @Test func `Two processes do what DistributedDataParallel of PyTorch does`() throws {
    let text = try Fixture.text("Training/distributed/rla_resnet_small.json")
    let expected = try JSONDocument.decode(DistributedCase.self, from: text)
    let checks: @Sendable (any ProcessGroup) throws -> [TrainingCaseRun.Check] = { group in
      try Self.run(expected.reference).checks(expected, group)
    }
    if StartedProcesses.count() > 1 {
      let group = try StartedProcesses.join()
      defer { StartedProcesses.leave(group) }
      #expect(group.place.count == expected.processes)
      Self.expect(try checks(group))
    } else {
      for found in try ThreadProcess.run(expected.processes, checks) { Self.expect(found) }
    }
  }

  private static func expect(_ checks: [TrainingCaseRun.Check]) {
    #expect(checks.count == 5)
    for check in checks { #expect(check.isWithinTolerance, "\(check)") }
  }

  private static func run(_ name: String) throws -> TrainingCaseRun {
    let reference = try JSONDocument.decode(
      TrainingCase.self, from: Fixture.text("Training/\(name)"))
    let architecture = try ArchitectureDescription.read(
      Fixture.text("Training/\(reference.architecture)"), name: name)
    let path = Fixture.root.appending(path: "Training/\(reference.data)")
    let digits = try Digits(Checkpoint(path: FilePath(path.path(percentEncoded: false))))
    return TrainingCaseRun(reference, architecture.network, digits, threads: 1)
  }

  // MARK: - Shares

  /// What DistributedSampler of PyTorch 2.15 deals.
  @Test(arguments: [
    (7, 3, [[0, 3, 6], [1, 4, 0], [2, 5, 1]]), (6, 2, [[0, 2, 4], [1, 3, 5]]),
    (2, 5, [[0], [1], [0], [1], [0]]),
  ])
  func `Images are dealt as PyTorch deals them`(images: Int, processes: Int, shares: [[Int]]) {
    for (rank, share) in shares.enumerated() {
      let place = ProcessPlace(rank: rank, count: processes)
      #expect(place.share(of: Array(0..<images)) == share)
    }
  }

  @Test func `Each image is validated once`() {
    let parts = (0..<3).map { ProcessPlace(rank: $0, count: 3).part(of: 8) }
    #expect(parts.flatMap(\.places).sorted() == Array(0..<8))
    #expect(parts.allSatisfy { $0.most == 3 && $0.places.count <= 3 })
    #expect(ProcessPlace(rank: 1, count: 3).share(ofBatch: 32) == 10)
  }

  @Test func `Processes are those of Open MPI and of MPICH`() {
    for (name, value, count) in [
      ("OMPI_COMM_WORLD_SIZE", "4", 4), ("PMI_SIZE", "3", 3), ("PMI_SIZE", "", 1), ("X", "2", 1),
    ] {
      #expect(StartedProcesses.count { $0 == name ? value : nil } == count)
    }
  }

  // MARK: - Gradients

  @Test func `Messages begin with the last layers, the first one small`() {
    let tensors = [5, 400, 300, 2, 100, 100].enumerated().map { index, count in
      // Tensors 1 and 2 are of one layer.
      GradientBuckets.Tensor(index: index, count: count, firstNode: index == 2 ? 1 : index)
    }
    let buckets = GradientBuckets(tensors, bytes: (400, 1600)).buckets
    #expect(buckets.map(\.tensors) == [[5], [4, 3, 2], [1], [0]])
    #expect(buckets.map(\.count) == [100, 402, 400, 5])
    #expect(GradientBuckets.usual == (1_048_576, 26_214_400))
  }

  @Test(arguments: ["rla_resnet_small", "dsrla_mobilenet_small"])
  func `Gradients are whole after the last step of their layer, and leave before the end`(
    name: String
  ) throws {
    let (trainer, images) = try Self.trainer(name, SingleProcess())
    let group = DoublingGroup()
    let exchange = try GradientExchange(trainer.parameters, group, bytes: (4096, 16_384))
    let session = try Session(trainer.plan, trainer.parameters)
    let watch = GradientWatch(trainer.plan)
    session.observer = watch
    session.setInput(0, images)
    session.forward()
    _ = session.loss(labels: Array(0..<Self.batch))
    session.backward()
    let whole = trainer.parameters.entries.indices.map(trainer.parameters.gradient)
    #expect(!watch.seen.isEmpty)
    for (index, gradient) in watch.seen { #expect(gradient == whole[index]) }

    exchange.begin(trainer.plan)
    var step = 100_000
    while exchange.sent == 0 {
      step -= 1
      exchange.didRun(step)
    }
    #expect(step > 0 && group.isAsked(within: 60))
    exchange.end()
    // Two processes with the same gradients.
    #expect(trainer.parameters.entries.indices.map(trainer.parameters.gradient) == whole)
  }

  @Test func `A loss that is not finite is told by one process`() throws {
    let ends = try ThreadProcess.run(3) { process in
      var (trainer, images) = try Self.trainer("rla_resnet_small", process)
      if process.place.rank > 0 { images[7] = .nan }
      do throws(TrainingFailure) {
        _ = try trainer.step(images, labels: Array(0..<Self.batch), rate: 0.1)
        return "none"
      } catch {
        return if case .notFinite(let found) = error { found.layer ?? "?" } else { "elsewhere" }
      }
    }
    #expect(ends == ["elsewhere", "conv1", "elsewhere"])
  }

  private static let batch = 6

  private static func trainer(
    _ name: String, _ group: any ProcessGroup, batch: Int = batch
  ) throws -> (Trainer, images: [Float]) {
    let text = try Fixture.text("Training/\(name).yaml")
    let network = try ArchitectureDescription.read(text, name: name).network
    let parameters = try Parameters(network)
    parameters.fillWithSyntheticWeights()
    let options = PlanOptions(
      batch: batch, height: 32, width: 32, purpose: .training, threads: 1)
    let values = SyntheticValues("images")
    var recipe = Recipe(.published)
    (recipe.epochs, recipe.batch) = (2, batch * group.place.count)
    return (
      try Trainer(parameters, options, recipe, seed: 7, group: group),
      (0..<batch * 3 * 32 * 32).map { Float(2 * values.unit($0) - 1) }
    )
  }

  // MARK: - Epochs

  /// Twenty gray images of two classes, in files.
  private static func images(_ count: Int, _ folder: URL) throws -> StoredImages {
    func array(_ shape: String, _ bytes: [UInt8]) -> Data {
      let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (\(shape)), }"
      let padded = header + String(repeating: " ", count: 117 - header.count) + "\n"
      return Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(padded.utf8) + bytes)
    }
    let values = SyntheticValues("pixels")
    let names = ["images", "labels"].map { folder.appending(path: "\($0)-\(count).npy") }
    let pixels = (0..<count * 64).map { UInt8(values.word($0) >> 56) }
    try array("\(count), 8, 8", pixels).write(to: names[0])
    try array("\(count),", (0..<count).map { UInt8($0 % 2) }).write(to: names[1])
    return try StoredImages(
      images: names[0].path(percentEncoded: false), labels: names[1].path(percentEncoded: false))
  }

  private struct End: Equatable {
    let isDone: Bool
    let position: TrainingPosition
    let weights: [[Float]]
    let results: [EpochResult]
  }

  @Test func `All processes stop at one step, go on alike and validate once`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (training, validation) = (try Self.images(21, folder), try Self.images(5, folder))
    let ends = try ThreadProcess.run(2) { process in
      let (trainer, _) = try Self.trainer("rla_resnet_small", process, batch: 3)
      // The first process begins with the weights, whatever those of the others are.
      if process.place.rank == 1 { trainer.parameters[0] = trainer.parameters[0].map { $0 + 1 } }
      func images(_ source: StoredImages) -> TrainingImages {
        TrainingImages(source, ImageTransform(side: 32), seed: 3, isAugmented: true)
      }
      func run(from position: TrainingPosition, stop: Int?) throws -> End {
        let run = TrainingRun(
          trainer, training: images(training), validation: images(validation), seed: 3, workers: 1,
          from: position)
        // One process alone is asked to stop.
        let observer = StoppingObserver(after: process.place.rank == 1 ? stop : nil)
        let isDone = try run.run(observer)
        return End(
          isDone: isDone, position: run.position, weights: Self.weights(trainer),
          results: observer.results)
      }
      let first = try run(from: TrainingPosition(), stop: 1)
      let second = try run(from: first.position, stop: nil)
      return [first, second]
    }
    let (first, second) = (ends[0][0], ends[0][1])
    #expect(!first.isDone && first.position.step == 1 && first.position.score.images == 6)
    #expect(first.position == ends[1][0].position && first.weights == ends[1][0].weights)
    #expect(second.isDone && second.weights == ends[1][1].weights)
    // Eleven images on each process, one of them twice.
    #expect(second.results.map(\.training.images) == [22, 22])
    #expect(second.results.map(\.validation.images) == [5, 5])
    #expect(second.results.map(\.validation) == ends[1][1].results.map(\.validation))
  }

  /// Of learned tensors.
  private static func weights(_ trainer: Trainer) -> [[Float]] {
    trainer.parameters.entries.indices.filter { trainer.parameters.entries[$0].isLearned }
      .map { trainer.parameters[$0] + trainer.parameters.momentum($0) }
  }
}

/// Two processes that always have the same.
private final class DoublingGroup: ProcessGroup, @unchecked Sendable {
  let place = ProcessPlace(rank: 0, count: 2)
  let localCount = 2
  private let asked = DispatchSemaphore(value: 0)

  func sum(_ values: UnsafeMutableBufferPointer<Float>) {
    for index in values.indices { values[index] *= 2 }
    asked.signal()
  }

  /// Whether a sum was asked for.
  func isAsked(within seconds: Double) -> Bool { asked.wait(timeout: .now() + seconds) == .success }

  func sum(_ values: inout [Double]) { values = values.map { 2 * $0 } }
  func least(_ values: inout [Int32]) {}
  func broadcast(_ values: inout [Float]) {}
}

/// Takes each gradient at the step after which it should be whole.
private final class GradientWatch: StepObserver {
  private let lastSteps: [Int]
  private(set) var seen: [Int: [Float]] = [:]

  init(_ plan: ExecutionPlan) { lastSteps = plan.lastGradientSteps }

  func willRun() {}

  func didRun(_ step: Int, _ pass: Session.Pass, _ session: Session) {
    guard pass == .backward else { return }
    let parameters = session.parameters
    for (index, entry) in parameters.entries.enumerated()
    where entry.isLearned && lastSteps[entry.layer] == step {
      seen[index] = parameters.gradient(index)
    }
  }
}

/// Stops after some steps, and keeps the epochs.
private final class StoppingObserver: TrainingObserver {
  private var left: Int?
  private(set) var results: [EpochResult] = []

  init(after steps: Int?) { left = steps }

  var isInterrupted: Bool { left == 0 }
  func didStep(_ step: StepResult) { left = left.map { $0 - 1 } }
  func didEnd(_ result: EpochResult, at position: TrainingPosition) { results.append(result) }
}
