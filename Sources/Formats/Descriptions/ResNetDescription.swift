import RLAArchitectures
import RLASymbolic

enum ResNetDescription: FamilyDescription {
  static let word = "resnet"

  static let keys = ["depths", "planes", "groups", "width-per-group", "attention", "recurrence"]

  static func read(
    _ reader: DescriptionReader, name: String
  ) throws(DescriptionFailure) -> any PyramidBackbone {
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
    model.recurrence = try RecurrenceDescription().read(reader.node("recurrence"))
    return model
  }
}
