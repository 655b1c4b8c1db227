import RLAAnalysis
import RLANetworks
package import RLAQueries
import RLASymbolic
package import RLAText

/// Which input sizes a network accepts, and which layers say so.
package struct SizesReport: Sendable {
  private let inputs: AcceptedInputs
  private let range: ClosedRange<Int>?
  private let wanted: [NumberList.Size]

  /// - Parameters:
  ///   - inputs: What a network accepts.
  ///   - range: Sizes to list; nil for none.
  ///   - wanted: Sizes to look up.
  package init(
    _ inputs: AcceptedInputs, listing range: ClosedRange<Int>? = nil,
    lookingUp wanted: [NumberList.Size] = []
  ) {
    self.inputs = inputs
    self.range = range
    self.wanted = wanted
  }

  /// The report as a part of several; CSV has the sizes that were asked for, and the layers where
  /// none was.
  package func part(_ format: ReportFormat) -> ReportList.Part {
    let asksForSizes = range != nil || !wanted.isEmpty
    return ReportList.Part(
      name: inputs.shapes.network.name,
      table: format == .csv && asksForSizes ? sizeTable : layerTable, json: json)
  }

  private var sizeTable: Table {
    let squares = range.map { $0.map { NumberList.Size(height: $0, width: $0) } } ?? []
    let axes = ["height", "width"]
    let columns =
      axes.map { Table.Column($0, key: $0, .right) }
      + [Table.Column("accepted", key: "accepted", .left)]
      + axes.map { Table.Column("nearest \($0)", key: "nearest_\($0)", .left) }
    let rows = (wanted + squares).map { size in
      [
        Table.Cell("\(size.height)"), Table.Cell("\(size.width)"),
        Table.Cell("\(inputs.accepts(size))"),
      ]
        + inputs.nearest(to: size).map {
          Table.Cell($0.map(String.init).joined(separator: " "))
        }
    }
    return Table(columns: columns, rows: rows)
  }

  private var layerTable: Table {
    let columns = [
      Table.Column("layer", key: "layer", .left, .breaks(to: 16)),
      Table.Column("stage", key: "stage", .left),
      Table.Column("needs", key: "needs", .left, .breaks(to: 20)),
      Table.Column("so it accepts", key: "accepts", .left, .breaks(to: 16)),
    ]
    let rows = inputs.shapes.assumptions.map { located in
      [
        Table.Cell(located.path), Table.Cell(located.stage),
        Table.Cell(located.assumption.description), Table.Cell(accepted(by: located)),
      ]
    }
    return Table(
      columns: rows.isEmpty ? [] : columns, rows: rows,
      header: [inputs.shapes.network.name] + summary, footer: lookups + lists)
  }

  private var network: Network { inputs.shapes.network }

  /// Whether height and width are sizes of what the network takes.
  private var hasImages: Bool { network.imageChannels != nil }

  private var summary: [String] {
    if !hasImages {
      let shapes = zip(network.inputs, inputs.shapes.facts).map { input, fact in
        "input   \(input.name) \(fact.shape)"
      }
      let isFree = inputs.shapes.assumptions.isEmpty
      return shapes + (isFree ? ["no layer is known to restrict these sizes"] : [])
    }
    return zip(["height  ", "width   "], inputs.axes).map { label, sizes in
      label + (sizes?.congruence ?? "depends on the other axis")
    }
  }

  private func accepted(by located: LocatedAssumption) -> String {
    let range = inputs.range(acceptedBy: located).map { "\($0.symbol) \($0.sizes.text)" }
    return inputs.sizes(acceptedBy: located)?.congruence ?? range ?? ""
  }

  private var lookups: [String] {
    wanted.map { size in
      if inputs.accepts(size) { return "\(size): accepted" }
      let nearest = zip(["height", "width"], inputs.nearest(to: size)).compactMap { name, numbers in
        numbers.isEmpty ? nil : "\(name) \(numbers.map(String.init).joined(separator: " or "))"
      }
      return "\(size): refused" + (nearest.isEmpty ? "" : "; nearest: ")
        + nearest.joined(separator: ", ")
    }
  }

  private var lists: [String] {
    guard let range else { return [] }
    let found = inputs.axes.compactMap { $0 }
    guard let first = found.first, found.count == inputs.axes.count else {
      return inputs.squares(in: range).isEmpty
        ? ["no square from \(range.lowerBound) to \(range.upperBound)"]
        : ["squares  \(joined(inputs.squares(in: range)))"]
    }
    let isSame = found.allSatisfy { $0.accepts(sameAs: first) }
    return (isSame ? [first] : found).map { sizes in
      let name = isSame ? "\(Symbol.height) and \(Symbol.width)" : "\(sizes.symbol)"
      let accepted = sizes.sizes(in: range)
      let count = "\(accepted.count) of \(range.count) sizes from \(range.lowerBound) to "
      let text = accepted.isEmpty ? "none" : joined(accepted)
      return "\(name), \(count)\(range.upperBound): \(text)"
    }
  }

  private func joined(_ numbers: [Int]) -> String {
    numbers.map(String.init).joined(separator: ", ")
  }

  private func axis(_ sizes: AcceptedSizes?) -> JSONValue {
    hasImages ? sizes.map { JSONValue($0) } ?? .null : .null
  }

  private var json: JSONValue {
    .document([
      .init("model", .string(inputs.shapes.network.name)),
      .init("height", axis(inputs.height)),
      .init("width", axis(inputs.width)),
      .init(
        "demands",
        .array(
          inputs.shapes.assumptions.map { located in
            [
              "layer": .string(located.path), "stage": .string(located.stage),
              "needs": .string("\(located.assumption)"),
              "accepts": .string(accepted(by: located)),
            ]
          })),
      .init(
        "lookups",
        .array(
          wanted.map { size in
            let nearest = inputs.nearest(to: size).map { $0.map { JSONValue.integer($0) } }
            return [
              "height": .integer(size.height), "width": .integer(size.width),
              "accepted": .bool(inputs.accepts(size)), "nearest_heights": .array(nearest[0]),
              "nearest_widths": .array(nearest[1]),
            ]
          })),
      .init(
        "squares",
        range.map { .array(inputs.squares(in: $0).map { .integer($0) }) } ?? .null),
    ])
  }
}
