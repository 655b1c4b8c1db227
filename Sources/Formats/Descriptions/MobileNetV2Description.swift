import RLAArchitectures
import RLASymbolic
import Yams

enum MobileNetV2Description: FamilyDescription {
  static let word = "mobilenetv2"

  static let keys = [
    "rows", "input-channels", "stem-channels", "last-channels", "attention", "recurrence",
  ]

  static func read(
    _ reader: DescriptionReader, name: String
  ) throws(DescriptionFailure) -> any PyramidBackbone {
    var model = MobileNetV2(name)
    if let node = reader.node("rows") { model.rows = try rows(node) }
    try requireBlocks(model.rows.reduce(0) { $0 + $1.blocks }, reader.line(of: "rows"))
    if let channels = try reader.integer("input-channels") { model.inputChannels = Dim(channels) }
    if let channels = try reader.integer("stem-channels") { model.stemChannels = Dim(channels) }
    if let channels = try reader.integer("last-channels") { model.lastChannels = Dim(channels) }
    model.attention = try AttentionDescription.read(
      reader.node("attention"), channels: model.rows.compactMap(\.channels.value))
    model.recurrence = try RecurrenceDescription(
      standard: .networkWide,
      refused: [.shortcut: .noShortcut]
    ).read(reader.node("recurrence"))
    return model
  }

  private static func rows(_ node: Node) throws(DescriptionFailure) -> [MobileNetV2.Row] {
    guard case .sequence(let sequence) = node, !sequence.isEmpty else {
      throw DescriptionFailure(
        line: node.line,
        reason: .unexpected(
          key: "rows", expected: .rows, found: node.found))
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
}
