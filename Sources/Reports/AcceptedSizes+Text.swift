import RLAAnalysis
import RLASymbolic

extension AcceptedSizes {
  /// The accepted sizes as a congruence: `H mod 32 in {0, 31}, from 31 on`.
  var congruence: String {
    let from = "\(symbol) from \(minimum) on"
    if residues.count == period { return from }
    let list = residues.map(String.init).joined(separator: ", ")
    return "\(symbol) mod \(period) in {\(list)}, from \(minimum) on"
  }
}

extension ClosedRange<Int> {
  /// Accepted sizes that end: `from 33 to 80`.
  package var text: String {
    if count == 1 { return "= \(lowerBound)" }
    return lowerBound == 1 ? "up to \(upperBound)" : "from \(lowerBound) to \(upperBound)"
  }
}

extension Symbol {
  /// What the symbol stands for.
  var meaning: String {
    switch self {
    case .batch: "images per batch"
    case .height: "image height"
    case .width: "image width"
    case .stateChannels: "state channels"
    case .classes: "classes"
    default: isUnknown ? "a size known only at run time" : name
    }
  }
}
