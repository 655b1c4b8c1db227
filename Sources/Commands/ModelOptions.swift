import ArgumentParser
import RLAAnalysis
import RLAArchitectures
import RLANetworks
import RLAQueries
import RLAReports
import RLASymbolic

/// Which network, at which size.
struct ModelOptions: ParsableArguments {
  @Option(
    name: [.customShort("a"), .customLong("architecture")],
    help: ArgumentHelp(
      "A name, 'classifiers', 'detectors', 'all', or an architecture file (.yaml, .yml, .json). Repeat for several.",
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
    parsing: .unconditional,
    help: ArgumentHelp(
      "Pad height and width to multiples of this, as detectors do; the padded size counts.",
      valueName: "n"),
    transform: PositiveNumber.parse)
  var sizeDivisor: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images per batch.", valueName: "n"),
    transform: PositiveNumber.parse)
  var batch = 1

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
    let size = padding(for: architecture)?.padded ?? imageSize(for: architecture)
    return Shape(
      batch: Dim(batch), channels: architecture.inputChannels, height: Dim(size.height),
      width: Dim(size.width))
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
