public import RLAAnalysis
import RLANetworks
public import RLAQueries
import RLASymbolic
public import RLAText

/// Which input sizes a network accepts, and which layers say so.
public struct SizesReport: Sendable {
  private let shapes: InferredShapes
  private let axes: [AcceptedSizes?]
  private let range: ClosedRange<Int>?
  private let wanted: [NumberList.Size]

  /// - Parameters:
  ///   - shapes: The network with height and width as symbols.
  ///   - range: Sizes to list; nil for none.
  ///   - wanted: Sizes to look up.
  public init(
    _ shapes: InferredShapes, listing range: ClosedRange<Int>? = nil,
    lookingUp wanted: [NumberList.Size] = []
  ) {
    self.shapes = shapes
    axes = [Symbol.height, .width].map { AcceptedSizes($0, shapes.assumptions) }
    self.range = range
    self.wanted = wanted
  }

  public func text(_ format: ReportFormat, styled: Bool = false) -> String {
    if format == .json { return json.text }
    let columns = [
      Table.Column("layer", key: "layer", .left), Table.Column("in", key: "stage", .left),
      Table.Column("needs", key: "needs", .left),
      Table.Column("so it accepts", key: "accepts", .left),
    ]
    let rows = shapes.assumptions.map { located in
      [
        Table.Cell(located.path), Table.Cell(located.stage),
        Table.Cell(located.assumption.description), Table.Cell(accepted(by: located)),
      ]
    }
    return Table(
      columns: rows.isEmpty ? [] : columns, rows: rows,
      header: [shapes.network.name] + summary, footer: lookups + lists
    ).text(format, styled: styled)
  }

  private var summary: [String] {
    zip(["height  ", "width   "], axes).map { label, sizes in
      label + (sizes?.congruence ?? "depends on the other axis")
    }
  }

  private func accepted(by located: LocatedAssumption) -> String {
    let symbols = located.assumption.symbols
    guard let symbol = symbols.first, symbols.count == 1 else { return "" }
    return AcceptedSizes(symbol, [located])?.congruence ?? ""
  }

  private var lookups: [String] {
    wanted.map { size in
      let name = size.height == size.width ? "\(size.height)" : "\(size.height)x\(size.width)"
      if accepts(size) { return "\(name): accepted" }
      let nearest = zip(["height", "width"], nearest(to: size)).compactMap { name, numbers in
        numbers.isEmpty ? nil : "\(name) \(numbers.map(String.init).joined(separator: " or "))"
      }
      return "\(name): refused" + (nearest.isEmpty ? "" : "; nearest: ")
        + nearest.joined(separator: ", ")
    }
  }

  /// By axis, the accepted sizes on both sides; none where the size is accepted.
  private func nearest(to size: NumberList.Size) -> [[Int]] {
    zip(axes, [size.height, size.width]).map { sizes, wanted in
      guard let sizes, !sizes.contains(wanted) else { return [] }
      let (below, above) = sizes.nearest(to: wanted)
      return [below, above].compactMap { $0 }
    }
  }

  private func accepts(_ size: NumberList.Size) -> Bool {
    shapes.assumptions.allSatisfy {
      (try? $0.assumption.holds(at: [.batch: 1, .height: size.height, .width: size.width]))
        ?? false
    }
  }

  private var lists: [String] {
    guard let range else { return [] }
    let found = axes.compactMap { $0 }
    guard let first = found.first, found.count == axes.count else {
      return squares(in: range).isEmpty
        ? ["no square in \(range.lowerBound) to \(range.upperBound)"]
        : ["squares  \(joined(squares(in: range)))"]
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

  private func squares(in range: ClosedRange<Int>) -> [Int] {
    range.filter { accepts(NumberList.Size(height: $0, width: $0)) }
  }

  private func joined(_ numbers: [Int]) -> String {
    numbers.map(String.init).joined(separator: ", ")
  }

  private var json: JSONValue {
    .object([
      .init("schema", .integer(ReportSchema.version)),
      .init("model", .string(shapes.network.name)),
      .init("height", axes[0].map { JSONValue($0) } ?? .null),
      .init("width", axes[1].map { JSONValue($0) } ?? .null),
      .init(
        "demands",
        .array(
          shapes.assumptions.map { located in
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
            let nearest = nearest(to: size).map { $0.map { JSONValue.integer($0) } }
            return [
              "height": .integer(size.height), "width": .integer(size.width),
              "accepted": .bool(accepts(size)), "nearest_heights": .array(nearest[0]),
              "nearest_widths": .array(nearest[1]),
            ]
          })),
      .init(
        "squares",
        range.map { .array(squares(in: $0).map { .integer($0) }) } ?? .null),
    ])
  }
}
