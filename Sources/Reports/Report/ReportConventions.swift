import RLAAnalysis
import RLANetworks
import RLAText

/// The conventions by which a page counts.
enum ReportConventions {
  static let measures = Convention.all.flatMap(\.measures)

  static var json: JSONValue { .array(Convention.all.map(json)) }

  /// The names of the lines of a tally, by number.
  static var quantities: JSONValue { .array(Quantity.allCases.map { .string($0.name) }) }

  private static func json(_ convention: Convention) -> JSONValue {
    [
      "id": .string(convention.id), "summary": .string(convention.summary),
      "source": .string(convention.source),
      "remarks": .array(convention.remarks.map { .string($0) }),
      "prefix": .string(convention.prefix.rawValue),
      "measures": .array(convention.measures.map(json)),
      "parameters": convention.parameters.map {
        ["key": .string($0.key), "note": .string($0.note)]
      }
        ?? .null,
    ]
  }

  private static func json(_ measure: Convention.Measure) -> JSONValue {
    [
      "key": .string(measure.key), "unit": .string(measure.unit),
      "object": .string(measure.object.rawValue), "sees": .string(measure.sight.summary),
      "accumulator": .string("\(measure.accumulator)"),
    ]
  }
}
