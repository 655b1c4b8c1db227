import RLAExecution
import RLAImages
package import RLANetworks
import RLAText
package import RLATraining

/// What a training prints while it runs, as the published scripts do, and what it writes into its log.
package enum TrainingText {
  /// What runs, before it does.
  package static func heading(
    _ network: Network, classes: Int, images: (training: Int, validation: Int),
    _ settings: TrainingSettings, algorithms: String, folder: String
  ) -> String {
    let recipe = settings.recipe
    let rate = "rate \(recipe.rate) \(fall(recipe.schedule))"
    let lines = [
      "\(network.name): \(Numbers.counted(classes, "class", plural: "es")), "
        + "\(Numbers.grouped(images.training)) images to train and "
        + "\(Numbers.grouped(images.validation)) to validate, 3x\(settings.side)x\(settings.side)",
      "\(Numbers.counted(recipe.epochs, "epoch")) of batches of \(batch(settings)), SGD, \(rate), "
        + "momentum \(recipe.momentum), weight decay \(recipe.decay)",
      "seed \(settings.seed), augmentation \(settings.isAugmented ? "published" : "none"), "
        + "\(Numbers.counted(settings.threads, "thread")), algorithms \(algorithms)",
      "in \(folder.printable)",
    ]
    return lines.map { $0 + "\n" }.joined()
  }

  private static func batch(_ settings: TrainingSettings) -> String {
    let batch = "\(settings.recipe.batch)"
    if settings.processes == 1 { return batch }
    return batch + " (\(settings.share) on each of \(settings.processes) processes)"
  }

  private static func fall(_ schedule: RateSchedule) -> String {
    switch schedule {
    case .steps(let length, let factor):
      "(times \(factor) every \(length) epochs)"
    case .power(let factor): "(times \(factor) every epoch)"
    }
  }

  /// A line about a step: values, and the averages of the epoch in parentheses.
  package static func line(_ step: StepResult, average: (time: Double, data: Double)) -> String {
    func pair(_ name: String, _ value: Double, _ average: Double, _ decimals: Int) -> String {
      "\(name) \(Numbers.fixed(value, decimals: decimals)) "
        + "(\(Numbers.fixed(average, decimals: decimals)))"
    }
    let parts = [
      "Epoch: [\(step.epoch)][\(step.step)/\(step.steps)]", "LR \(step.rate)",
      pair("Time", step.time / .seconds(1), average.time, 3),
      pair("Data", step.dataTime / .seconds(1), average.data, 3),
      pair("Loss", step.score.loss ?? 0, step.total.loss ?? 0, 4),
      pair("Acc@1", Double(step.score.accuracy1), Double(step.total.accuracy1), 3),
      pair("Acc@5", Double(step.score.accuracy5), Double(step.total.accuracy5), 3),
    ]
    return parts.joined(separator: "\t") + "\n"
  }

  /// The line at the end of a validation.
  package static func line(_ result: EpochResult) -> String {
    let numbers = [result.validation.accuracy1, result.validation.accuracy5].map {
      Numbers.fixed(Double($0), decimals: 3)
    }
    return " * Acc@1 \(numbers[0]) Acc@5 \(numbers[1])\n"
  }

  /// The name of the log of this program, a document on each line.
  package static let logName = "log.jsonl"

  /// The line of an epoch in it.
  package static func json(_ result: EpochResult) -> String {
    func number(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
    let seconds = result.trainingTime / .seconds(1)
    let document: JSONValue = [
      "epoch": .integer(result.epoch), "rate": .number(result.rate),
      "training_images": .integer(result.training.images),
      "training_loss": number(result.training.loss),
      "training_acc1": .number(Double(result.training.accuracy1)),
      "training_acc5": .number(Double(result.training.accuracy5)),
      "validation_images": .integer(result.validation.images),
      "validation_loss": number(result.validation.loss),
      "validation_acc1": .number(Double(result.validation.accuracy1)),
      "validation_acc5": .number(Double(result.validation.accuracy5)),
      "is_best": .bool(result.isBest), "training_seconds": .number(seconds),
      "validation_seconds": .number(result.validationTime / .seconds(1)),
    ]
    return document.line + "\n"
  }
}

extension TrainingNote {
  /// The text that stands in a checkpoint.
  package var text: String {
    let recipe = settings.recipe
    func numbers(_ values: [Float]) -> JSONValue { .array(values.map { .number(Double($0)) }) }
    let document: JSONValue = [
      "kind": .string(Self.kind), "version": .integer(Self.version),
      "recipe": .string(recipe.name.rawValue), "epochs": .integer(recipe.epochs),
      "batch": .integer(recipe.batch), "rate": .number(recipe.rate),
      "momentum": .number(recipe.momentum), "decay": .number(recipe.decay),
      "seed": .integer(settings.seed), "side": .integer(settings.side),
      "augmented": .bool(settings.isAugmented),
      "mean": numbers(settings.normalization.means),
      "deviation": numbers(settings.normalization.deviations),
      "algorithm": .string(settings.algorithm.rawValue),
      "threads": .integer(settings.threads), "processes": .integer(settings.processes),
      "epoch": .integer(position.epoch),
      "step": .integer(position.step), "images": .integer(position.score.images),
      "loss_sum": .number(position.score.lossSum), "top1": .integer(position.score.top1),
      "top5": .integer(position.score.top5), "best": .number(Double(position.best)),
      "algorithms": algorithms?.json ?? .null,
    ]
    return document.line
  }
}
