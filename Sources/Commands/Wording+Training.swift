import RLAReports
import RLAText
import RLATraining

/// Sentences about training.
extension Wording {
  static let resumeWithEstimate =
    "--estimate measures a new training, and --resume goes on with one; leave one of them out."
  static let resumeWithWeights =
    "--resume takes all from its checkpoint, and --weights only weights; leave one of them out."
  static let finiteNumber = "expected a number of at least 0, for example 0.1 or 1e-4."
  static let bandwidth = "expected bits or bytes per second, for example 10Gb/s or 1.25GB/s."

  static func estimateOnly(_ option: String) -> String {
    "\(option) is about what --estimate prints; add --estimate or leave it out."
  }

  static func slashInAction(_ action: String) -> String {
    "--action '\(action)' would be a path; expected a text for the end of a name, without '/'."
  }

  static let publishedEvaluation =
    "-e evaluates and trains nothing; 'rla-profile evaluate' does that."
  static let publishedStem =
    "--pretrained_conv1 would fetch weights of torchvision; take a file of weights with --weights."

  static func publishedStateChannels(_ k: Int) -> String {
    "--rla changes nothing in most published networks; give the channels of the state with "
      + "--rla-channels \(k)."
  }

  static func publishedStart(_ epoch: Int) -> String {
    "--start-epoch \(epoch) would only skip numbers; --resume goes on with the epoch that its "
      + "checkpoint says."
  }

  static func publishedWorld(_ size: Int) -> String {
    "--world-size \(size) starts no processes here; leave it out, and start them with 'mpirun -n \(size)'."
  }

  static func publishedRank(_ rank: Int) -> String {
    "--rank \(rank) is what mpirun says here; leave it out, and start all processes with it."
  }

  package static func ignoredPublishedOptions(_ options: [String]) -> String {
    "\(options.joined(separator: ", ")): published for processes and GPUs, without effect here."
  }

  package static func fewClasses(_ count: Int) -> String {
    "There are \(count) classes, so Acc@5 counts every image as right; the published scripts stop "
      + "there."
  }

  package static func otherThreads(_ recorded: Int, _ threads: Int) -> String {
    "The checkpoint was made with \(recorded) threads and this run has \(threads), so sums may "
      + "differ in the last bits; --threads \(recorded) repeats them."
  }

  package static let otherMachine =
    "The checkpoint was made by another program, processor or library, so sums may differ in the last "
    + "bits."

  package static func changedSettings(_ options: [String]) -> String {
    "The training goes on with another \(options.joined(separator: ", ")) than it began with."
  }

  package static func savedInterrupted(_ path: String) -> String {
    "Interrupted and saved; --resume \(path) goes on."
  }

  package static func sentence(_ refusal: TrainingRefusal) -> String {
    switch refusal {
    case .severalNetworks(let word):
      "'\(word)' stands for several networks; train takes one."
    case .parts(let path):
      "'\(path)' has no 'train' and 'val'; expected two folders of class folders or two .safetensors "
        + "files."
    case .classesOfParts(let path, let training, let validation):
      otherClasses(path, training, validation)
    case .noImages(let part):
      "There is no image for \(part); expected at least one."
    case .tooFewClasses(let name, let network, let data):
      "\(name) has \(network) classes and the data \(data); expected --classes \(data) or more."
    case .notAClassifier(let name):
      "\(name) is no classifier of images with three channels; expected one, such as rla_resnet50."
    case .model(let path):
      "'\(path)' is a model, whose file says what it computes; expected a name or an architecture "
        + "file."
    case .singleValue(let norm, let batch, let isLast, let images):
      singleValue(norm, batch, isLast, images)
    case .image(let image):
      "The image '\(image.name)' cannot be decoded: \(image.failure.text); a training takes every "
        + "image, so mend it or take it away."
    case .notFinite(let found): notFinite(found)
    case .optimizer(let path, let found, let expected):
      optimizer(path, found, expected)
    case .note(let path):
      "What '\(path)' says of its training cannot be read; --weights takes its weights alone."
    case .changed(let path, let options):
      "'\(path)' stands in the middle of an epoch, which cannot go on with another "
        + "\(options.joined(separator: ", ")); leave them out."
    case .finished(let path, let epochs):
      "'\(path)' has all of its \(epochs) epochs; ask for more with --epochs."
    case .occupied(let folder, let checkpoint):
      "'\(folder)' has a training; go on with --resume \(checkpoint), name another folder with "
        + "--action, or replace it with --overwrite."
    case .processes(let count, let failure): processes(count, failure)
    case .batch(let batch, let processes):
      "A batch of \(batch) has no image for each of \(processes) processes; expected --batch "
        + "\(processes) or more."
    case .alone(let option, let processes):
      "\(option) measures on one process, and mpirun started \(processes); leave one of them out."
    }
  }

  private static func processes(_ count: Int, _ failure: StartedProcesses.Failure) -> String {
    switch failure {
    case .notBuilt:
      "mpirun started \(count) processes, and this program was built without MPI; build it with "
        + "'swift build --traits MPI', or start it alone."
    case .singleThread:
      "This MPI lets only one thread of a process send; expected one with MPI_THREAD_MULTIPLE, such "
        + "as Debian's Open MPI."
    }
  }

  private static func otherClasses(
    _ path: String, _ training: [String], _ validation: [String]
  ) -> String {
    let (one, other) = (Set(training), Set(validation))
    let name =
      training.first { !other.contains($0) } ?? validation.first { !one.contains($0) } ?? ""
    let part = other.contains(name) ? "val" : "train"
    return
      "'\(path)' has the class '\(name)' in '\(part)' alone, which shifts all labels; expected the "
      + "same classes in 'train' and 'val'."
  }

  private static func singleValue(
    _ norm: String, _ batch: Int, _ isLast: Bool, _ images: Int
  ) -> String {
    let which = isLast ? "the last batch of \(images) images" : "a batch"
    let size = batch == 1 ? "one image" : "\(batch) images"
    return
      "The norm \(norm) would see one value of each channel, since \(which) has \(size) and its "
      + "map is 1x1; expected another --batch, or larger images."
  }

  private static func notFinite(_ found: NotFinite) -> String {
    let place = found.layer.map {
      "the first layer with such values is \($0), with \(Numbers.grouped(found.count))"
    }
    // The sign of what is no number says nothing.
    let loss = found.loss.isNaN ? Double.nan : found.loss
    return "The loss is \(loss) at step \(found.step) of epoch \(found.epoch); "
      + "\(place ?? "all values before it are finite"). A smaller --lr may help; the last checkpoint "
      + "is kept."
  }

  private static func optimizer(_ path: String, _ found: Int?, _ expected: Int) -> String {
    if let found {
      return "The optimizer in '\(path)' is of \(found) parameters; expected \(expected)."
    }
    return "'\(path)' has no optimizer to go on with; --weights takes its weights alone."
  }

  package static func sentence(_ refusal: CurvesRefusal) -> String {
    switch refusal {
    case .line(let path, let failure):
      "Line \(failure.line) of '\(path)' is '\(failure.text.prefix(60))'; expected an epoch and a value, "
        + "such as '0 tensor(4.5030)'."
    case .noLogs(let folder):
      "'\(folder)' has no logs of a training; expected \(PublishedLog.allCases.map(\.rawValue).joined(separator: ", ")), "
        + "or some of them."
    case .noFolder(let path):
      "'\(path)' is no folder; expected one with the logs of a training."
    }
  }
}
