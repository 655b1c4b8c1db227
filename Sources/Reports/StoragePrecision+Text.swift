import RLAAnalysis
import RLANetworks

extension StoragePrecision {
  /// What bytes are bytes of; nothing for float32, which is the rule.
  var notes: [String] {
    if self == .float32 { return [] }
    let bytes = stored.bytes == 1 ? "1 byte" : "\(stored.bytes) bytes"
    let training =
      trained == stored ? "" : ", training in \(trained.rawValue) because it has no gradients"
    return [
      "\(stored.rawValue), \(bytes) per value and parameter\(training); indices keep their types"
    ]
  }
}
