/// What parts of detectors and their outputs are called in words, by the names that the published
/// code gives them (mmdetection 2).
enum PartText {
  /// Stages by their names in the code.
  private static let parts = [
    "neck": "feature pyramid (neck)",
    "rpn_head": "region proposals (RPN)",
    "roi_head.bbox_head": "box head",
    "roi_head.mask_head": "mask head",
    "bbox_head": "classes and boxes",
  ]

  /// The stages whose outputs choose the regions that others read.
  static let proposing: Set<String> = ["rpn_head"]

  /// What a layer's outputs are, by the last name of its path.
  private static let outputs = [
    "rpn_cls": "object scores", "rpn_reg": "box offsets", "fc_cls": "class scores",
    "fc_reg": "box offsets", "conv_logits": "masks", "retina_cls": "class scores",
    "retina_reg": "box offsets", "fc": "class scores", "classifier": "class scores",
    "output": "class scores", "head": "class scores",
  ]

  /// Attentions whose name alone would say too little.
  private static let attentions = ["self": "self-attention"]

  /// What attentions project features to, by the names in their equations.
  private static let projections = [
    "Wq": "queries", "Wk": "keys", "Wv": "values", "qkv": "queries, keys, values",
  ]

  /// What a projection of an attention makes, in words; nil where it is none of the usual ones.
  static func projected(_ name: String) -> String? { projections[name] }

  /// What stands before the name of what a gate has scaled for the next block.
  static let refreshed = "refreshed"

  /// A projection of an attention in words, else as equations call it.
  static func projection(_ name: String) -> String { projected(name) ?? name }

  /// An attention in words.
  static func attention(_ kind: String) -> String { attentions[kind] ?? kind }

  /// A stage in words.
  static func part(_ stage: String) -> String { parts[stage] ?? stage }

  /// What a layer's outputs are; nil where its name does not say it.
  static func output(ofLayer path: String) -> String? {
    path.split(separator: ".").last { Int($0) == nil }.flatMap { outputs[String($0)] }
  }
}
