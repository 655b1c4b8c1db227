import RLAAnalysis
import RLANetworks

extension Convention.Rule {
  /// What the rule counts, in elements n and m of input and output: `2 n`.
  var formula: String {
    let total = terms.map(\.formula)
    let perImage = termsPerImage.map(\.formula)
    let divided = perImage.isEmpty ? [] : ["(\(perImage.joined(separator: " + "))) / images"]
    return (total + divided).joined(separator: " + ")
  }
}

extension Convention.Term {
  fileprivate var formula: String {
    let name =
      switch quantity {
      case .inputElements: "n"
      case .outputElements: "m"
      default: quantity.name
      }
    return factor == 1 ? name : "\(factor) \(name)"
  }
}
