/// What large numbers are divided by.
public enum UnitPrefix: String, CaseIterable, Sendable {
  /// Powers of 1000: k, M, G.
  case si
  /// Powers of 1024: Ki, Mi, Gi.
  case binary
  /// Digits in full.
  case none
}
