import Analysis
import Architectures
import ArgumentParser
import Networks
import Reports
import Symbolic

/// Which network, at which size.
struct ModelOptions: ParsableArguments {
  @Option(
    name: [.customShort("a"), .customLong("architecture")],
    help: ArgumentHelp(
      "A name, 'all', or an architecture file (.yaml, .yml, .json). Repeat for several.",
      valueName: "name"),
    completion: .list(Catalog.entries.map(\.name)))
  var architectures: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Height and width of the images.", valueName: "S|HxW"),
    transform: ImageSize.init(parsing:))
  var inputSize = ImageSize(height: 224, width: 224)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images per batch.", valueName: "n"),
    transform: PositiveNumber.parser("--batch"))
  var batch = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Channels of the recurrent state, k.", valueName: "k"),
    transform: PositiveNumber.parser("--rla-channels"))
  var rlaChannels: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Classes that the network tells apart.", valueName: "n"),
    transform: PositiveNumber.parser("--classes"))
  var classes: Int?

  @Option(help: "Where the state reads its input: as the published code runs or the paper draws.")
  var wiring: Wiring?

  var input: Shape {
    Shape(
      batch: Dim(batch), channels: 3, height: Dim(inputSize.height), width: Dim(inputSize.width))
  }

  /// The networks that were asked for, without their shapes.
  func models() throws(CommandFailure) -> [NamedArchitecture] {
    if architectures.isEmpty { throw .missingArchitecture }
    var models: [NamedArchitecture] = []
    for name in architectures {
      for requested in name.lowercased() == "all" ? Catalog.entries.map(\.name) : [name] {
        models.append(try NamedArchitecture(requested, self))
      }
    }
    return models
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
    else { throw ValidationError(Wording.invalidSize(text)) }
    self.init(height: height, width: width)
  }
}

enum PositiveNumber {
  /// A parser of whole numbers of at least 1.
  static func parser(_ option: String) -> @Sendable (String) throws -> Int {
    { text in
      guard let value = Int(text), value > 0 else {
        throw ValidationError(Wording.invalidNumber(text, option: option))
      }
      return value
    }
  }
}
