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
    help: ArgumentHelp("Images per batch.", valueName: "n"),
    transform: PositiveNumber.parse)
  var batch = 1

  @OptionGroup var variant: VariantOptions

  @OptionGroup var detector: DetectorOptions

  @Option(help: "Where the state reads its input: as the published code runs or the paper draws.")
  var wiring: Wiring?

  func validate() throws {
    if let inBatch = inputSize?.batch, batch != 1, batch != inBatch {
      throw ValidationError(Wording.twoBatches(inBatch, batch))
    }
  }

  /// The options that were given, as the user spells them.
  var given: [String] {
    let options: [(name: String, isGiven: Bool)] = [
      ("--input-size", inputSize != nil), ("--batch", batch != 1), ("--wiring", wiring != nil),
    ]
    return options.filter(\.isGiven).map(\.name) + variant.given + detector.given
  }

  /// The batch of images that a network is given, by default of the size that its published figures
  /// take.
  func input(for architecture: any Architecture) -> Shape {
    let standard = architecture.standardInput
    return Shape(
      batch: Dim(inputSize?.batch ?? batch), channels: architecture.inputChannels,
      height: Dim(inputSize?.height ?? standard.height),
      width: Dim(inputSize?.width ?? standard.width))
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
    optimizer: Optimizer = .momentum
  ) throws(CommandFailure) -> (models: [ProfiledModel], refusing: [String]) {
    var models: [ProfiledModel] = []
    var refusing: [String] = []
    var first: CommandFailure?
    for named in try self.models(requests) {
      do throws(CommandFailure) {
        let model = try named.profiled(self, freezing: paths, optimizer: optimizer)
        if model.isOverflowed { throw .overflow(model.name) }
        models.append(model)
      } catch {
        guard case .refusedInput = error else { throw error }
        first = first ?? error
        refusing.append(named.architecture.name)
      }
    }
    if models.isEmpty, let first { throw first }
    return (models, refusing)
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
      let isTooLarge = !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isNumber }
        && Int(text) == nil
      throw ValidationError(
        isTooLarge ? Wording.reason(.tooLarge(text)) : Wording.wholeNumber(atLeast: least))
    }
    return value
  }
}
