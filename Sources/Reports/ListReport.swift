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
      Table.Column("name", key: "name", .left, .breaks(to: 16)),
      Table.Column("family", key: "family", .left, .breaks(to: 12)),
      Table.Column("state channels", key: "state_channels", .left, .breaks(to: 10)),
      Table.Column("also known as", key: "aliases", .left, .breaks(to: 16)),
    ]
    let rows = entries.map { entry in
      [
        Table.Cell(entry.name), Table.Cell(entry.family.name),
        Table.Cell(entry.stateText),
        Table.Cell(entry.aliases.joined(separator: ", ")),
      ]
    }
    let footer = [
      "\(entries.count) architectures; names ignore case, - and _,",
      "but RLA-MobileNetV2 with hyphens is the published table's dsrla_mobilenetv2_k32.",
      "Names of networks for CIFAR may have any depth that blocks make, as cifar_senet29 and",
      "densenet52_k24_bc_cifar100 do, a block (cifar_resnet56_bottleneck), cifar100 and svhn.",
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
              "state_channels": .string(entry.stateText),
              "aliases": .array(entry.aliases.map { .string($0) }),
            ]
          }))
    ])
  }
}

extension CatalogEntry {
  fileprivate var stateText: String {
    switch stateChannels {
    case .absent: "none"
    case .free: "\(definition.stateChannels.map { "\($0)" } ?? "k") or --rla-channels"
    case .fixed(let k): "\(k), fixed by the name"
    case .widening: "none; --rla-channels widens the planes"
    }
  }
}
