public import RLAArchitectures
import RLASymbolic
import Yams

/// A network of a known family, described in YAML or JSON; Docs/ArchitectureFiles.md has the
/// schema.
public enum ArchitectureDescription {
  /// The description with the most blocks that is accepted.
  static let largestBlockCount = 1_000_000

  private enum Backbone: String, CaseIterable {
    case resnet
    case mobilenetv2
  }

  private static let commonKeys = [
    "name", "backbone", "attention", "recurrence", "classes", "wiring",
  ]
  private static let resNetKeys = [
    "depths", "planes", "groups", "width-per-group", "detector",
  ]
  private static let mobileNetKeys = ["rows", "stem-channels", "last-channels"]

  /// The network that a text describes.
  ///
  /// - Parameters:
  ///   - text: YAML; JSON is a part of it.
  ///   - name: The name of a network whose description gives none.
  /// - Returns: The architecture and where its state reads its input.
  /// - Throws: `DescriptionFailure` at the first mistake.
  public static func read(
    _ text: String, name: String
  ) throws(DescriptionFailure) -> (architecture: Architecture, wiring: Wiring) {
    let root = try document(text)
    let everyKey = commonKeys + resNetKeys + mobileNetKeys
    let reader = try DescriptionReader(root, key: "the file", known: everyKey)
    let backbone = try reader.required(try reader.choice("backbone", Backbone.self), "backbone")
    let known = commonKeys + (backbone == .resnet ? resNetKeys : mobileNetKeys)
    _ = try DescriptionReader(root, key: "the file", known: known)
    let wiring = try reader.choice("wiring", Wiring.self) ?? .published
    let title = try reader.string("name") ?? name
    let architecture =
      switch backbone {
      case .resnet: try resNetOrDetector(reader, title)
      case .mobilenetv2: Architecture.mobileNetV2(try mobileNet(reader, title))
      }
    return (architecture.wired(wiring), wiring)
  }

  private static func document(_ text: String) throws(DescriptionFailure) -> Node {
    var nodes: [Node] = []
    do {
      let parser = try Parser(yaml: text)
      while let node = try parser.nextRoot() { nodes.append(node) }
    } catch YamlError.duplicatedKeysInMapping(let keys, _) {
      throw DescriptionFailure(line: lastLine(in: text, of: keys), reason: .repeatedKeys(keys))
    } catch let error as YamlError {
      throw DescriptionFailure(line: error.line, reason: .syntax(error.problem))
    } catch {
      throw DescriptionFailure(line: nil, reason: .syntax("\(error)"))
    }
    guard nodes.count == 1, let node = nodes.first else {
      throw DescriptionFailure(line: nil, reason: .documents(nodes.count))
    }
    return node
  }

  /// The last line that begins with one of `keys`; Yams only tells where their mapping begins.
  private static func lastLine(in text: String, of keys: [String]) -> Int? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let index = lines.lastIndex { line in
      let start = line.drop { $0.isWhitespace || "\"'{,".contains($0) }
      return keys.contains { start.hasPrefix($0) }
    }
    return index.map { $0 + 1 }
  }

  private static func resNetOrDetector(
    _ reader: DescriptionReader, _ name: String
  ) throws(DescriptionFailure) -> Architecture {
    let model = try resNet(reader, name)
    guard let node = reader.node("detector") else { return .resNet(model) }
    return .detector(
      try DetectorDescription.read(node, model, classes: try reader.integer("classes")))
  }

  private static func resNet(
    _ reader: DescriptionReader, _ name: String
  ) throws(DescriptionFailure) -> ResNet {
    let depths = try reader.required(try reader.integers("depths"), "depths")
    try requireBlocks(depths.reduce(0, +), reader.line(of: "depths"))
    var model = ResNet(name, depths: depths)
    if let planes = try reader.integers("planes", count: depths.count) {
      model.planes = planes.map { Dim($0) }
    } else if depths.count != model.planes.count {
      throw DescriptionFailure(
        line: reader.line(of: "depths"),
        reason: .wrongCount(key: "depths", expected: model.planes.count, actual: depths.count))
    }
    model.groups = try reader.integer("groups") ?? model.groups
    model.widthPerGroup = try reader.integer("width-per-group") ?? model.widthPerGroup
    for stage in depths.indices where model.hasEmptyWidth(inStage: stage) {
      throw DescriptionFailure(
        line: reader.line(of: "width-per-group"),
        reason: .conflict(
          "planes x width-per-group / 64 must be at least 1; stage \(stage + 1) has 0 channels"))
    }
    model.attention = try AttentionDescription.read(
      reader.node("attention"), channels: model.stageChannels.compactMap(\.value))
    model.recurrence = try RecurrenceDescription.read(
      reader.node("recurrence"), default: .standard, isMobile: false)
    if let classes = try reader.integer("classes") { model.classes = Dim(classes) }
    return model
  }

  private static func mobileNet(
    _ reader: DescriptionReader, _ name: String
  ) throws(DescriptionFailure) -> MobileNetV2 {
    var model = MobileNetV2(name)
    if let node = reader.node("rows") { model.rows = try rows(node) }
    try requireBlocks(model.rows.reduce(0) { $0 + $1.blocks }, reader.line(of: "rows"))
    if let channels = try reader.integer("stem-channels") { model.stemChannels = Dim(channels) }
    if let channels = try reader.integer("last-channels") { model.lastChannels = Dim(channels) }
    model.attention = try AttentionDescription.read(
      reader.node("attention"), channels: model.rows.compactMap(\.channels.value))
    model.recurrence = try RecurrenceDescription.read(
      reader.node("recurrence"), default: .networkWide, isMobile: true)
    if let classes = try reader.integer("classes") { model.classes = Dim(classes) }
    return model
  }

  private static func rows(_ node: Node) throws(DescriptionFailure) -> [MobileNetV2.Row] {
    guard case .sequence(let sequence) = node, !sequence.isEmpty else {
      throw DescriptionFailure(
        line: node.line,
        reason: .unexpected(
          key: "rows", expected: "a list of {expansion, channels, blocks, stride}",
          actual: node.summary))
    }
    var rows: [MobileNetV2.Row] = []
    for element in sequence {
      let reader = try DescriptionReader(
        element, key: "rows", known: ["expansion", "channels", "blocks", "stride"])
      rows.append(
        MobileNetV2.Row(
          try reader.required(try reader.integer("expansion"), "expansion"),
          Dim(try reader.required(try reader.integer("channels"), "channels")),
          try reader.required(try reader.integer("blocks"), "blocks"),
          stride: try reader.required(try reader.integer("stride", in: 1...2), "stride")))
    }
    return rows
  }

  private static func requireBlocks(_ count: Int, _ line: Int?) throws(DescriptionFailure) {
    guard count <= largestBlockCount else {
      throw DescriptionFailure(
        line: line,
        reason: .outOfRange(key: "blocks in total", value: count, allowed: 1...largestBlockCount))
    }
  }
}

extension YamlError {
  fileprivate var line: Int? {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      mark.line
    default: nil
    }
  }

  fileprivate var problem: String {
    switch self {
    case .scanner(let context, let problem, _, _), .parser(let context, let problem, _, _),
      .composer(let context, let problem, _, _):
      context.map { "\(problem) (\($0.text))" } ?? problem
    case .reader(let problem, _, _, _):
      problem
    default: "\(self)"
    }
  }
}
