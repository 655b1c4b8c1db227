package import RLATraining

/// Why there is no training, or why it ends, as facts.
package enum TrainingRefusal {
  /// A word for many networks.
  case severalNetworks(String)
  /// A folder without the two parts.
  case parts(String)
  case classesOfParts(String, training: [String], validation: [String])
  /// A part of a data set without images.
  case noImages(String)
  /// A label beyond the classes of the network.
  case tooFewClasses(String, network: Int, data: Int)
  /// A network that takes no images of three channels or has not one number for each class.
  case notAClassifier(String)
  /// A model, which has no description to make classes of.
  case model(String)
  /// A batch norm that sees one value of each channel, in batches of so many images.
  case singleValue(norm: String, batch: Int, isLast: Bool, images: Int)
  case image(UnreadableImage)
  case notFinite(NotFinite)
  /// A checkpoint without an optimizer, or with one of other parameters.
  case optimizer(String, found: Int?, expected: Int)
  /// A note of a checkpoint that cannot be read.
  case note(String)
  /// Options that a half epoch cannot go on with.
  case changed(String, options: [String])
  /// All epochs are done.
  case finished(String, epochs: Int)
  /// The folder has a training.
  case occupied(String, checkpoint: String)

  /// Processes that cannot find each other.
  case processes(Int, StartedProcesses.Failure)
  /// A batch with fewer images than processes.
  case batch(Int, processes: Int)
  /// What only one process can do.
  case alone(String, processes: Int)

  /// The exit code, by sysexits(3).
  var exitCode: Int32 {
    switch self {
    case .processes(_, .singleThread): 71
    case .severalNetworks, .changed, .finished, .model, .processes, .batch, .alone: 64
    case .parts, .classesOfParts, .noImages, .tooFewClasses, .notAClassifier, .singleValue, .image,
      .notFinite, .optimizer, .note:
      65
    case .occupied: 73
    }
  }
}

/// Why there are no curves, as facts.
package enum CurvesRefusal {
  /// A line of a log that is none.
  case line(String, LogSeries.Failure)
  /// A folder without logs, or with empty ones.
  case noLogs(String)
  /// A file where a folder is expected.
  case noFolder(String)

  /// The exit code, by sysexits(3).
  var exitCode: Int32 {
    switch self {
    case .line, .noFolder: 65
    case .noLogs: 66
    }
  }
}
