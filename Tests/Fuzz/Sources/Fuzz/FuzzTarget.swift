/// The readers of outside input.
///
/// Each gets a text, and must end without a trap and within its promises.
enum FuzzTarget: String, CaseIterable {
  /// Architecture files.
  case architectures
  /// The networks that architecture files describe, counted at 64x64.
  case networks
  /// Reference cases of `verify`.
  case cases
  /// Saved reports of `profile` and `bench`.
  case reports
  /// Conditions of `--assert` and `--where`, columns of sweeps.
  case conditions
  /// Numbers, ranges, sizes and bindings.
  case lists
  /// Figures as papers print them.
  case amounts
  /// Names of architectures and conventions, with suggestions.
  case names
  /// Names of networks in drawings.
  case labels

  func read(_ text: String) {
    switch self {
    case .architectures: Readers.architecture(text)
    case .networks: Readers.network(text)
    case .cases: Readers.referenceCase(text)
    case .reports: Readers.reports(text)
    case .conditions: Readers.condition(text)
    case .lists: Readers.lists(text)
    case .amounts: Readers.amount(text)
    case .names: Readers.names(text)
    case .labels: Readers.label(text)
    }
  }
}
