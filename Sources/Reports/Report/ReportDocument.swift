import RLAQueries
package import RLAText

/// The data of an HTML report, which its page evaluates and draws.
package struct ReportDocument: Sendable {
  private let networks: [ReportNetwork]
  private let version: String

  /// - Parameters:
  ///   - networks: At least one; the others are compared with the first.
  ///   - version: That of this program.
  package init(_ networks: [ReportNetwork], version: String) {
    precondition(!networks.isEmpty, "A report is about some network.")
    self.networks = networks
    self.version = version
  }

  package var json: JSONValue {
    .document([
      .init("kind", "report"),
      .init("tool", ["name": "rla-profile", "version": .string(version)]),
      .init("conventions", ReportConventions.json),
      .init("quantities", ReportConventions.quantities),
      .init("networks", .array(networks.map(\.json))),
      .init("comparison", comparison),
    ])
  }

  /// What the page is called.
  package var title: String { networks.map(\.model.name).joined(separator: ", ") }

  /// The calls of the other networks beside those of the first; null for one network.
  private var comparison: JSONValue {
    if networks.count == 1 { return .null }
    let first = networks[0].model.profile
    let pairs = networks.dropFirst().map { network -> JSONValue in
      let pairing = CallPairing(first, network.model.profile)
      guard pairing.isClose else { return .null }
      return .array(
        pairing.pairs.flatMap { [.integer($0.left ?? -1), .integer($0.right ?? -1)] })
    }
    return ["pairs": .array([.null] + pairs)]
  }
}
