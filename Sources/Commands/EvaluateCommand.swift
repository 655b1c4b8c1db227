import ArgumentParser
import RLAExecution
import RLAImages
import RLANetworks
import RLAReports

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration.command(
    "evaluate",
    abstract: "Measure how often a network with trained weights is right about images.",
    discussion: """
      DATA is a folder with a folder of images for each class, or one with such folders in 'val', \
      ordered as torchvision orders them; a .safetensors file with 'images' (bytes) and 'labels'; or \
      two .npy files, images and labels. Images are resized to 256/224 of the network's side and \
      their middle is cut out, as the published code does it with 256 and 224; stored images of \
      exactly the network's side, and files of it up to \(ImageTransform.largestExactSide), are taken as \
      they are. Bytes become numbers by the mean and deviation of ImageNet.
      """)

  @Argument(
    help: ArgumentHelp("A folder, a .safetensors file, or two .npy files.", valueName: "data"),
    completion: .file())
  var paths: [String]

  @Option(
    name: [.customShort("a"), .customLong("architecture")],
    help: NetworkName.help, completion: .architectures)
  var architecture: String?

  @OptionGroup var weights: WeightsOption
  @OptionGroup(title: "Network") var model: ModelOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Pixels of the short side before the middle is cut out; by default 256/224 of the side, rounded down.",
      valueName: "n"),
    transform: PositiveNumber.parse)
  var resize: Int?

  @OptionGroup var normalization: NormalizationOptions

  @Option(help: "Rows: all images, or one for each class.")
  var by = Rows.all

  enum Rows: String, CaseIterable, ArgumentWord {
    case all
    case `class`
  }

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most confusions to show; by default 5.", valueName: "n"),
    transform: PositiveNumber.parseOrZero)
  var confusions = 5

  @Flag(help: "Exit with 1 where an image cannot be decoded.")
  var strict = false

  @OptionGroup(title: "Execution") var execution: ExecutionOptions
  @OptionGroup(title: "Execution") var tuning: TuningOptions

  @Option(
    name: [.customShort("j"), .long], parsing: .unconditional,
    help: ArgumentHelp(
      "Threads of low priority that decode images; by default as many as run the network.",
      valueName: "n"),
    transform: PositiveNumber.parse)
  var workers: Int?

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup var published: PublishedSpellings

  func run() throws {
    var broken = 0
    try output.write { () throws(CommandFailure) in
      let result = try Evaluation(self).run()
      broken = result.broken.count
      return result.text(output.format, on: output.page)
    }
    if strict, broken > 0 {
      Output.remark(Wording.brokenImages(broken))
      throw ExitCode(1)
    }
  }
}

/// Options of the published scripts that mean what an option here means.
struct PublishedSpellings: ParsableArguments {
  @Flag(name: [.customShort("e"), .customLong("evaluate")], help: .hidden)
  var isEvaluation = false

  @Option(help: ArgumentHelp(visibility: .hidden))
  var resume: String?

  @Option(
    name: [.customShort("b"), .customLong("b"), .customLong("batch-size")], parsing: .unconditional,
    help: ArgumentHelp(visibility: .hidden), transform: PositiveNumber.parse)
  var batch: Int?
}
