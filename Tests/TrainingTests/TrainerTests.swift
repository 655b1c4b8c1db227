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

/// Steps of a small network on made-up images.
@Suite struct TrainerTests {
  private static let batch = 6

  private func trainer(
    _ name: String = "rla_resnet_small", rate: Double = 0.05, dropout: Bool = false
  ) throws -> Trainer {
    let text = try Fixture.text("Training/\(name).yaml")
    let network = try ArchitectureDescription.read(text, name: name).network
    let parameters = try Parameters(network)
    InitialWeights(.residual, seed: 0).fill(parameters)
    var recipe = Recipe(.published)
    (recipe.batch, recipe.rate) = (Self.batch, rate)
    var options = PlanOptions(
      batch: Self.batch, height: 32, width: 32, purpose: .training, threads: 2)
    options.appliesDropout = dropout
    return try Trainer(parameters, options, recipe, seed: 7)
  }

  private func images(_ count: Int, _ name: String) -> [Float] {
    let values = SyntheticValues(name)
    return (0..<count * 3 * 32 * 32).map { Float(2 * values.unit($0) - 1) }
  }

  private func step(
    _ trainer: Trainer, _ number: Int, count: Int = batch, rate: Double = 0.05
  ) throws -> Score {
    try trainer.step(
      images(count, "batch \(number)"), labels: (0..<count).map { ($0 + number) % 10 }, rate: rate)
  }

  private func weights(_ trainer: Trainer) -> [[Float]] {
    trainer.parameters.entries.indices.map {
      trainer.parameters[$0] + trainer.parameters.momentum($0)
    }
  }

  private func saved(_ trainer: Trainer) throws -> [UInt8] {
    var writer = CheckpointWriter(.pth)
    (writer.epoch, writer.bestAccuracy) = (1, 12.5)
    writer.training = SavedTraining(
      learningRate: 0.05, momentum: 0.9, weightDecay: 1e-4, buffers: trainer.momentum, note: "n")
    final class Sink { var bytes: [UInt8] = [] }
    let sink = Sink()
    try writer.write(trainer.state) { sink.bytes += $0 }
    return sink.bytes
  }

  @Test(arguments: ["rla_resnet_small", "dsrla_mobilenet_small"])
  func `A checkpoint goes on bit for bit, with dropout and a smaller last batch`(
    name: String
  ) throws {
    let one = try trainer(name, dropout: true)
    for number in 0..<2 { _ = try step(one, number) }
    let file = try Checkpoint(try saved(one))
    #expect(file.facts.epoch == 1 && file.facts.bestAccuracy == 12.5 && file.facts.note == "n")
    #expect(file.facts.optimizer?.learningRate == 0.05)
    let other = try trainer(name, dropout: true)
    #expect(try other.resume(file) == 2)
    for number in 2..<4 {
      let count = number == 3 ? 3 : Self.batch
      #expect(try step(one, number, count: count) == step(other, number, count: count))
    }
    #expect(weights(one) == weights(other))
  }

  @Test func `Dropout changes what a step computes`() throws {
    let losses = try [false, true].map { dropout in
      try step(trainer("dsrla_mobilenet_small", dropout: dropout), 0).lossSum
    }
    #expect(losses[0] != losses[1])
  }

  @Test func `A loss that is not finite names the step and the first layer`() throws {
    let trainer = try trainer(rate: 1e30)
    var found: NotFinite?
    do throws(TrainingFailure) {
      for number in 0..<20 {
        _ = try trainer.step(
          images(Self.batch, "batch"), labels: [0, 1, 2, 3, 4, number % 10], rate: 1e30)
      }
    } catch {
      if case .notFinite(let value) = error { found = value }
    }
    let value = try #require(found)
    #expect(value.step > 0 && value.layer != nil && value.count > 0 && !value.loss.isFinite)
  }

  @Test func `A checkpoint without its optimizer is refused`() throws {
    let path = Fixture.root.appending(path: "Checkpoints/resnet.safetensors")
    let file = try Checkpoint(path: FilePath(path.path(percentEncoded: false)))
    #expect(throws: TrainingFailure.self) { try trainer().resume(file) }
  }
}
