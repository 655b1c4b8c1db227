import Glibc
import RLACheckpoints
import RLAExecution
import RLAFormats
import RLANetworks
import RLAReports
import RLATraining
import SystemPackage

/// The folder of one training, with the names of the published scripts.
struct TrainingFolder {
  let path: String

  init(_ path: String) { self.path = path }

  var checkpoint: String { "\(path)/checkpoint.pth.tar" }
  var best: String { "\(path)/model_best.pth.tar" }
  private var log: String { "\(path)/\(TrainingText.logName)" }
  private func file(_ log: PublishedLog) -> String { "\(path)/\(log.rawValue)" }

  /// Requires that no training is in it.
  func requireFree() throws(CommandFailure) {
    if InputFile.exists(FilePath(checkpoint)) {
      throw .training(.occupied(path, checkpoint: checkpoint))
    }
  }

  /// Makes the folder and those around it.
  func make() throws(CommandFailure) {
    var made = FilePath(path).isAbsolute ? FilePath("/") : FilePath(".")
    for component in FilePath(path).components {
      made.append(component)
      if mkdir(made.string, 0o777) != 0, errno != EEXIST {
        throw .unwritable(path, reason: Errno(rawValue: errno).reason)
      }
    }
    if !InputFile.isFolder(FilePath(path)) {
      throw .unwritable(path, reason: Errno.notDirectory.reason)
    }
  }

  /// Removes what an earlier training left.
  func clear() throws(CommandFailure) {
    let files = PublishedLog.allCases.map(file) + [log, checkpoint, best]
    for file in files where unlink(file) != 0 && errno != ENOENT {
      throw .unwritable(file, reason: Errno(rawValue: errno).reason)
    }
  }

  /// Adds an epoch to all logs, each of which is replaced whole.
  func add(_ result: EpochResult) throws(CommandFailure) {
    for log in PublishedLog.allCases {
      try Output.write(log.text(try text(file(log)), adding: result), to: file(log))
    }
    let earlier = try text(log).split(separator: "\n").filter { line in
      let logged = try? JSONDocument.decode(LoggedEpoch.self, from: String(line))
      return logged.map { $0.epoch < result.epoch } ?? false
    }
    try Output.write(
      earlier.map { $0 + "\n" }.joined() + TrainingText.json(result), to: log)
  }

  /// The text of a log; none where there is no file yet.
  private func text(_ path: String) throws(CommandFailure) -> String {
    InputFile.exists(FilePath(path)) ? try InputFile.text(path) : ""
  }
}

/// Prints what a training does, and saves after every epoch.
final class TrainingRecorder: TrainingObserver {
  private let trainer: Trainer
  private let settings: TrainingSettings
  private let folder: TrainingFolder
  private let algorithms: TuningDocument?
  private let printFrequency: Int
  let interruption: Interruption
  private var times = (step: Duration.zero, data: Duration.zero, count: 0)

  init(
    _ trainer: Trainer, _ settings: TrainingSettings, _ folder: TrainingFolder,
    algorithms: TuningDocument?, printFrequency: Int?, _ interruption: Interruption
  ) {
    self.interruption = interruption
    (self.trainer, self.settings, self.folder) = (trainer, settings, folder)
    self.algorithms = algorithms
    self.printFrequency = printFrequency ?? settings.recipe.printFrequency
  }

  var isInterrupted: Bool { interruption.isRequested }

  func didStep(_ step: StepResult) throws {
    times.step += step.time
    times.data += step.dataTime
    times.count += 1
    guard step.step.isMultiple(of: printFrequency) else { return }
    let count = Double(times.count)
    try Output.write(
      TrainingText.line(
        step, average: (times.step / .seconds(1) / count, times.data / .seconds(1) / count)),
      to: nil)
  }

  func didEnd(_ result: EpochResult, at position: TrainingPosition) throws {
    times = (.zero, .zero, 0)
    try save(at: position, isBest: result.isBest)
    try folder.add(result)
    try Output.write(TrainingText.line(result), to: nil)
  }

  /// Replaces the checkpoint, and the best one where this is better.
  func save(at position: TrainingPosition, isBest: Bool = false) throws(CommandFailure) {
    let recipe = settings.recipe
    var writer = CheckpointWriter(.pth)
    writer.epoch = position.epoch
    if recipe.savesArchitecture { writer.architecture = trainer.parameters.network.name }
    writer.bestAccuracy = Double(position.best)
    writer.training = SavedTraining(
      learningRate: recipe.rate(
        epoch: max(0, position.step > 0 ? position.epoch : position.epoch - 1)),
      momentum: recipe.momentum, weightDecay: recipe.decay, buffers: trainer.momentum,
      note: TrainingNote(settings, position, algorithms: algorithms).text)
    try write(writer, to: folder.checkpoint)
    if isBest { try write(writer, to: folder.best) }
  }

  private func write(_ writer: CheckpointWriter, to path: String) throws(CommandFailure) {
    let state = trainer.state
    var refusal: CommandFailure?
    do throws(CommandFailure) {
      try Output.write(to: path) { target throws(Errno) in
        do throws(CheckpointWriter.Failure) {
          try writer.write(state) { bytes throws(Errno) in try target.put(bytes) }
        } catch {
          if case .output(let code) = error { throw code }
          refusal = .conversion(path, error)
          // Whatever ends the writing; the sentence is about the tensors.
          throw .canceled
        }
      }
    } catch {
      throw refusal ?? error
    }
  }
}
