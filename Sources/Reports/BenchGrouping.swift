import RLAExecution
import RLANetworks

/// How the steps of a measurement are joined into rows.
package enum BenchGrouping: Hashable, Sendable {
  /// Every step by itself.
  case calls
  /// The modules of the published code, down to a depth.
  case modules(depth: Int)
  case stages
  /// The kinds of operators; a step of several nodes counts as its first.
  case operators
  /// The roles of nodes: the backbone, and what runs beside it.
  case parts
  /// The algorithms of the forward pass.
  case algorithms

  /// Those that join steps, modules with as many levels as a page takes.
  package static let sums: [BenchGrouping] = [
    .modules(depth: 2), .stages, .operators, .parts, .algorithms,
  ]

  /// The name on the command line and in JSON.
  package var key: String {
    switch self {
    case .calls: "call"
    case .modules: "module"
    case .stages: "stage"
    case .operators: "operator"
    case .parts: "rla-part"
    case .algorithms: "algorithm"
    }
  }

  /// The same grouping, modules down to another depth.
  package func reaching(depth: Int) -> BenchGrouping {
    if case .modules = self { return .modules(depth: depth) }
    return self
  }
}

/// What the rows of a measurement are ordered by.
package struct BenchOrder: Hashable, Sendable {
  /// The numbers of a row that have a name.
  package enum Key: String, CaseIterable, Sendable {
    case time
    case forward
    case backward
    case lost
    case predicted
    case gflops
    case calls
  }

  /// The names as a list in a sentence.
  package static var names: String { Key.allCases.map(\.rawValue).joined(separator: ", ") }

  let key: Key
  /// Whether the smallest comes first.
  let isAscending: Bool

  /// Reads a name, with `:asc` for the smallest first; nil for any other text.
  package init?(named text: String) {
    let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false)
    guard let key = Key(rawValue: String(parts[0])), parts.count == 1 || parts[1...] == ["asc"]
    else { return nil }
    self.key = key
    isAscending = parts.count == 2
  }
}
