import RLAArchitectures
import RLACheckpoints
import RLAExecution
import RLAImages
import RLANetworks
import RLAReports
import RLASymbolic
import RLATraining
import SystemPackage

/// A training from the words of the command line to its end.
final class TrainingSession {
  private let command: TrainCommand
  private let setup: TrainingSetup
  private let resumed: ResumedTraining?
  private let folder: TrainingFolder
  private let processes: TrainingProcesses
  private var isFirst: Bool { processes.group.place.isFirst }

  init(_ command: TrainCommand, _ processes: TrainingProcesses) throws(CommandFailure) {
    self.command = command
    self.processes = processes
    resumed = try command.files.resume.map { path throws(CommandFailure) in
      try ResumedTraining(path)
    }
    setup = try TrainingSetup(command, resumed: resumed, processes.group)
    folder = TrainingFolder(
      "\(command.files.workDir)/\(setup.network.name)_\(command.files.action)")
    if let resumed { try resumed.requireLike(setup.settings) }
    if resumed == nil, !command.files.overwrite { try folder.requireFree() }
  }

  /// - Returns: Whether all epochs are done; else it was interrupted, and saved.
  func run() throws(CommandFailure) -> Bool {
    let (run, recorder) = try processes.together { () throws(CommandFailure) in try prepared() }
    return try end(run, recorder)
  }

  private func prepared() throws(CommandFailure) -> (TrainingRun, TrainingRecorder) {
    let machine = try setup.machine()
    let algorithms = try setup.algorithms(machine, recorded: resumed?.note?.algorithms)
    let trainer = try setup.trainer(algorithms)
    let position = try begin(trainer, machine)
    try setup.prepare(trainer)
    if isFirst {
      try folder.make()
      if resumed == nil { try folder.clear() }
    }
    let run = TrainingRun(
      trainer, training: setup.training, validation: setup.validation,
      seed: setup.settings.seed, workers: setup.workers, from: position)
    let recorder = TrainingRecorder(
      trainer, setup.settings, folder, algorithms: algorithms.map { .init($0, machine.conditions) },
      printFrequency: command.files.printFrequency,
      Interruption(ofSeveral: setup.settings.processes > 1))
    if isFirst { try Output.write(heading(algorithms), to: nil) }
    return (run, recorder)
  }

  private func heading(_ algorithms: AlgorithmChoices?) -> String {
    TrainingText.heading(
      setup.network, classes: setup.classes,
      images: (setup.training.count, setup.validation.count), setup.settings,
      algorithms: algorithms == nil ? "by rules of thumb" : "measured", folder: folder.path)
  }

  /// Gives the trainer its weights, and says where it stands.
  private func begin(
    _ trainer: Trainer, _ machine: Machine
  ) throws(CommandFailure) -> TrainingPosition {
    guard let resumed else {
      try setup.fillWeights(of: trainer.parameters, from: command.files.weights)
      return TrainingPosition()
    }
    try resumed.load(into: trainer)
    if isFirst {
      for remark in resumed.remarks(setup.settings, machine) { Output.remark(remark) }
    }
    return resumed.position
  }

  private func end(
    _ run: TrainingRun, _ recorder: TrainingRecorder
  ) throws(CommandFailure) -> Bool {
    do {
      let isDone =
        isFirst ? try run.run(recorder) : try run.run(SilentObserver(recorder.interruption))
      if isDone { return true }
    } catch TrainingFailure.elsewhere {
      processes.waitForEnd()
    } catch let failure as TrainingFailure {
      throw CommandFailure(failure, of: setup.network.name, command.files.resume ?? "")
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      preconditionFailure("A training throws these alone.")
    }
    if !isFirst { return false }
    try recorder.save(at: run.position)
    Output.remark(Wording.savedInterrupted(folder.checkpoint))
    return false
  }
}

extension CommandFailure {
  /// Why a training ended.
  init(_ failure: TrainingFailure, of network: String, _ checkpoint: String) {
    self =
      switch failure {
      case .plan(let failure): .plan(network, failure)
      case .loader(let failure): .plan(network, PlanFailure(failure))
      case .notFinite(let found): .training(.notFinite(found))
      case .image(let image): .training(.image(image))
      case .optimizer(let found, let expected):
        .training(.optimizer(checkpoint, found: found, expected: expected))
      case .tensor(let failure): .unreadableTensor(checkpoint, failure)
      case .elsewhere: preconditionFailure("Whoever fails elsewhere says why.")
      }
  }
}
