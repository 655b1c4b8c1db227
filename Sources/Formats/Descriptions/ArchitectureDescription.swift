public import RLAArchitectures
import RLASymbolic
import Yams

/// A network of a known family, described in YAML or JSON; Docs/ArchitectureFiles.md has the
/// schema.
public enum ArchitectureDescription {
  /// One line for each family that files can describe.
  private static let families: [any FamilyDescription.Type] = [
    ResNetDescription.self,
    MobileNetV2Description.self,
  ]

  private static let commonKeys = ["name", "backbone", "classes", "wiring", "detector"]

  /// The network that a text describes.
  ///
  /// - Parameters:
  ///   - text: YAML; JSON is a part of it.
  ///   - name: The name of a network whose description gives none.
  /// - Returns: The definition, of the family that `backbone` names, or a detector on it.
  /// - Throws: `DescriptionFailure` at the first mistake.
  public static func read(
    _ text: String, name: String
  ) throws(DescriptionFailure) -> any Architecture {
    let root = try DescriptionDocument.read(text)
    var everyKey = commonKeys
    for key in families.flatMap({ $0.keys }) where !everyKey.contains(key) { everyKey.append(key) }
    let reader = try DescriptionReader(root, key: "the file", known: everyKey)
    let family = try family(reader)
    _ = try DescriptionReader(root, key: "the file", known: commonKeys + family.keys)
    var model = try family.read(reader, name: try reader.string("name") ?? name)
    try readWiring(reader, &model)
    let classes = try reader.integer("classes")
    if let node = reader.node("detector") {
      return try DetectorDescription.read(node, model, classes: classes)
    }
    if let classes { model.classes = Dim(classes) }
    return model
  }

  private static func family(
    _ reader: DescriptionReader
  ) throws(DescriptionFailure) -> any FamilyDescription.Type {
    let word = try reader.required(try reader.string("backbone"), "backbone")
    guard let family = families.first(where: { $0.word == word.lowercased() }) else {
      throw DescriptionFailure(
        line: reader.line(of: "backbone"),
        reason: .unknownChoice(key: "backbone", value: word, choices: families.map { $0.word }))
    }
    return family
  }

  private static func readWiring(
    _ reader: DescriptionReader, _ model: inout any PyramidBackbone
  ) throws(DescriptionFailure) {
    guard let wiring = try reader.choice("wiring", Wiring.self) else { return }
    if model.recurrence == nil {
      throw DescriptionFailure(
        line: reader.line(of: "wiring"),
        reason: .conflict(.wiringWithoutRecurrence))
    }
    model.recurrence?.wiring = wiring
  }
}
