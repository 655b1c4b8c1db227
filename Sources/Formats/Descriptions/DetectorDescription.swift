import RLAArchitectures
import RLASymbolic
import Yams

/// The member `detector` of an architecture file.
enum DetectorDescription {
  private static let keys = [
    "kind", "fpn-channels", "anchors", "proposals", "mask-proposals", "box-grid", "mask-grid",
    "box-features", "head-convolutions", "frozen-stages",
  ]

  /// Pixels per position of the maps that the levels of a detector's pyramid are made from.
  private static let strides = [4, 8, 16, 32]

  /// The detector on `backbone` that `node` describes; its classes are those of objects.
  static func read(
    _ node: Node, _ backbone: any PyramidBackbone, classes: Int?
  ) throws(DescriptionFailure) -> Detector {
    let reader = try DescriptionReader(node, key: "detector", known: keys)
    guard backbone.levels.map(\.stride) == strides else {
      throw DescriptionFailure(
        line: node.line,
        reason: .conflict(.strides(expected: strides, found: backbone.levels.map(\.stride))))
    }
    let kind = try reader.required(try reader.choice("kind", Detector.Kind.self), "kind")
    var detector = Detector(backbone.name, kind, backbone: backbone)
    if let classes { detector.classes = Dim(classes) }
    if let channels = try reader.integer("fpn-channels") {
      detector.pyramidChannels = Dim(channels)
    }
    if let anchors = try reader.integer("anchors") { detector.anchors = Dim(anchors) }
    if let features = try reader.integer("box-features") { detector.boxFeatures = Dim(features) }
    detector.headConvolutions =
      try reader.integer("head-convolutions", in: 1...100) ?? detector.headConvolutions
    detector.frozenStages =
      try reader.integer("frozen-stages", in: 0...strides.count) ?? detector.frozenStages
    try readRegions(reader, &detector)
    return detector
  }

  private static func readRegions(
    _ reader: DescriptionReader, _ detector: inout Detector
  ) throws(DescriptionFailure) {
    let used: [Detector.Kind: [String]] = [
      .retinaNet: [], .fasterRCNN: ["proposals", "box-grid", "box-features"],
      .maskRCNN: ["proposals", "box-grid", "box-features", "mask-proposals", "mask-grid"],
    ]
    for key in ["proposals", "box-grid", "box-features", "mask-proposals", "mask-grid"]
    where reader.node(key) != nil && used[detector.kind]?.contains(key) == false {
      throw DescriptionFailure(
        line: reader.line(of: key),
        reason: .conflict(.inapplicable(key: key, to: detector.kind.rawValue)))
    }
    if let regions = try reader.integer("proposals") { detector.proposals = Dim(regions) }
    if let regions = try reader.integer("mask-proposals") { detector.maskProposals = Dim(regions) }
    detector.boxGrid = try reader.integer("box-grid", in: 1...1000) ?? detector.boxGrid
    detector.maskGrid = try reader.integer("mask-grid", in: 1...1000) ?? detector.maskGrid
  }
}
