import Foundation
import Testing

/// The data in an HTML report.
enum ReportedData {
  /// The document that stands in a page.
  static func document(in page: String) throws -> JSON {
    try .parsing(try text(in: page))
  }

  /// The text of the element with the data.
  static func text(in page: String) throws -> String {
    let start = "<script type=\"application/json\" id=\"report-data\">"
    let begin = try #require(page.firstRange(of: start)).upperBound
    let end = try #require(page[begin...].firstRange(of: "</script>")).lowerBound
    return String(page[begin..<end])
  }
}

/// A network of a report at chosen sizes, evaluated as its page does it.
struct ReportedNetwork {
  let network: JSON
  private let measures: [JSON]
  private let values: [Int?]
  private let works: [(key: Int, lines: [(quantity: Int, value: Int)])]

  /// Evaluates the network with a number in `document` where some sizes are not those at the start.
  init(_ document: JSON, _ index: Int = 0, at sizes: [String: Int] = [:]) throws {
    let network = try #require(document["networks"]?.elements[index])
    self.network = network
    measures = (document["conventions"]?.elements ?? []).flatMap { $0["measures"]?.elements ?? [] }
    let symbols = network["symbols"]?.elements ?? []
    var slots = try symbols.map { symbol in
      let name = try #require(symbol["name"]?.text)
      return try sizes[name] ?? #require(symbol["value"]?.integer)
    }
    for step in network["expressions"]?["steps"]?.elements ?? [] {
      let parts = Array(step.elements.dropFirst())
      if step.elements[0] == .string("p") {
        slots.append(try parts.reduce(1) { try $0 * slots[#require($1.integer)] })
      } else {
        let (sum, divisor) = (
          try Self.sum(parts.dropFirst(), slots), try #require(parts[0].integer)
        )
        slots.append(sum / divisor - (sum % divisor < 0 ? 1 : 0))
      }
    }
    let values = try (network["expressions"]?["sums"]?.elements ?? []).map { sum in
      sum == .null ? nil : try Self.sum(sum.elements[...], slots)
    }
    self.values = values
    works = try (network["works"]?.elements ?? []).map { work in
      let lines = work["lines"]?.elements.compactMap(\.integer) ?? []
      return (
        try #require(work["key"]?.integer),
        try stride(from: 0, to: lines.count, by: 2).map {
          (lines[$0], try #require(values[lines[$0 + 1]]))
        }
      )
    }
  }

  private static func sum(_ parts: ArraySlice<JSON>, _ slots: [Int]) throws -> Int {
    let numbers = try parts.map { try #require($0.integer) }
    return stride(from: 1, to: numbers.count, by: 2).reduce(numbers[0]) {
      $0 + numbers[$1] * slots[numbers[$1 + 1]]
    }
  }

  /// The value of an expression that a member holds.
  func value(_ expression: JSON?) -> Int? { expression?.integer.flatMap { values[$0] } }

  /// By key, what every measure counts, as the tools add it up.
  var counts: [String: Int] {
    get throws {
      let calls = network["calls"]?["works"]?.elements ?? []
      var tally: [Int: [Int: Int]] = [:]
      for number in calls.flatMap(\.elements).compactMap(\.integer) {
        for line in works[number].lines {
          tally[works[number].key, default: [:]][line.quantity, default: 0] += line.value
        }
      }
      var counts: [String: Int] = [:]
      for (index, measure) in measures.enumerated() {
        let key = try #require(measure["key"]?.text)
        let exact = try tally.reduce(0) { try $0 + count($1.value, index, key: $1.key) }
        counts[key] =
          measure["accumulator"]?.text == "float32" ? Int(exactly: Float(exact)) ?? exact : exact
      }
      return counts
    }
  }

  private func count(_ lines: [Int: Int], _ measure: Int, key: Int) throws -> Int {
    let rule = try #require(network["rules"]?.elements[measure].elements[key].integer)
    let treatment = try #require(network["treatments"]?.elements[rule])
    func sum(_ member: String) -> Int {
      let terms = treatment[member]?.elements.compactMap(\.integer) ?? []
      return stride(from: 0, to: terms.count, by: 2).reduce(0) {
        $0 + terms[$1] * lines[terms[$1 + 1], default: 0]
      }
    }
    return sum("terms") + sum("per_image") / (value(network["batch"]) ?? 1)
  }

  /// Whether the network accepts the sizes.
  var isAccepted: Bool {
    (network["demands"]?.elements ?? []).allSatisfy { demand in
      guard let left = value(demand["left"]), let right = value(demand["right"]) else {
        return false
      }
      return demand["kind"]?.text == "equal" ? left == right : left >= right
    }
  }

  /// The largest live bytes of an inference run.
  var inferencePeak: Int {
    let memory = network["memory"]?["inference"]
    var live = [Int](repeating: 0, count: memory?["steps"]?.integer ?? 0)
    func column(_ name: String) -> [JSON] { memory?["values"]?[name]?.elements ?? [] }
    for (bytes, ends) in zip(column("bytes"), zip(column("from"), column("to"))) {
      guard let from = ends.0.integer, let to = ends.1.integer else { continue }
      for step in from...to { live[step] += value(bytes) ?? 0 }
    }
    let inner = (memory?["inner"]?.elements ?? []).compactMap { entry -> Int? in
      guard let step = entry.elements[0].integer, let more = value(entry.elements[1]) else {
        return nil
      }
      return live[step] + more
    }
    return (live + inner).max() ?? 0
  }
}

extension JSON {
  /// A whole number, which may stand in quotes.
  var integer: Int? { number.map { Int($0) } ?? text.flatMap { Int($0) } }
}
