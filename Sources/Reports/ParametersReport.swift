package import RLANetworks
import RLASymbolic
import RLAText

/// The tensors of a network in the order of PyTorch's state_dict.
package struct ParametersReport: Sendable {
  private let network: Network
  private let entries: [StateEntry]

  package init(_ network: Network) {
    self.network = network
    entries = network.stateDictionary
  }

  package var part: ReportList.Part {
    ReportList.Part(name: network.name, table: table, json: json)
  }

  private var table: Table {
    let columns = [
      Table.Column("name", key: "name", .left, .breaks(to: 20)),
      Table.Column("shape", key: "shape", .left),
      Table.Column("values", key: "values", .right), Table.Column("role", key: "role", .left),
      Table.Column("shared with", key: "shared_with", .left, .breaks(to: 12)),
    ]
    let rows = entries.map { entry in
      let count = entry.weight.shape.elements.value
      return [
        Table.Cell(entry.name), Table.Cell(entry.weight.shape.description),
        Table.Cell(count.map(Numbers.grouped) ?? "", raw: count.map(String.init) ?? ""),
        Table.Cell(entry.weight.role.rawValue), Table.Cell(entry.sharedWith ?? ""),
      ]
    }
    return Table(columns: columns, rows: rows, header: [network.name], footer: [footer])
  }

  private var footer: String {
    let tensors = entries.count
    let shared = entries.filter { $0.sharedWith != nil }.count
    let parameters = network.parameterCount.value.map(Numbers.grouped) ?? ""
    return "\(tensors) state_dict entries, \(shared) of them shared; \(parameters) parameters, "
      + "shared ones once, buffers left out."
  }

  private var json: JSONValue {
    .document([
      .init("model", .string(network.name)),
      .init("parameters", JSONValue(network.parameterCount)),
      .init("tensors", .array(entries.map(Self.tensor))),
    ])
  }

  private static func tensor(_ entry: StateEntry) -> JSONValue {
    [
      "name": .string(entry.name), "shape": JSONValue(entry.weight.shape),
      "values": JSONValue(entry.weight.shape.elements), "role": .string(entry.weight.role.rawValue),
      "shared_with": entry.sharedWith.map { .string($0) } ?? .null,
    ]
  }
}
