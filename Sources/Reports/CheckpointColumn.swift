import RLACheckpoints
import RLANetworks
import RLASymbolic
import RLAText

/// A column of the table of a file's tensors.
enum CheckpointColumn {
  case name
  case shape
  case type
  case values
  case checksum
  case mean
  case deviation
  case least
  case greatest
  case notFinite
  case nearZero
  /// The sizes that a network has, where they differ.
  case expected(String)

  var column: Table.Column {
    switch self {
    case .name: Table.Column("name", key: "name", .left, .breaks(to: 20))
    case .shape: Table.Column("shape", key: "shape", .left)
    case .type: Table.Column("type", key: "type", .left)
    case .values: Table.Column("values", key: "values", .right)
    case .checksum: Table.Column("crc32", key: "crc32", .left)
    case .mean: Table.Column("mean", key: "mean", .right)
    case .deviation: Table.Column("deviation", key: "deviation", .right)
    case .least: Table.Column("least", key: "least", .right)
    case .greatest: Table.Column("greatest", key: "greatest", .right)
    case .notFinite: Table.Column("not finite", key: "not_finite", .right)
    case .nearZero: Table.Column("near zero", key: "near_zero", .right)
    case .expected(let network): Table.Column("in \(network)", key: "expected", .left)
    }
  }

  func cell(
    _ row: CheckpointContents.Row, _ difference: WeightFit.Difference?
  ) -> Table.Cell {
    let (tensor, statistics) = (row.tensor, row.statistics)
    switch self {
    case .name: return Table.Cell(tensor.name.printable)
    case .shape: return Table.Cell("\(tensor.symbolicShape)")
    case .type: return Table.Cell(tensor.type.rawValue)
    case .values: return Table.Cell(Numbers.grouped(tensor.count), raw: "\(tensor.count)")
    case .checksum: return Table.Cell(row.checksum.map(\.hexadecimal) ?? "")
    case .mean: return Self.cell(statistics?.mean)
    case .deviation: return Self.cell(statistics?.deviation)
    case .least: return Self.cell(statistics?.finiteLeast)
    case .greatest: return Self.cell(statistics?.finiteGreatest)
    case .notFinite:
      let count = statistics.map { $0.notNumbers + $0.infinities } ?? 0
      return Table.Cell(count == 0 ? "" : Numbers.grouped(count), raw: "\(count)")
    case .nearZero:
      let count = row.deadChannels
      return Table.Cell(count.map(Numbers.grouped) ?? "", raw: count.map { "\($0)" } ?? "")
    case .expected: return difference.map(Self.expectation) ?? ""
    }
  }

  /// The cell of a tensor that the file does not have.
  func cell(missing difference: WeightFit.Difference) -> Table.Cell {
    switch self {
    case .name: Table.Cell(difference.name.printable)
    case .shape: "missing"
    case .expected: Self.expectation(difference)
    default: ""
    }
  }

  private static func expectation(_ difference: WeightFit.Difference) -> Table.Cell {
    switch difference.kind {
    case .unexpected: "nothing"
    case .type: "real numbers"
    case .missing, .shape: Table.Cell(difference.expected.map { "\($0)" } ?? "")
    }
  }

  private static func cell(_ number: Double?) -> Table.Cell {
    guard let number else { return "" }
    let isPlain = number == 0 || (1e-3..<1e5).contains(number.magnitude)
    return Table.Cell(
      isPlain ? Numbers.fixed(number, decimals: 4) : Numbers.scientific(number), raw: "\(number)")
  }
}

extension CheckpointContents.Row {
  /// Channels of a norm with next to no weight; nil for tensors that are no weights of norms.
  var deadChannels: Int? {
    let isNorm = tensor.shape.count == 1 && tensor.name.hasSuffix("weight")
    return isNorm ? statistics?.nearZero : nil
  }

  var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("name", .string(tensor.name)), .init("type", .string(tensor.type.rawValue)),
      .init("shape", .array(tensor.shape.map { .integer($0) })),
      .init("values", .integer(tensor.count)),
    ]
    if let checksum { members.append(.init("crc32", .string(checksum.hexadecimal))) }
    if let statistics {
      func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
      members += [
        .init("mean", number(statistics.mean)), .init("deviation", number(statistics.deviation)),
        .init("least", number(statistics.finiteLeast)),
        .init("greatest", number(statistics.finiteGreatest)),
        .init("nan", .integer(statistics.notNumbers)),
        .init("infinite", .integer(statistics.infinities)),
        .init("near_zero", deadChannels.map { .integer($0) } ?? .null),
      ]
    }
    return .object(members)
  }
}

extension TensorStatistics {
  /// The extremes, where any element is finite.
  var finiteLeast: Double? { finite == 0 ? nil : least }
  var finiteGreatest: Double? { finite == 0 ? nil : greatest }
}

extension UInt32 {
  /// Eight digits.
  fileprivate var hexadecimal: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
