import ArgumentParser
import RLAExecution
import RLAReports
public import RLATraining

extension Recipe.Name: ArgumentWord {}

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "train",
    abstract: "Train a network as the published scripts do, or tell what that will cost.",
    discussion: """
      DATA is a folder with 'train' and 'val', folders or .safetensors files of each; or one \
      .safetensors file with 'images' (bytes) and 'labels', or two .npy files, images and labels, of \
      which a fixed fifth is kept for validation. The network has as many classes as the data, unless --classes or a file says \
      otherwise. Recipes: 'published' is train.py (ResNets), 'light' is train_light.py (MobileNets). \
      Into WORK_DIR/NAME_ACTION go checkpoint.pth.tar after every epoch, model_best.pth.tar, the five \
      logs of the published scripts and log.jsonl. Ctrl-C saves, and --resume goes on where it was, bit \
      for bit. 'mpirun -n N rla-profile train …' divides every batch among N processes, where the program \
      was built with --traits MPI.
      """)

  @Argument(
    help: ArgumentHelp(
      "A folder with 'train' and 'val', a .safetensors file, or two .npy files.",
      valueName: "data"),
    completion: .file())
  var data: [String]

  @Option(
    name: [.customShort("a"), .customLong("architecture"), .customLong("arch")],
    help: ArgumentHelp(
      "A name or an architecture file (.yaml, .yml, .json).", valueName: "name"),
    completion: .architectures)
  var architecture: String?

  @OptionGroup(title: "Network") var variant: VariantOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Files") var files: TrainingFileOptions

  @Flag(help: "Only tell what it will cost: time, memory, and what workers exchange.")
  var estimate = false

  @Option(
    help: ArgumentHelp(
      "With --estimate: what each worker sends and receives at a time; by default 10Gb/s.",
      valueName: "rate"),
    transform: Bandwidth.reading)
  var bandwidth: Bandwidth?

  @OptionGroup(title: "Output of --estimate") var output: OutputOptions
  @OptionGroup var published: PublishedTrainingOptions

  func validate() throws {
    try published.validateAlone()
    if estimate {
      if files.resume != nil { throw ValidationError(Wording.resumeWithEstimate) }
      return
    }
    if bandwidth != nil { throw ValidationError(Wording.estimateOnly("--bandwidth")) }
    if output.wantedFormat != nil { throw ValidationError(Wording.estimateOnly("--format")) }
    if output.output != nil { throw ValidationError(Wording.estimateOnly("--output")) }
  }

  func run() throws {
    if estimate, StartedProcesses.count() == 1 {
      sayRemarks()
      return try output.write { () throws(CommandFailure) in
        try TrainingCost(self).text(output.format, on: output.page)
      }
    }
    if try !isTrained() { throw ExitCode(130) }
  }

  private func sayRemarks() {
    for remark in published.remarks { Output.remark(remark) }
  }

  /// Trains; false where it was interrupted, and saved.
  private func isTrained() throws -> Bool {
    let processes = try reporting { () throws(CommandFailure) in try TrainingProcesses() }
    if processes.group.place.isFirst { sayRemarks() }
    do throws(CommandFailure) {
      let session = try processes.together { () throws(CommandFailure) in
        try TrainingSession(self, processes)
      }
      let isDone = try session.run()
      StartedProcesses.leave(processes.group)
      return isDone
    } catch {
      throw processes.ending(error.reported())
    }
  }

  private func reporting<Result>(_ body: () throws(CommandFailure) -> Result) throws -> Result {
    do throws(CommandFailure) {
      return try body()
    } catch {
      throw error.reported()
    }
  }
}

/// What a training does.
struct TrainingOptions: ParsableArguments {
  @Option(help: "The numbers of train.py or of train_light.py; by default published.")
  var recipe: Recipe.Name?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Epochs in all; by default 120, light 400.", valueName: "n"),
    transform: PositiveNumber.parse)
  var epochs: Int?

  @Option(
    name: [
      .customShort("b"), .customLong("batch"), .customLong("batch-size"), .customLong("b"),
    ], parsing: .unconditional,
    help: ArgumentHelp("Images of a step; by default 256, light 96.", valueName: "n"),
    transform: PositiveNumber.parse)
  var batch: Int?

  @Option(
    name: [.customLong("lr"), .customLong("learning-rate")], parsing: .unconditional,
    help: ArgumentHelp("Rate of the first epoch; by default 0.1, light 0.045.", valueName: "x"),
    transform: FiniteNumber.parse)
  var rate: Double?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("By default 0.9.", valueName: "x"),
    transform: FiniteNumber.parse)
  var momentum: Double?

  @Option(
    name: [.customLong("wd"), .customLong("weight-decay")], parsing: .unconditional,
    help: ArgumentHelp(
      "Weight decay, on every parameter; by default 1e-4, light 4e-5.", valueName: "x"),
    transform: FiniteNumber.parse)
  var decay: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What weights, order, augmentation and dropout follow from; by default 0.", valueName: "n"),
    transform: PositiveNumber.parseOrZero)
  var seed: Int?

  @Option(
    name: .customLong("input-size"), parsing: .unconditional,
    help: ArgumentHelp("Side of the images; by default 224.", valueName: "S"),
    transform: PositiveNumber.parse)
  var side: Int?

  @Option(
    help: "Random parts of images, perhaps mirrored, as published, or none; by default published.")
  var augment: Augmentation?

  enum Augmentation: String, CaseIterable, ArgumentWord {
    case published
    case none
  }

  @OptionGroup var normalization: NormalizationOptions

  @Option(
    name: [.customShort("j"), .long], parsing: .unconditional,
    help: ArgumentHelp(
      "Threads of low priority that decode images; by default as many as train.", valueName: "n"),
    transform: PositiveNumber.parse)
  var workers: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Threads; by default as for 'bench'.", valueName: "n"),
    transform: PositiveNumber.parse)
  var threads: Int?

  @Option(help: "Fast algorithms such as Winograd's, or exact ones; by default fast.")
  var algorithm: PlanOptions.Algorithm?

  @Flag(
    help: """
      Measure which algorithms are the fastest; two runs may then differ in the last bits, unless one \
      resumes the other.
      """)
  var tune = false

  func validate() throws {
    if let threads, threads > Machine.processorCount {
      throw ValidationError(
        Wording.tooManyThreads(threads, processors: Machine.processorCount))
    }
  }
}

/// Where a training begins and what it writes.
struct TrainingFileOptions: ParsableArguments {
  @OptionGroup var weights: WeightsOption

  @Option(
    help: ArgumentHelp(
      "Go on from a checkpoint of this program or of the published scripts.", valueName: "file"),
    completion: .file())
  var resume: String?

  @Option(
    help: ArgumentHelp("The folder of all trainings; by default work_dirs.", valueName: "folder"),
    completion: .directory)
  var workDir = "work_dirs"

  @Option(
    help: ArgumentHelp("Ends the name of the folder of this training.", valueName: "text"))
  var action = ""

  @Option(
    name: [.customShort("p"), .customLong("print-freq")], parsing: .unconditional,
    help: ArgumentHelp(
      "Steps between two lines of an epoch; by default 10, light 50.", valueName: "n"),
    transform: PositiveNumber.parse)
  var printFrequency: Int?

  @Flag(help: "Replace what an earlier training left in the folder.")
  var overwrite = false

  func validate() throws {
    if resume != nil, weights.path != nil { throw ValidationError(Wording.resumeWithWeights) }
    if action.contains("/") { throw ValidationError(Wording.slashInAction(action)) }
  }
}

/// Real numbers that options take.
enum FiniteNumber {
  /// Reads a number of at least 0.
  @Sendable static func parse(_ text: String) throws -> Double {
    guard let value = Double(text), value.isFinite, value >= 0, Float(value).isFinite else {
      throw ValidationError(Wording.finiteNumber)
    }
    return value
  }
}

extension Bandwidth {
  @Sendable static func reading(_ text: String) throws -> Bandwidth {
    guard let bandwidth = Bandwidth(text) else { throw ValidationError(Wording.bandwidth) }
    return bandwidth
  }
}
