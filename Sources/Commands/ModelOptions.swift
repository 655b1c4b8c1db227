import ArgumentParser
import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAQueries
import RLASymbolic

/// What networks are given and how they are changed.
struct ModelOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Height and width of the images; by default 224, 1280x800 for detectors.",
      valueName: "S|HxW"),
    transform: ImageInput.reading)
  var inputSize: ImageInput?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Pad height and width to multiples of this, as detectors do; the padded size counts.",
      valueName: "n"),
    transform: PositiveNumber.parse)
  var sizeDivisor: Int?

  @Option(
    name: .customLong("batch"), parsing: .unconditional,
    help: ArgumentHelp("Images per batch; by default 1.", valueName: "n"),
    transform: PositiveNumber.parse)
  var givenBatch: Int?

  /// Images per batch.
  var batch: Int { givenBatch ?? 1 }

  @OptionGroup var inputs: InputOptions

  @OptionGroup var variant: VariantOptions

  @OptionGroup var detector: DetectorOptions

  @Option(
    help:
      "Where the state reads its input: as the published code runs or the paper draws; by default as name or file say."
  )
  var wiring: Wiring?

  func validate() throws {
    if let inBatch = inputSize?.batch, batch != 1, batch != inBatch {
      throw ValidationError(Wording.twoBatches(inBatch, batch))
    }
  }

  init() {}

  /// What another command says of the inputs of a model, which has no variants.
  init(_ inputs: InputOptions, batch: Int, height: Int, width: Int) {
    do {
      self = try Self.parse([])
      inputSize = try ImageInput(parsing: "\(height)x\(width)")
    } catch {
      preconditionFailure("No option is required, and the sizes are positive.")
    }
    self.inputs = inputs
    givenBatch = batch
  }

  static let batchName = "--batch"

  /// The options that were given of those that say how many images there are and how large.
  var sizesOfImages: [String] {
    [
      ("--input-size", inputSize != nil), ("--size-divisor", sizeDivisor != nil),
      (Self.batchName, givenBatch != nil),
    ].filter(\.1).map(\.0)
  }

  /// The options that were given, as the user spells them.
  var given: [String] {
    let options: [(name: String, isGiven: Bool)] = [
      ("--wiring", wiring != nil), ("--input", !inputs.sizes.isEmpty),
      ("--input-values", !inputs.values.isEmpty),
      ("--branch", !inputs.branches.isEmpty),
    ]
    return sizesOfImages + options.filter(\.isGiven).map(\.name) + variant.given + detector.given
  }

  /// The batch of images that a network is given, by default of the size that its published figures
  /// take.
  func input(for architecture: any Architecture) -> Shape {
    let size = padding(for: architecture)?.padded ?? imageSize(for: architecture)
    return Shape(
      batch: Dim(inputSize?.batch ?? batch), channels: architecture.inputChannels,
      height: Dim(size.height), width: Dim(size.width))
  }

  /// How the images of a network are padded; nil without `--size-divisor`.
  func padding(for architecture: any Architecture) -> InputPadding? {
    sizeDivisor.map { InputPadding(imageSize(for: architecture), divisor: $0) }
  }

  private func imageSize(for architecture: any Architecture) -> NumberList.Size {
    let standard = architecture.standardInput
    return NumberList.Size(
      height: inputSize?.height ?? standard.height, width: inputSize?.width ?? standard.width)
  }

  /// The networks that were asked for, without their shapes.
  func models(_ requests: [RequestedNetwork]) throws(CommandFailure) -> [NamedArchitecture] {
    var models: [NamedArchitecture] = []
    for request in requests { models.append(try NamedArchitecture(request, self)) }
    return models
  }

  /// The networks with their shapes; of several, those that take the input, and the names of those
  /// that refuse it.
  func profiled(
    _ requests: [RequestedNetwork], freezing paths: [String] = [],
    optimizer: Optimizer = .momentum, precision: StoragePrecision = .float32
  ) throws(CommandFailure) -> (models: [ProfiledModel], refusing: [String]) {
    try accepting(try models(requests)) { named throws(CommandFailure) in
      let model = try named.profiled(
        self, freezing: paths, optimizer: optimizer, precision: precision)
      if model.isOverflowed { throw .overflow(model.name) }
      return model
    }
  }

  /// What `make` makes of the networks that take the input, and the names of those that refuse it.
  ///
  /// - Throws: What `make` throws; the first refusal where every network refuses the input.
  func accepting<Candidate, Made>(
    _ candidates: [Candidate], _ make: (Candidate) throws(CommandFailure) -> Made
  ) throws(CommandFailure) -> (models: [Made], refusing: [String]) {
    var made: [Made] = []
    var refusing: [String] = []
    var first: CommandFailure?
    for candidate in candidates {
      do throws(CommandFailure) {
        made.append(try make(candidate))
      } catch {
        guard case .refusedInput(let network, _, _, _, _, _) = error else { throw error }
        first = first ?? error
        refusing.append(network.name)
      }
    }
    if made.isEmpty, let first { throw first }
    return (made, refusing)
  }
}

extension ImageInput {
  /// Reads what `--input-size` takes.
  @Sendable static func reading(_ text: String) throws -> ImageInput {
    do {
      return try ImageInput(parsing: text)
    } catch {
      throw ValidationError(Wording.imageSize(error.reason))
    }
  }
}

/// Whole numbers that options take.
enum PositiveNumber {
  /// Reads a whole number of at least 1.
  @Sendable static func parse(_ text: String) throws -> Int {
    try number(text, atLeast: 1)
  }

  /// Reads a whole number of at least 0.
  @Sendable static func parseOrZero(_ text: String) throws -> Int {
    try number(text, atLeast: 0)
  }

  private static func number(_ text: String, atLeast least: Int) throws -> Int {
    guard let value = Int(text), value >= least else {
      let isTooLarge =
        !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isNumber }
        && Int(text) == nil
      throw ValidationError(
        isTooLarge ? Wording.reason(.tooLarge(text)) : Wording.wholeNumber(atLeast: least))
    }
    return value
  }
}
