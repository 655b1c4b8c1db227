import RLAAnalysis
import RLANetworks

extension Convention.Rule {
  /// What the rule counts, in elements n and m of input and output: `2 n`.
  var formula: String {
    let total = weights.map(\.formula)
    let perImage = weightsPerImage.map(\.formula)
    let divided = perImage.isEmpty ? [] : ["(\(perImage.joined(separator: " + "))) / images"]
    return (total + divided).joined(separator: " + ")
  }
}

extension Convention.Weight {
  fileprivate var formula: String {
    let name =
      switch quantity {
      case .inputElements: "n"
      case .outputElements: "m"
      default: quantity.rawValue
      }
    return factor == 1 ? name : "\(factor) \(name)"
  }
}
