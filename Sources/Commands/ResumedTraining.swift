import RLACheckpoints
import RLAExecution
import RLAFormats
import RLAImages
import RLANetworks
import RLAReports
import RLATraining

/// A checkpoint that a training goes on with.
struct ResumedTraining {
  let path: String
  /// What this program recorded; nil for a file of the published scripts.
  let note: TrainingNote?
  private let file: WeightsFile
  private let checkpoint: Checkpoint

  /// - Throws: `CommandFailure` where there is no such file, or none to go on with.
  init(_ path: String) throws(CommandFailure) {
    self.path = path
    file = try WeightsFile(path)
    guard let checkpoint = file.checkpoint, checkpoint.facts.optimizer != nil else {
      throw .training(.optimizer(path, found: nil, expected: 0))
    }
    try file.check()
    self.checkpoint = checkpoint
    guard let text = checkpoint.facts.note else {
      note = nil
      return
    }
    do {
      note = try JSONDocument.decode(TrainingNote.self, from: text)
    } catch {
      throw .training(.note(path))
    }
  }

  /// Momentum and weight decay as the optimizer has them, which the published scripts restore.
  var optimizer: CheckpointOptimizer? { checkpoint.facts.optimizer }

  /// Where the training stands.
  var position: TrainingPosition {
    note?.position
      ?? TrainingPosition(
        epoch: max(0, checkpoint.facts.epoch ?? 0),
        best: Float(checkpoint.facts.bestAccuracy ?? 0))
  }

  /// Requires that a half epoch can go on, and that there is an epoch left.
  func requireLike(_ settings: TrainingSettings) throws(CommandFailure) {
    if position.epoch >= settings.recipe.epochs {
      throw .training(.finished(path, epochs: settings.recipe.epochs))
    }
    let changed = changedOptions(settings)
    if position.step > 0, !changed.isEmpty { throw .training(.changed(path, options: changed)) }
  }

  /// The options with other values than the recorded ones.
  private func changedOptions(_ settings: TrainingSettings) -> [String] {
    guard let recorded = note?.settings else { return [] }
    let (one, other) = (recorded.recipe, settings.recipe)
    return [
      ("--recipe", one.name != other.name), ("--batch", one.batch != other.batch),
      ("--lr", one.rate != other.rate), ("--momentum", one.momentum != other.momentum),
      ("--wd", one.decay != other.decay), ("--seed", recorded.seed != settings.seed),
      ("--input-size", recorded.side != settings.side),
      ("--augment", recorded.isAugmented != settings.isAugmented),
      ("--mean", recorded.normalization.means != settings.normalization.means),
      ("--deviation", recorded.normalization.deviations != settings.normalization.deviations),
      ("--algorithm", recorded.algorithm != settings.algorithm),
      ("mpirun -n", recorded.processes != settings.processes),
    ].filter(\.1).map(\.0)
  }

  /// What is said where the training does not go on bit for bit.
  func remarks(_ settings: TrainingSettings, _ machine: Machine) -> [String] {
    var remarks: [String] = []
    let changed = changedOptions(settings)
    if !changed.isEmpty { remarks.append(Wording.changedSettings(changed)) }
    if let recorded = note?.settings, recorded.threads != settings.threads {
      remarks.append(Wording.otherThreads(recorded.threads, settings.threads))
    }
    if let recorded = note?.algorithms, recorded.conditions != machine.conditions {
      remarks.append(Wording.otherMachine)
    }
    return remarks
  }

  /// Takes weights, counters and momentum.
  func load(into trainer: Trainer) throws(CommandFailure) {
    let network = trainer.parameters.network
    let fit = file.fit(to: network)
    if !fit.isExact { throw .misfit(path, network.name, fit) }
    do throws(TrainingFailure) {
      try trainer.resume(checkpoint)
    } catch {
      throw CommandFailure(error, of: network.name, path)
    }
  }
}
