package import RLANetworks
public import RLASymbolic

extension Convention.Measure {
  /// The rules that count an application.
  package func rules(for key: WorkTally.Key) -> [Convention.Rule] { treatment(of: key).rules }

  /// The number for a tally, as the tool adds it up.
  public func count(_ tally: WorkTally) -> Dim { accumulator.rounded(exactCount(tally)) }

  /// The number for a tally, had the tool added up integers.
  package func exactCount(_ tally: WorkTally) -> Dim {
    tally.entries.reduce(into: 0) { $0 += count($1.value.work, for: $1.key, batch: tally.batch) }
  }

  /// The number for the work of one key.
  ///
  /// Some tools divide by the number of samples. Where that leaves a remainder, a number is rounded
  /// down, and a formula stays undivided; `isDivided(_:for:batch:)` tells.
  package func count(_ work: Work, for key: WorkTally.Key, batch: Dim) -> Dim {
    var total: Dim = 0
    for rule in rules(for: key) {
      for term in rule.terms { total.add(work[term.quantity], times: term.factor) }
      if rule.termsPerImage.isEmpty { continue }
      let divided = rule.dividend(work)
      total += divided.quotient(by: batch) ?? divided
    }
    return total
  }

  /// Whether the work of one key is a multiple of the samples wherever the tool divides by them.
  package func isDivided(_ work: Work, for key: WorkTally.Key, batch: Dim) -> Bool {
    rules(for: key).allSatisfy { rule in
      rule.termsPerImage.isEmpty || rule.dividend(work).exactQuotient(by: batch) != nil
        || rule.dividend(work) == 0
    }
  }

  /// What the convention says about an application.
  package func verdict(on key: WorkTally.Key) -> Convention.Verdict {
    treatment(of: key).verdict
  }

  /// Why an application counts nothing; nil where it counts.
  package func zeroReason(for key: WorkTally.Key) -> String? {
    switch verdict(on: key) {
    case .counted: nil
    case .ignored where sight == .categories: "not a matrix product"
    case .ignored: "ignored by the tool's own list"
    case .unseen: sight.blindness(key.callStyle)
    case .overwritten: "a later call of the module overwrites it"
    case .unsupported where stopsWithoutRule: "no rule: the tool stops"
    case .unsupported: "no rule"
    }
  }
}

extension Convention.Rule {
  fileprivate func dividend(_ work: Work) -> Dim {
    termsPerImage.reduce(0) { $0 + work[$1.quantity] * Dim($1.factor) }
  }
}
