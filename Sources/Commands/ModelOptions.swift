import ArgumentParser
import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAReports
import RLASymbolic

/// Which network, at which size.
struct ModelOptions: ParsableArguments {
  @Option(
    name: [.customShort("a"), .customLong("architecture")],
    help: ArgumentHelp(
      "A name, 'classifiers', 'detectors', 'all', an ONNX model (.onnx), or an architecture file (.yaml, .yml, .json). Repeat for several.",
      valueName: "name"),
    completion: .architectures)
  var architectures: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Height and width of the images; by default 224, 1280x800 for detectors.",
      valueName: "S|HxW"),
    transform: ImageSize.init(parsing:))
  var inputSize: ImageSize?

  @Option(
    name: .customLong("batch"), parsing: .unconditional,
    help: ArgumentHelp("Images per batch; by default 1.", valueName: "n"),
    transform: PositiveNumber.parse)
  var givenBatch: Int?

  /// Images per batch.
  var batch: Int { givenBatch ?? 1 }

  @OptionGroup var inputs: InputOptions

  @Option(
    name: .customLong("branch"),
    help: ArgumentHelp(
      "Which branch of an If node of a model runs. Repeat for several.",
      valueName: "node=then|else"),
    transform: BranchChoice.init(parsing:))
  var branches: [BranchChoice] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Channels of the recurrent state, k.", valueName: "k"),
    transform: PositiveNumber.parse)
  var rlaChannels: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Number of classes.", valueName: "n"),
    transform: PositiveNumber.parse)
  var classes: Int?

  @OptionGroup var detector: DetectorOptions

  @Option(help: "Where the state reads its input: as the published code runs or the paper draws.")
  var wiring: Wiring?

  /// The batch of images that a network is given, by default of the size that its published figures
  /// take.
  func input(for architecture: any Architecture) -> Shape {
    let standard = architecture.standardInput
    let size = inputSize ?? ImageSize(height: standard.height, width: standard.width)
    return Shape(
      batch: Dim(batch), channels: architecture.inputChannels, height: Dim(size.height),
      width: Dim(size.width))
  }

  /// The networks that were asked for, without their shapes; `others` are names without an option.
  func models(and others: [String] = []) throws(CommandFailure) -> [NamedArchitecture] {
    let words = architectures + others
    if words.isEmpty { throw .missingArchitecture }
    var models: [NamedArchitecture] = []
    for name in words {
      for requested in Self.names(name) { models.append(try NamedArchitecture(requested, self)) }
    }
    return models
  }
}

extension ModelOptions {
  /// The names that a word stands for.
  static func names(_ word: String) -> [String] {
    switch word.lowercased() {
    case "all": Catalog.entries.map(\.name)
    case "classifiers": Catalog.classifiers.map(\.name)
    case "detectors": Catalog.detectors.map(\.name)
    default: [word]
    }
  }
}

/// Height and width of an image in pixels.
struct ImageSize: Equatable {
  let height: Int
  let width: Int
}

extension ImageSize {
  /// Reads `224` or `1280x800`.
  init(parsing text: String) throws {
    let parts = text.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    let sizes = parts.compactMap { Int($0) }.filter { $0 > 0 }
    guard sizes.count == parts.count, let height = sizes.first, let width = sizes.last,
      sizes.count <= 2
    else { throw ValidationError(Wording.imageSize) }
    self.init(height: height, width: width)
  }
}

enum PositiveNumber {
  /// Reads a whole number of at least 1.
  @Sendable static func parse(_ text: String) throws -> Int {
    guard let value = Int(text), value > 0 else { throw ValidationError(Wording.wholeNumber) }
    return value
  }
}
