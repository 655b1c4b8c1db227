import ArgumentParser
import RLAQueries

/// A size of a network's inputs by its name, and the numbers that a sweep gives it.
struct SweptSize: Equatable {
  let name: String
  let numbers: String

  /// Reads `sequence=32,64,128` or `batch=1:8`.
  init(parsing text: String) throws {
    let rest: Substring
    (name, rest) = try text.split(atLastEqualSignOrSaying: Wording.sweptSize)
    numbers = String(rest)
  }

  /// The numbers in the order in which they stand.
  func values() throws(CommandFailure) -> [Int] {
    try NumberList.numbers(numbers, from: "--at \(name)")
  }
}

/// What a sweep goes over, as the options say it for any network; nil where none does.
struct SweepLists {
  var batches: [Int]?
  var sizes: [NumberList.Size]?
  var stateChannels: [Int]?
  var classes: [Int]?
  private var heights: [Int]?
  private var widths: [Int]?
  private let sizeDivisor: Int?

  init(_ command: SweepCommand) throws(CommandFailure) {
    batches = try Self.numbers(command.batch, from: "--batch")
    sizes = try command.inputSize.map { text throws(CommandFailure) in
      try NumberList.sizes(text, from: "--input-size")
    }
    stateChannels = try Self.numbers(command.rlaChannels, from: "--rla-channels")
    classes = try Self.numbers(command.classes, from: "--classes")
    sizeDivisor = command.sizeDivisor
  }

  private static func numbers(
    _ text: String?, from option: String
  ) throws(CommandFailure) -> [Int]? {
    try text.map { text throws(CommandFailure) in try NumberList.numbers(text, from: option) }
  }

  /// The names that every network of the catalog knows.
  static let names = ["N", "H", "W", "k", "classes"]

  /// Takes what `--at` says of one of `names`, without regard to case.
  ///
  /// - Returns: Whether it is one.
  /// - Throws: `CommandFailure` where another option gives it too, or where it is no list.
  mutating func take(_ size: SweptSize) throws(CommandFailure) -> Bool {
    switch size.name.lowercased() {
    case "n": try set(\.batches, size, rival: batches == nil ? nil : "--batch")
    case "h": try set(\.heights, size, rival: sizes == nil ? nil : "--input-size")
    case "w": try set(\.widths, size, rival: sizes == nil ? nil : "--input-size")
    case "k": try set(\.stateChannels, size, rival: stateChannels == nil ? nil : "--rla-channels")
    case "classes": try set(\.classes, size, rival: classes == nil ? nil : "--classes")
    default: return false
    }
    return true
  }

  private mutating func set(
    _ list: WritableKeyPath<Self, [Int]?>, _ size: SweptSize, rival: String?
  ) throws(CommandFailure) {
    if let rival { throw .explanation(.sweptTwice(name: size.name, option: rival)) }
    self[keyPath: list] = try size.values()
  }

  /// Heights and widths as they are counted, each once; those that nothing names are of the standard
  /// size.
  func sizes(standard: (height: Int, width: Int)) -> [NumberList.Size] {
    let given =
      sizes
      ?? (heights ?? [standard.height]).flatMap { height in
        (widths ?? [standard.width]).map { NumberList.Size(height: height, width: $0) }
      }
    guard let sizeDivisor else { return given }
    var seen: Set<NumberList.Size> = []
    return given.map { InputPadding($0, divisor: sizeDivisor).padded }
      .filter { seen.insert($0).inserted }
  }

  /// The option that says which sizes images have; nil where none does.
  var optionOfImages: String? {
    if sizeDivisor != nil, sizes == nil { return "--size-divisor" }
    if sizes != nil { return "--input-size" }
    return heights == nil && widths == nil ? nil : "--at"
  }
}
