package import RLAAnalysis
import RLANetworks
import RLASymbolic

/// What every call has and a whole network has the sum of: what parts of a network can be compared by.
package struct CostMeasure: Sendable {
  package let name: String
  /// `MACs`, `B`; empty where the name says it.
  package let unit: String
  /// What it counts, in a sentence.
  package let summary: String
  /// The number of a convention that it is; none for others.
  package let measures: [Convention.Measure]
  /// Whether only training has it.
  package let isOfTraining: Bool
  let value: @Sendable (Metrics) -> Dim

  /// Multiply-adds by the convention of this program.
  package static let macs = CostMeasure(Convention.macs, Convention.macs.measures[0])

  private init(_ convention: Convention, _ measure: Convention.Measure) {
    name = measure.key
    unit = measure.unit
    summary = convention.summary
    measures = [measure]
    isOfTraining = false
    value = { measure.exactCount($0.tally) }
  }

  private init(_ column: ProfileColumn) {
    name = column.rawValue
    summary = column.summary
    let key = column.number?.key ?? ""
    unit = key.hasSuffix("_bytes") ? "B" : key.hasSuffix("_macs") ? "MACs" : ""
    measures = []
    isOfTraining = ProfileColumn.ofTraining.contains(column)
    value = { column == .calls ? Dim($0.calls) : column.number?.value($0) ?? 0 }
  }

  /// The measure of this name, that of a column of a profile or of a number of a convention, whatever
  /// its case; nil where there is none.
  package init?(named name: String) {
    let wanted = name.lowercased()
    if let column = Self.columns.first(where: { $0.rawValue == wanted || $0.number?.key == wanted })
    {
      self.init(column)
      return
    }
    for convention in Convention.all {
      guard let measure = convention.measures.first(where: { $0.key.lowercased() == wanted })
      else { continue }
      self.init(convention, measure)
      return
    }
    return nil
  }

  private static let columns = ProfileColumn.allCases.filter { $0 == .calls || $0.number != nil }

  package static var names: [String] {
    columns.map(\.rawValue) + Convention.all.flatMap(\.measures).map(\.key)
  }
}

extension FoldedStacks {
  /// The calls of a network by module.
  ///
  /// Where the whole is more than the sum of its calls, as where a tool rounds, the rest has a frame
  /// of its own. Nil where some count is no number, or too large for one.
  package init?(_ profile: Profile, by measure: CostMeasure) {
    self.init()
    let network = profile.network
    for (index, node) in network.nodes.enumerated() {
      guard let count = measure.value(profile.metrics(of: [index])).value else { return nil }
      add([network.name] + network.frames(of: node), count)
    }
    guard let whole = measure.value(profile.total).value else { return nil }
    add([network.name, "(rest)"], whole - total)
  }
}

extension Network {
  /// The names of the modules around a node, the outermost first, and that of its layer or function.
  func frames(of node: Node) -> [String] {
    switch node.action {
    case .layer(let index): layers[index].path.split(separator: ".").map(String.init)
    case .function(let function, let scope):
      scope.split(separator: ".").map(String.init) + [function.torch.name]
    }
  }
}
