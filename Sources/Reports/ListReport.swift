package import RLAArchitectures
package import RLAText

/// The architectures of the catalog.
package struct ListReport: Sendable {
  private let entries: [CatalogEntry]

  package init(_ entries: [CatalogEntry]) {
    self.entries = entries
  }

  package func text(_ format: ReportFormat, on page: Page = .plain) -> String {
    if format == .json { return json.text }
    let columns = [
      Table.Column("name", key: "name", .left),
      Table.Column("family", key: "family", .left, .breaks(to: 12)),
      Table.Column("state channels", key: "state_channels", .left, .breaks(to: 14)),
      Table.Column("also known as", key: "aliases", .left, .breaks(to: 20)),
    ]
    let rows = entries.map { entry in
      [
        Table.Cell(entry.name), Table.Cell(entry.family.name),
        Table.Cell(entry.stateChannels.text),
        Table.Cell(entry.aliases.joined(separator: ", ")),
      ]
    }
    let footer = [
      "\(entries.count) architectures; names ignore case, - and _,",
      "but RLA-MobileNetV2 with hyphens is the published table's dsrla_mobilenetv2_k32.",
    ]
    return Table(columns: columns, rows: rows, footer: footer).text(format, on: page)
  }

  private var json: JSONValue {
    .document([
      .init(
        "architectures",
        .array(
          entries.map { entry in
            [
              "name": .string(entry.name), "family": .string(entry.family.name),
              "state_channels": .string(entry.stateChannels.text),
              "aliases": .array(entry.aliases.map { .string($0) }),
            ]
          }))
    ])
  }
}

extension CatalogEntry.StateChannels {
  fileprivate var text: String {
    switch self {
    case .absent: "none"
    case .free: "32 or --rla-channels"
    case .fixed(let k): "\(k), fixed by the name"
    case .widening: "none; --rla-channels widens the planes"
    }
  }
}
