import RLAArchitectures
import RLASymbolic

enum ResNetDescription: FamilyDescription {
  static let word = "resnet"

  static let keys = [
    "block", "depths", "planes", "groups", "width-per-group", "input-channels",
    "replace-stride-with-dilation", "output-stride", "attention", "recurrence", "aggregation",
  ]

  static func read(
    _ reader: DescriptionReader, name: String
  ) throws(DescriptionFailure) -> any PyramidBackbone {
    let depths = try reader.required(try reader.integers("depths"), "depths")
    try requireBlocks(depths.reduce(0, +), reader.line(of: "depths"))
    var model = ResNet(name, depths: depths)
    model.block = try reader.choice("block", ResNet.Block.self) ?? model.block
    if let channels = try reader.integer("input-channels") { model.inputChannels = Dim(channels) }
    if let planes = try reader.integers("planes", count: depths.count) {
      model.planes = planes.map { Dim($0) }
    } else if depths.count != model.planes.count {
      throw DescriptionFailure(
        line: reader.line(of: "depths"),
        reason: .wrongCount(
          key: "depths", expected: model.planes.count, actual: depths.count,
          of: .stages))
    }
    try readWidth(reader, &model)
    model.dilatedStages = try dilatedStages(reader, model)
    model.attention = try AttentionDescription.read(
      reader.node("attention"), channels: model.stageChannels.compactMap(\.value))
    model.recurrence = try RecurrenceDescription().read(reader.node("recurrence"))
    try AggregationDescription.read(reader, into: &model)
    return model
  }

  private static func readWidth(
    _ reader: DescriptionReader, _ model: inout ResNet
  ) throws(DescriptionFailure) {
    model.groups = try reader.integer("groups") ?? model.groups
    model.widthPerGroup = try reader.integer("width-per-group") ?? model.widthPerGroup
    try refuseForBasicBlocks(["groups", "width-per-group"], reader, model)
    for stage in model.depths.indices where model.hasEmptyWidth(inStage: stage) {
      throw DescriptionFailure(
        line: reader.line(of: "width-per-group"),
        reason: .conflict(.emptyWidth(stage: stage + 1)))
    }
  }

  /// The stages that `replace-stride-with-dilation` or `output-stride` say.
  private static func dilatedStages(
    _ reader: DescriptionReader, _ model: ResNet
  ) throws(DescriptionFailure) -> Set<Int> {
    let later = 1..<model.depths.count
    let (list, stride) = ("replace-stride-with-dilation", "output-stride")
    if reader.node(list) != nil || reader.node(stride) != nil {
      try refuseForBasicBlocks([list, stride], reader, model)
    }
    if let flags = try reader.booleans(list, count: later.count) {
      if reader.node(stride) != nil {
        throw DescriptionFailure(
          line: reader.line(of: stride),
          reason: .conflict(.synonyms(stride, list)))
      }
      return Set(later.filter { flags[$0 - 1] })
    }
    guard let wanted = try reader.integer(stride) else { return [] }
    let strides = model.levels.map(\.stride)
    guard strides.contains(wanted) else {
      let choices = strides.map(String.init)
      throw DescriptionFailure(
        line: reader.line(of: stride),
        reason: .unknownChoice(key: stride, value: "\(wanted)", choices: choices))
    }
    return Set(later.filter { strides[$0] > wanted })
  }

  private static func refuseForBasicBlocks(
    _ keys: [String], _ reader: DescriptionReader, _ model: ResNet
  ) throws(DescriptionFailure) {
    guard model.block == .basic, let key = keys.first(where: { reader.node($0) != nil }) else {
      return
    }
    throw DescriptionFailure(
      line: reader.line(of: key),
      reason: .conflict(.basicBlocks(key: key)))
  }
}
