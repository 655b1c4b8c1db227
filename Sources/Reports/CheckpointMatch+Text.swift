import RLAArchitectures
import RLACheckpoints
import RLANetworks
import RLAQueries
import RLAText

extension CheckpointContents.Match {
  /// Which network the tensors fit, or how far they are from the nearest.
  var text: String {
    switch self {
    case .network(let name, let fit):
      return fit.isExact ? "fits: \(name)" : "does not fit \(name): \(fit.summary)"
    case .catalog(let search):
      if let answer = search.exact.first {
        let others = search.exact.dropFirst().map(\.words).joined(separator: ", ")
        return "fits: \(answer.words)" + (others.isEmpty ? "" : "; also \(others)")
      }
      guard let near = search.near else {
        return "fits: no network of the catalog, not even nearly"
      }
      return "fits: no network of the catalog; nearest is \(near.words): \(near.fit.summary)"
    }
  }

  var networks: [JSONValue] {
    switch self {
    case .network(let name, let fit): [fit.json(name: name, options: nil)]
    case .catalog(let search):
      (search.exact + [search.near].compactMap(\.self)).map { answer in
        answer.fit.json(name: answer.entry.name, options: answer.options)
      }
    }
  }
}

extension ArchitectureSearch.Answer {
  /// What a command line says after -a.
  fileprivate var words: String { ([entry.name] + options).joined(separator: " ") }

  fileprivate var options: [String] {
    [("--rla-channels", stateChannels), ("--classes", classes)].compactMap { option, value in
      value.map { "\(option) \($0)" }
    }
  }
}

extension WeightFit {
  fileprivate func count(_ kind: Difference.Kind) -> Int { differences.count { $0.kind == kind } }

  /// How many tensors differ, and in what.
  package var summary: String {
    let parts = [
      (count(.missing), "missing"), (count(.unexpected), "not in the network"),
      (count(.shape), "of another shape"), (count(.type), "of another type"),
    ]
    return "\(Numbers.grouped(fitting)) fit, "
      + parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  fileprivate func json(name: String, options: [String]?) -> JSONValue {
    [
      "name": .string(name),
      "options": options.map { .array($0.map { .string($0) }) } ?? .null,
      "fits": .bool(isExact), "fitting": .integer(fitting),
      "differences": .array(differences.map(\.json)),
    ]
  }
}

extension WeightFit.Difference {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "kind": .string(kind.word),
      "expected": expected.map { JSONValue($0) } ?? .null,
      "found": found.map { .array($0.shape.map { .integer($0) }) } ?? .null,
      "type": found.map { .string($0.type.rawValue) } ?? .null,
    ]
  }
}

extension WeightFit.Difference.Kind {
  fileprivate var word: String {
    switch self {
    case .missing: "missing"
    case .unexpected: "unexpected"
    case .shape: "shape"
    case .type: "type"
    }
  }
}
