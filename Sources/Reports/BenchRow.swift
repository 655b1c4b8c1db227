import RLAExecution
import RLANetworks

/// One or several steps of a measurement.
struct BenchRow {
  let name: String
  /// Levels below the network; rows of one depth share no step.
  let depth: Int
  let steps: [Benchmark.StepTimes]

  private func sum(_ time: (Benchmark.StepTimes) -> Duration) -> Duration {
    steps.reduce(.zero) { $0 + time($1) }
  }

  var forward: Duration { sum(\.forward.median) }
  var backward: Duration { sum { $0.backward?.median ?? .zero } }

  /// What the steps did together, in the sum of their medians.
  var work: MeasuredWork {
    MeasuredWork(
      operations: steps.reduce(0) { $0 + $1.operations },
      saved: steps.reduce(0) { $0 + $1.savedOperations },
      bytes: steps.reduce(0) { $0 + $1.bytes }, time: sum(\.median))
  }

  /// The least time that the roofline allows, each step by itself.
  func predicted(_ conditions: MeasurementConditions) -> Duration {
    sum { $0.work.predicted(conditions) }
  }

  /// The time beyond what the operations that ran take at the peak of the machine.
  func lost(_ conditions: MeasurementConditions) -> Duration { sum { $0.work.lost(conditions) } }

  fileprivate func rank(_ order: BenchOrder, _ conditions: MeasurementConditions) -> Double {
    let value =
      switch order.key {
      case .time: work.time.seconds
      case .forward: forward.seconds
      case .backward: backward.seconds
      case .lost: lost(conditions).seconds
      case .predicted: predicted(conditions).seconds
      case .gflops: work.gigaflops
      case .calls: Double(steps.count)
      }
    return order.isAscending ? -value : value
  }
}

extension MeasuredWork {
  /// The time beyond what the operations that ran take at the peak of the machine.
  func lost(_ conditions: MeasurementConditions) -> Duration {
    time - .seconds(executed / conditions.roofline.gigaflops * 1e-9)
  }
}

/// The rows of a measurement.
struct BenchRows {
  private let network: Network
  private let conditions: MeasurementConditions
  private let order: BenchOrder?

  /// `order` says what comes first among the rows of one parent; nil for what ran first.
  init(_ network: Network, _ conditions: MeasurementConditions, order: BenchOrder?) {
    self.network = network
    self.conditions = conditions
    self.order = order
  }

  func rows(of steps: [Benchmark.StepTimes], by grouping: BenchGrouping) -> [BenchRow] {
    switch grouping {
    case .calls: ordered(steps.map { BenchRow(name: $0.step.path, depth: 1, steps: [$0]) })
    case .modules(let depth):
      modules(
        steps.map { ($0, $0.step.path.split(separator: ".").map(String.init)) }, level: 1,
        depth: depth)
    case .stages: joined(steps) { network.stageName(of: $0) }
    case .operators: joined(steps) { $0.kind.name }
    case .parts: joined(steps) { network.role(of: $0).name }
    case .algorithms:
      ordered(grouped(steps, by: \.step.algorithm).map { BenchRow(name: $0, depth: 1, steps: $1) })
    }
  }

  /// Steps whose first nodes have the same label.
  private func joined(_ steps: [Benchmark.StepTimes], _ label: (Node) -> String) -> [BenchRow] {
    let groups = grouped(steps) { label(network.nodes[$0.step.nodes[0]]) }
    return ordered(groups.map { BenchRow(name: $0, depth: 1, steps: $1) })
  }

  private typealias Placed = (step: Benchmark.StepTimes, path: [String])

  /// Modules before what is in them, down to `depth`.
  private func modules(_ steps: [Placed], level: Int, depth: Int) -> [BenchRow] {
    let groups = grouped(steps) { $0.path.prefix(level).joined(separator: ".") }
    let rows = groups.map { BenchRow(name: $0, depth: level, steps: $1.map(\.step)) }
    let inner = Dictionary(uniqueKeysWithValues: groups)
    return ordered(rows).flatMap { row -> [BenchRow] in
      let deeper =
        level < depth ? inner[row.name, default: []].filter { $0.path.count > level } : []
      return [row] + (deeper.isEmpty ? [] : modules(deeper, level: level + 1, depth: depth))
    }
  }

  /// The elements by their keys, in the order in which keys occur first.
  private func grouped<Element>(
    _ elements: [Element], by key: (Element) -> String
  ) -> [(String, [Element])] {
    var groups: [(String, [Element])] = []
    var places: [String: Int] = [:]
    for element in elements {
      let key = key(element)
      let place = places[key, default: groups.count]
      if place == groups.count {
        places[key] = place
        groups.append((key, []))
      }
      groups[place].1.append(element)
    }
    return groups
  }

  private func ordered(_ rows: [BenchRow]) -> [BenchRow] {
    guard let order else { return rows }
    let ranks = rows.map { $0.rank(order, conditions) }
    return rows.indices.sorted { (ranks[$0], $1) > (ranks[$1], $0) }.map { rows[$0] }
  }
}
