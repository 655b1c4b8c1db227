import ArgumentParser
import RLAArchitectures
import RLAText

/// Networks that a command takes by name, with -a or without.
struct NetworkNames: ParsableArguments {
  @Argument(
    help: ArgumentHelp("Networks, as with -a.", valueName: "name"), completion: .architectures)
  var names: [String] = []

  @Option(
    name: [.customShort("a"), .customLong("architecture")],
    help: ArgumentHelp(
      "A name, 'classifiers', 'detectors', 'all', an ONNX model (.onnx), or an architecture file (.yaml, .yml, .json). Repeat for several.",
      valueName: "name"),
    completion: .architectures)
  var architectures: [String] = []

  /// The networks in the order in which they were named, at least one.
  func requested() throws(CommandFailure) -> [RequestedNetwork] {
    let words = names + architectures
    if words.isEmpty { throw .missingArchitecture }
    return try RequestedNetwork.distinct(words)
  }
}

/// The one network that a command takes by name, with -a or without.
struct NetworkName: ParsableArguments {
  static let help = ArgumentHelp(
    "A name, an ONNX model (.onnx), or an architecture file (.yaml, .yml, .json).",
    valueName: "name")

  @Argument(
    help: ArgumentHelp("The network, as with -a.", valueName: "name"), completion: .architectures)
  var names: [String] = []

  @Option(
    name: [.customShort("a"), .customLong("architecture")],
    help: NetworkName.help, completion: .architectures)
  var architectures: [String] = []

  /// The network; several are refused with `refusal`.
  func requested(orSaying refusal: CommandFailure) throws(CommandFailure) -> RequestedNetwork {
    let words = (names + architectures).flatMap(RequestedNetwork.names)
    guard let word = words.first else { throw .missingArchitecture }
    if words.count > 1 { throw refusal }
    return RequestedNetwork(word)
  }
}

/// A name or a file that stands for one network.
struct RequestedNetwork {
  let word: String
  /// What reports call the network; nil for its own name.
  let shownName: String?

  init(_ word: String, shownName: String? = nil) {
    self.word = word
    self.shownName = shownName
  }

  /// The networks that words stand for; where files that describe networks give one name to two, the
  /// names are told apart.
  static func distinct(
    _ words: [String], where isNetwork: (String) -> Bool = { _ in true }
  ) throws(CommandFailure) -> [RequestedNetwork] {
    let all = words.flatMap(names)
    guard all.count > 1, all.contains(where: NetworkFile.isFile) else {
      return all.map { RequestedNetwork($0) }
    }
    var items: [(name: String, source: String)] = []
    for word in all {
      let file =
        NetworkFile.isFile(word) && isNetwork(word) ? try NetworkFile.name(word) : nil
      let name = file ?? Catalog.entry(named: word)?.name ?? word
      items.append((name, file == nil ? name : word.printable))
    }
    return zip(all, distinctNames(items)).map { word, name in
      RequestedNetwork(word, shownName: name)
    }
  }

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
