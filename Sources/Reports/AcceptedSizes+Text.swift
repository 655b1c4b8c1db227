package import RLAAnalysis
import RLASymbolic

extension AcceptedSizes {
  /// The accepted sizes as a congruence: `H mod 32 in {0, 31}, from 31 on`.
  var congruence: String {
    if residues.count == period { return "\(symbol) \(range)" }
    let list = residues.map(String.init).joined(separator: ", ")
    return "\(symbol) mod \(period) in {\(list)}, \(range)"
  }

  /// From where to where they go: `from 31 on`, `from 29 to 60`, `= 299`.
  package var range: String {
    maximum.map { (minimum...$0).text } ?? "from \(minimum) on"
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
