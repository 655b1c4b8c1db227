package import RLAExecution
import RLANetworks
import RLAText

/// What was measured of a network, as a page shows it: the report of `bench` with more members.
package struct ReportBench: Sendable {
  private let report: BenchReport
  private let timeline: Timeline

  /// - Parameters:
  ///   - report: The report of the measurement.
  ///   - timeline: One further run, step by step.
  package init(_ report: BenchReport, _ timeline: Timeline) {
    self.report = report
    self.timeline = timeline
  }

  /// The report for a page.
  ///
  /// The steps are tied to the calls of `network`, that of the page, by their paths.
  func json(on network: Network) -> JSONValue {
    let calls = calls(in: network)
    let members: [JSONValue.Member] = [
      .init("lost", lost), .init("timeline", timelineJSON),
      .init("text", .string((report.header + report.footer).joined(separator: "\n"))),
    ]
    guard case .object(let own) = report.json else {
      preconditionFailure("A report on a measurement is an object.")
    }
    let linked = own.map { member -> JSONValue.Member in
      guard member.key == "layers", case .array(let layers) = member.value else { return member }
      return .init(
        member.key,
        .array(zip(layers, calls).map { $0.adding([.init("calls", .array($1))]) }))
    }
    return .object(linked + members)
  }

  /// By step, the calls that it runs.
  ///
  /// A network from a file may run in another form than it is counted in; what has no counterpart by
  /// path is left out.
  private func calls(in network: Network) -> [[JSONValue]] {
    var places: [String: [Int]] = [:]
    for (index, node) in network.nodes.enumerated().reversed() {
      places[network.path(of: node), default: []].append(index)
    }
    let plan = report.result.plan.network
    return report.steps.map { step in
      step.step.nodes.sorted().compactMap { node in
        places[plan.path(of: plan.nodes[node])]?.popLast().map { .integer($0) }
      }
    }
  }

  /// By how much the steps miss the roofline, the largest loss first.
  private var lost: JSONValue {
    let whole = report.result.whole.median
    let losses = report.steps.indices.map { index in
      let work = report.steps[index].work
      return (index, max(.zero, work.time - work.predicted(report.conditions)))
    }
    return .array(
      losses.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map { index, loss in
        [
          "layer": .integer(index), "lost_ms": .milliseconds(loss),
          "share": .number(loss / whole),
        ]
      })
  }

  private var timelineJSON: JSONValue {
    let spans = timeline.spans
    let layers = Dictionary(
      uniqueKeysWithValues: report.steps.enumerated().map { ($1.step.index, $0) })
    return [
      "threads": .integer(timeline.threads), "duration_ms": .milliseconds(timeline.duration),
      "spans": .object([
        .init(
          "layer",
          .array(spans.map { span in .integer(span.step.flatMap { layers[$0] } ?? -1) })),
        .init("pass", .array(spans.map { .string($0.pass.rawValue) })),
        .init("thread", .array(spans.map { .integer($0.thread) })),
        .init("start_ms", .array(spans.map { .milliseconds($0.start) })),
        .init("end_ms", .array(spans.map { .milliseconds($0.end) })),
        .init("busy_ms", .array(spans.map { .milliseconds($0.busy) })),
      ]),
    ]
  }
}

extension JSONValue {
  /// An object with further members.
  fileprivate func adding(_ members: [Member]) -> JSONValue {
    guard case .object(let own) = self else {
      preconditionFailure("Only an object has members.")
    }
    return .object(own + members)
  }
}
