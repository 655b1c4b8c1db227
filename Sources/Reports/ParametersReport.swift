package import RLANetworks
import RLASymbolic
import RLAText

/// The tensors of a network in the order of PyTorch's state_dict.
package struct ParametersReport: Sendable {
  private let network: Network
  private let entries: [StateEntry]
  private let weights: LoadedWeights?
  /// By name, the type of the elements that a file has.
  private let types: [String: ElementType]

  /// - Parameters:
  ///   - network: The network.
  ///   - weights: What is said of a file whose tensors fit it; nil without one.
  ///   - tensors: Those of the file.
  package init(
    _ network: Network, _ weights: LoadedWeights? = nil, _ tensors: [FileTensor]? = nil
  ) {
    self.network = network
    self.weights = weights
    entries = network.stateDictionary
    types = Dictionary(uniqueKeysWithValues: (tensors ?? []).map { ($0.name, $0.type) })
  }

  package var part: ReportList.Part {
    ReportList.Part(name: network.name, table: table, json: json)
  }

  private var table: Table {
    var columns = [
      Table.Column("name", key: "name", .left, .breaks(to: 20)),
      Table.Column("shape", key: "shape", .left),
      Table.Column("values", key: "values", .right), Table.Column("role", key: "role", .left),
      Table.Column("shared with", key: "shared_with", .left, .breaks(to: 12)),
    ]
    if weights != nil { columns.append(Table.Column("stored as", key: "stored_type", .left)) }
    let rows = entries.map { entry in
      let count = entry.weight.shape.elements.value
      let cells: [Table.Cell] = [
        Table.Cell(entry.name), Table.Cell(entry.weight.shape.description),
        Table.Cell(count.map(Numbers.grouped) ?? "", raw: count.map(String.init) ?? ""),
        Table.Cell(entry.weight.role.rawValue), Table.Cell(entry.sharedWith ?? ""),
      ]
      return weights == nil ? cells : cells + [Table.Cell(types[entry.name]?.rawValue ?? "")]
    }
    let origin = weights.map { ["weights: \($0.text)"] } ?? []
    return Table(columns: columns, rows: rows, header: [network.name] + origin, footer: [footer])
  }

  private var footer: String {
    let tensors = entries.count
    let shared = entries.filter { $0.sharedWith != nil }.count
    let parameters = network.parameterCount.value.map(Numbers.grouped) ?? ""
    return "\(tensors) state_dict entries, \(shared) of them shared; \(parameters) parameters, "
      + "shared ones once, buffers left out."
  }

  private var json: JSONValue {
    .document(
      [
        .init("model", .string(network.name)),
        .init("parameters", JSONValue(network.parameterCount)),
      ] + (weights.map { [.init("weights", .string($0.text))] } ?? []) + [
        .init("tensors", .array(entries.map(tensor)))
      ])
  }

  private func tensor(_ entry: StateEntry) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("name", .string(entry.name)), .init("shape", JSONValue(entry.weight.shape)),
      .init("values", JSONValue(entry.weight.shape.elements)),
      .init("role", .string(entry.weight.role.rawValue)),
      .init("shared_with", entry.sharedWith.map { .string($0) } ?? .null),
    ]
    if weights != nil {
      let type = types[entry.name].map { JSONValue.string($0.rawValue) } ?? .null
      members.append(.init("stored_type", type))
    }
    return .object(members)
  }
}
