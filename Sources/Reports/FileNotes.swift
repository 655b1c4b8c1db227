package import RLAAnalysis
import RLANetworks
package import RLAONNX
import RLASymbolic
import RLAText

/// What has to be said of the numbers of a network that a file describes node by node.
package struct FileNotes: Sendable {
  private let branches: [OpenBranch]
  private let unknown: [UnknownNodes]
  private let measures: [Convention.Measure]
  private let firstNodes: [ONNXNetwork.TypedNode]
  /// Names of sizes that the file does not have.
  private let givenNames: [String]

  /// - Parameters:
  ///   - profile: The network.
  ///   - imported: The file; nil where the network is from none, of which nothing has to be said.
  ///   - measures: What counts as operations.
  package init?(
    _ profile: Profile, _ imported: ONNXNetwork?, _ measures: [Convention.Measure]
  ) {
    guard let imported else { return nil }
    branches = profile.openBranches
    unknown = profile.unknownNodes
    self.measures = measures
    firstNodes = imported.firstNodes
    let declared = imported.network.inputs.reduce(into: Set<Symbol>()) {
      $0.formUnion($1.fact.shape.symbols)
    }
    givenNames = profile.inputSymbols.subtracting(declared)
      .subtracting([.batch, .height, .width]).sorted().map(\.name)
  }

  /// More branches and types of nodes than this are only counted.
  private static let most = 4

  // MARK: - Branches

  /// The branches of which only running tells the one that runs.
  ///
  /// - Parameter amount: Spells a number of multiply-adds.
  /// - Returns: A text for each of the first ones, without a period, and one for the others.
  func branchTexts(_ amount: (Dim) -> String) -> [String] {
    let texts = branches.prefix(Self.most).map { branch in
      let counts = branch.multiplyAdds.map { $0.map(amount) ?? "none" }
      let counted = Set(counts).count == 1 ? "the one with more other operations" : "the larger"
      return "\(branch.name) takes one of two: \(counts.joined(separator: " or ")) "
        + "multiply-adds; \(counted) is counted"
    }
    let rest = branches.count - texts.count
    return rest == 0 ? texts : texts + ["\(rest) more If nodes count their larger branch"]
  }

  // MARK: - Nodes without a rule

  /// The types of nodes without a rule, each with the name of its first node; nil where there are none.
  var unknownText: String? {
    if unknown.isEmpty { return nil }
    let shown = unknown.prefix(Self.most).map { nodes in
      "\(nodes.type) ('\(nodes.first)'" + (nodes.count > 1 ? " and \(nodes.count - 1) more)" : ")")
    }
    let rest = unknown.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more types" : "")
  }

  // MARK: - What numbers of tools mean

  /// What the numbers of tools mean for a file that holds no code.
  var readings: [String] {
    var notes = givenNames.isEmpty ? [] : [givenText]
    if measures.contains(where: { $0.sight != .categories && $0.sight != .nodes }) {
      notes.append(
        "The file holds no code of PyTorch: conventions apply as if each node were the module of its "
          + "kind. This is a reading, not a run of the tool.")
    }
    return notes + measures.compactMap(stop)
  }

  /// Which names of sizes are the user's own.
  private var givenText: String {
    let isOne = givenNames.count == 1
    return
      "--input gave the \(isOne ? "name" : "names") \(givenNames.joined(separator: ", ")); the "
      + "file has no \(isOne ? "size of this name" : "sizes of these names")."
  }

  /// At which node a tool itself fails.
  private func stop(_ measure: Convention.Measure) -> String? {
    guard let type = measure.firstStop(among: firstNodes.map(\.type)),
      let node = firstNodes.first(where: { $0.type == type })
    else { return nil }
    return
      "\(measure.key): the tool itself fails on this file at '\(node.name)' (\(node.type)); the "
      + "number is what its table gives for the other nodes."
  }

  /// All of it as sentences, for reports without lines of their own for these.
  package var sentences: [String] {
    branchTexts { $0.value.map(Numbers.grouped) ?? "\($0)" }.map { "\($0)." }
      + (unknownText.map { ["Without a rule, and not counted: \($0)."] } ?? []) + readings
  }

  /// Members of a report in JSON.
  var members: [JSONValue.Member] {
    [
      .init(
        "branches",
        .array(
          branches.map { branch in
            [
              "node": .string(branch.name),
              "multiply_adds": .array(
                branch.multiplyAdds.map { $0.map { JSONValue($0) } ?? .null }),
              "counted": "larger",
            ]
          })),
      .init(
        "unknown_operators",
        .array(
          unknown.map { nodes in
            [
              "type": .string(nodes.type), "first": .string(nodes.first),
              "calls": .integer(nodes.count),
            ]
          })),
      .init("notes", .array(readings.map { .string($0) })),
    ]
  }
}

extension [(String, FileNotes?)] {
  /// The sentences about each network after its name, those about several only once.
  var sentences: [String] {
    let named = flatMap { name, notes in (notes?.sentences ?? []).map { (name, $0) } }
    var texts: [String] = []
    for (name, sentence) in named {
      let isCommon = named.count { $0.1 == sentence } > 1
      let text = isCommon || count == 1 ? sentence : "\(name): \(sentence)"
      if !texts.contains(text) { texts.append(text) }
    }
    return texts
  }
}
