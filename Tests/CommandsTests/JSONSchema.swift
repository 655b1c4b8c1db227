import Foundation
import TestSupport
import Testing

/// A JSON document as schemas see it.
indirect enum JSON: Decodable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  static func parsing(_ text: String) throws -> JSON {
    try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
  }

  subscript(_ key: String) -> JSON? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  var elements: [JSON] { if case .array(let values) = self { values } else { [] } }
  var text: String? { if case .string(let value) = self { value } else { nil } }
  var number: Double? { if case .number(let value) = self { value } else { nil } }

  /// The names of the types of JSON Schema that the value has.
  fileprivate var types: Set<String> {
    switch self {
    case .null: ["null"]
    case .bool: ["boolean"]
    case .number(let value): value == value.rounded() ? ["number", "integer"] : ["number"]
    case .string: ["string"]
    case .array: ["array"]
    case .object: ["object"]
    }
  }
}

/// The schemas of Docs/Schemas, as far as they use JSON Schema 2020-12.
///
/// Stricter than the standard: a member that `properties` do not describe is a fault, so that no
/// report has members that its schema lacks.
struct JSONSchemas {
  private let documents: [String: JSON]

  init() throws {
    let folder = Fixture.root.deletingLastPathComponent().appending(path: "Docs/Schemas")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path())
    documents = try Dictionary(
      uniqueKeysWithValues: files.map { file in
        let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        return (file, try JSON.parsing(text))
      })
  }

  var names: [String] { documents.keys.sorted() }

  /// What is wrong with a value; nothing where it is valid.
  func faults(of value: JSON, against file: String) throws -> [String] {
    let schema = try #require(documents[file], "there is no schema \(file)")
    return try faults(value, Place(schema: schema, file: file, path: "$"))
  }

  /// A schema, the file it stands in, and the place of the value that it describes.
  private struct Place {
    let schema: JSON
    let file: String
    let path: String

    func step(_ schema: JSON, _ name: String) -> Place {
      Place(schema: schema, file: file, path: path + name)
    }
  }

  private static let known: Set<String> = [
    "$schema", "$defs", "$ref", "title", "description", "type", "const", "enum", "minimum",
    "required", "properties", "additionalProperties", "items", "minItems", "maxItems", "oneOf",
    "anyOf",
  ]

  private func faults(_ value: JSON, _ place: Place) throws -> [String] {
    guard case .object(let keywords) = place.schema else { return ["\(place.path): no schema"] }
    let unknown = Set(keywords.keys).subtracting(Self.known)
    try #require(unknown.isEmpty, "the validator lacks \(unknown)")
    if let reference = keywords["$ref"]?.text {
      return try faults(value, try resolved(reference, place))
    }
    return try plain(value, place) + members(value, place) + elements(value, place)
      + choices(value, place)
  }

  private func resolved(_ reference: String, _ place: Place) throws -> Place {
    let parts = reference.split(separator: "#", omittingEmptySubsequences: false).map(String.init)
    let file = parts[0].isEmpty ? place.file : parts[0]
    let name = try #require(parts[1].split(separator: "/").last.map(String.init))
    let schema = try #require(documents[file]?["$defs"]?[name], "nothing at \(reference)")
    return Place(schema: schema, file: file, path: place.path)
  }

  private func plain(_ value: JSON, _ place: Place) -> [String] {
    var faults: [String] = []
    if let type = place.schema["type"] {
      let allowed = Set(([type] + type.elements).compactMap(\.text))
      if value.types.isDisjoint(with: allowed) { faults.append("\(place.path) is not \(allowed)") }
    }
    if let wanted = place.schema["const"], wanted != value {
      faults.append("\(place.path) is \(value), not \(wanted)")
    }
    if let wanted = place.schema["enum"], !wanted.elements.contains(value) {
      faults.append("\(place.path) is \(value), none of \(wanted)")
    }
    if let least = place.schema["minimum"]?.number, let number = value.number, number < least {
      faults.append("\(place.path) is below \(least)")
    }
    return faults
  }

  private func members(_ value: JSON, _ place: Place) throws -> [String] {
    guard case .object(let members) = value else { return [] }
    let required = place.schema["required"]?.elements.compactMap(\.text) ?? []
    var faults = required.filter { members[$0] == nil }.map { "\(place.path).\($0) is missing" }
    let others = place.schema["additionalProperties"]
    for (name, member) in members {
      if let schema = place.schema["properties"]?[name] ?? others {
        faults += try self.faults(member, place.step(schema, ".\(name)"))
      } else if place.schema["properties"] != nil {
        faults.append("\(place.path).\(name) is not described")
      }
    }
    return faults
  }

  private func elements(_ value: JSON, _ place: Place) throws -> [String] {
    guard case .array(let values) = value else { return [] }
    var faults: [String] = []
    let count = Double(values.count)
    if let least = place.schema["minItems"]?.number, count < least {
      faults.append("\(place.path) has too few elements")
    }
    if let most = place.schema["maxItems"]?.number, count > most {
      faults.append("\(place.path) has too many elements")
    }
    guard let schema = place.schema["items"] else { return faults }
    for (index, element) in values.enumerated() {
      faults += try self.faults(element, place.step(schema, "[\(index)]"))
    }
    return faults
  }

  private func choices(_ value: JSON, _ place: Place) throws -> [String] {
    var result: [String] = []
    for keyword in ["oneOf", "anyOf"] {
      guard let schemas = place.schema[keyword]?.elements else { continue }
      let all = try schemas.map { try faults(value, place.step($0, "")) }
      let fitting = all.filter(\.isEmpty).count
      if fitting == 0 { result += all.min { $0.count < $1.count } ?? [] }
      if keyword == "oneOf", fitting > 1 { result.append("\(place.path) fits several schemas") }
    }
    return result
  }
}
