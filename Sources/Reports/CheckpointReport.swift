import RLACheckpoints
import RLANetworks
import RLAQueries
import RLASymbolic
package import RLAText

/// What stands in a file of tensors, and which network they belong to.
package struct CheckpointReport: Sendable {
  private let contents: CheckpointContents

  package init(_ contents: CheckpointContents) {
    self.contents = contents
  }

  package func text(_ format: ReportFormat, on page: Page = .plain) -> String {
    format == .json ? json.text : table.text(format, on: page)
  }

  // MARK: - Table

  private var table: Table {
    let differences = Dictionary(
      uniqueKeysWithValues: (contents.differences?.1.differences ?? []).map { ($0.name, $0) })
    let columns = self.columns
    var rows = contents.rows.map { row in
      columns.map { $0.cell(row, differences[row.tensor.name]) }
    }
    for difference in contents.differences?.1.differences ?? [] where difference.found == nil {
      rows.append(columns.map { $0.cell(missing: difference) })
    }
    return Table(columns: columns.map(\.column), rows: rows, header: header, footer: footer)
  }

  private var columns: [CheckpointColumn] {
    var columns = [CheckpointColumn.name, .shape, .type, .values]
    if contents.rows.contains(where: { $0.checksum != nil }) { columns.append(.checksum) }
    if contents.rows.contains(where: { $0.statistics != nil }) {
      columns += [.mean, .deviation, .least, .greatest, .notFinite, .nearZero]
    }
    if let network = contents.differences?.network { columns.append(.expected(network)) }
    return columns
  }

  private var header: [String] {
    let tensors = contents.rows.map(\.tensor)
    let values = tensors.reduce(0) { $0 + $1.count }
    let bytes = tensors.reduce(0) { $0 + $1.byteCount }
    let size = contents.facts.map { ", \(Numbers.grouped($0.byteCount)) bytes" } ?? ""
    return [
      contents.path, "format: \(contents.facts?.format.meaning ?? "ONNX model")\(size)",
      "tensors: \(Numbers.grouped(tensors.count)) with \(Numbers.grouped(values)) values in "
        + "\(Numbers.grouped(bytes)) bytes",
    ] + trainingLines + [contents.match.text] + notes
  }

  private var trainingLines: [String] {
    guard let facts = contents.facts else { return [] }
    let parts = [
      facts.epoch.map { "epoch \($0)" }, facts.architecture.map { "arch '\($0.printable)'" },
      facts.bestAccuracy.map { "best accuracy \(Numbers.fixed($0, decimals: 3)) %" },
    ]
    let known = parts.compactMap(\.self)
    return (known.isEmpty ? [] : ["training: \(known.joined(separator: ", "))"])
      + [facts.optimizer.map { "optimizer: \($0.text)" }].compactMap(\.self)
  }

  private var notes: [String] {
    guard let facts = contents.facts else { return [] }
    var notes: [String] = []
    if facts.hadModulePrefix { notes.append("every name begins with 'module.', which is left out") }
    if facts.countersLeftOut > 0 {
      notes.append("left out: \(Numbers.counted(facts.countersLeftOut, "counter")) of thop")
    }
    if facts.otherEntries > 0 {
      let count = facts.otherEntries
      notes.append(
        "left out: \(Numbers.counted(count, "entry", plural: "")) of the state_dict that "
          + "\(count == 1 ? "is no tensor" : "are no tensors")")
    }
    notes.append(facts.checksumText)
    return notes
  }

  private var footer: [String] {
    var lines: [String] = []
    if contents.rows.contains(where: { $0.checksum != nil }) {
      lines.append("crc32: of the elements in row-major order, little-endian, as they are stored.")
    }
    if contents.rows.contains(where: { $0.statistics != nil }) {
      lines.append(
        "Mean, deviation (of the population) and extremes are those of the finite elements.")
      lines.append(
        "near zero: channels whose norm has a weight below \(TensorStatistics.nearZeroLimit) in "
          + "magnitude.")
    }
    return lines
  }

  // MARK: - JSON

  private var json: JSONValue {
    let facts = contents.facts
    return .document([
      .init("file", .string(contents.path)),
      .init("format", .string(facts?.format.rawValue ?? "onnx")),
      .init("bytes", facts.map { .integer($0.byteCount) } ?? .null),
      .init("epoch", facts?.epoch.map { .integer($0) } ?? .null),
      .init("arch", facts?.architecture.map { .string($0) } ?? .null),
      .init("best_accuracy_percent", facts?.bestAccuracy.map { .number($0) } ?? .null),
      .init("optimizer", facts?.optimizer?.json ?? .null),
      .init("had_module_prefix", .bool(facts?.hadModulePrefix ?? false)),
      .init("counters_left_out", .integer(facts?.countersLeftOut ?? 0)),
      .init("other_entries", .integer(facts?.otherEntries ?? 0)),
      .init("checksums", .string(facts?.checksums ?? "none")),
      .init("networks", .array(contents.match.networks)),
      .init("tensors", .array(contents.rows.map(\.json))),
    ])
  }
}

extension CheckpointFacts {
  /// The state of the checksums in a word.
  fileprivate var checksums: String {
    isChecked.map { $0 ? "match" : "not read" } ?? "none"
  }

  fileprivate var checksumText: String {
    switch isChecked {
    case true?: "checksums: match"
    case false?: "checksums: not read, and neither are the elements; --hash reads all"
    case nil: "checksums: the format has none"
    }
  }
}

extension Checkpoint.Format {
  fileprivate var meaning: String {
    switch self {
    case .zip: "zip archive of torch.save (PyTorch 1.6 and later)"
    case .legacy: "stream of torch.save (before PyTorch 1.6)"
    case .safetensors: "safetensors"
    }
  }
}

extension CheckpointOptimizer {
  private var settings: [(name: String, value: Double?)] {
    [("learning rate", learningRate), ("momentum", momentum), ("weight decay", weightDecay)]
  }

  fileprivate var text: String {
    let known = settings.compactMap { name, value in value.map { "\(name) \($0)" } }
    let buffers = Numbers.counted(momentumBuffers, "tensor")
    return (known + ["\(buffers) of momentum"]).joined(separator: ", ")
  }

  fileprivate var json: JSONValue {
    [
      "learning_rate": learningRate.map { .number($0) } ?? .null,
      "momentum": momentum.map { .number($0) } ?? .null,
      "weight_decay": weightDecay.map { .number($0) } ?? .null,
      "momentum_tensors": .integer(momentumBuffers),
    ]
  }
}
