import RLAAnalysis
import RLANetworks

extension Convention.Rule {
  /// What the rule counts, in elements n and m of input and output: `2 n`.
  var formula: String {
    var sums = terms.isEmpty ? [] : [terms.formula]
    if !termsPerImage.isEmpty { sums.append("(\(termsPerImage.formula)) / images") }
    return sums.joined(separator: " + ")
  }
}

extension [Convention.Term] {
  /// Terms with their signs between them: `2 multiply-adds - m`.
  fileprivate var formula: String {
    enumerated().map { index, term in
      let sign = term.factor < 0 ? "-" : "+"
      return index == 0 && term.factor >= 0 ? term.magnitude : "\(sign) \(term.magnitude)"
    }.joined(separator: " ")
  }
}

extension Convention.Term {
  /// The term without its sign.
  fileprivate var magnitude: String {
    let name =
      switch quantity {
      case .inputElements: "n"
      case .outputElements: "m"
      default: quantity.name
      }
    return factor.magnitude == 1 ? name : "\(factor.magnitude) \(name)"
  }
}

extension Convention.Measure {
  /// What an application counts, or why it counts nothing: `2 multiply-adds`, `0 (no rule)`.
  func text(for key: WorkTally.Key) -> String {
    let rules = rules(for: key)
    if !rules.isEmpty { return rules.map(\.formula).joined(separator: " + ") }
    return "0 (\(zeroReason(for: key) ?? "no rule"))"
  }
}
